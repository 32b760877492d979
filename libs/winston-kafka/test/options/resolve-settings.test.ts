import { describe, expect, it } from 'vitest';
import { resolveSettings } from '../../src/options/resolve-settings.js';
import type { KafkaTransportOptions, TransportSettings } from '../../src/options/transport-options.js';

function resolve(
  environment: Record<string, string>,
  options: KafkaTransportOptions = {},
): { settings: TransportSettings; warnings: string[] } {
  const warnings: string[] = [];
  const settings = resolveSettings(
    options,
    environment,
    () => ({ name: 'from-package', version: '9.9.9' }),
    (line) => warnings.push(line),
  );
  return { settings, warnings };
}

describe('resolveSettings', () => {
  it('an option wins over a variable, a variable over package.json', () => {
    const environment = {
      SERVICE_NAME: 'from-env',
      KAFKA_BOOTSTRAP_SERVERS: 'a:1, b:2',
      LOG_TOPIC: 'mine',
      HOSTNAME: 'h',
    };
    expect(resolve(environment).settings).toMatchObject({
      service: 'from-env',
      brokers: ['a:1', 'b:2'],
      topics: { main: 'mine' },
      host: 'h',
      version: '9.9.9',
    });
    expect(resolve(environment, { service: 'opt', brokers: ['c:3'], topic: 'o' }).settings).toMatchObject({
      service: 'opt',
      brokers: ['c:3'],
      topics: { main: 'o' },
    });
    expect(resolve({}).settings).toMatchObject({
      service: 'from-package',
      brokers: ['localhost:9092'],
      topics: { main: 'application-logs', urgent: { topic: 'application-logs-errors', from: 4 } },
      maxBufferBytes: 67_108_864,
      maxBufferRecords: 250_000,
    });
  });

  it('one topic for both gets each record once', () => {
    expect(resolve({ ERROR_LOG_TOPIC: 'a' }, { topic: 'a' }).settings.topics).toEqual({ main: 'a' });
  });

  it.each([
    [{ KAFKA_BOOTSTRAP_SERVERS: 'http://x' }, 'KAFKA_BOOTSTRAP_SERVERS'],
    [{ LOG_TOPIC: 'no spaces' }, 'LOG_TOPIC'],
    [{ KAFKA_SSL: 'perhaps' }, 'KAFKA_SSL'],
    [{ KAFKA_SSL_CA_FILE: '/does/not/exist' }, 'KAFKA_SSL_CA_FILE'],
    [{ KAFKA_SASL_MECHANISM: 'kerberos' }, 'KAFKA_SASL_MECHANISM'],
    [{ KAFKA_SASL_MECHANISM: 'plain' }, 'KAFKA_SASL_MECHANISM'],
    [{ LOG_SPOOL_MAX_BYTES: '-1' }, 'LOG_SPOOL_MAX_BYTES'],
  ])('%o gives one warning that names it, and the default', (environment, name) => {
    const { settings, warnings } = resolve(environment);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain(name);
    expect(settings).toMatchObject({
      brokers: ['localhost:9092'],
      topics: { main: 'application-logs', urgent: { topic: 'application-logs-errors', from: 4 } },
      ssl: false,
      sasl: undefined,
    });
  });

  it('never shows a value: it may be a secret', () => {
    expect(resolve({ KAFKA_SASL_MECHANISM: 'hunter2' }).warnings.join()).not.toContain('hunter2');
  });

  it('bad options give a warning and the default too', () => {
    const { settings, warnings } = resolve({}, { lingerMs: -5, maxInFlight: 1.5, errorTopic: '' });
    expect(warnings).toHaveLength(3);
    expect(settings).toMatchObject({
      lingerMs: 50,
      maxInFlight: 4,
      topics: { urgent: { topic: 'application-logs-errors' } },
    });
  });

  it.each([
    ['service', { service: 7 }, { service: 'from-package' }],
    ['brokers', { brokers: 9092 }, { brokers: ['localhost:9092'] }],
    ['topic', { topic: {} }, { topics: { main: 'application-logs' } }],
    ['compression', { compression: 'lz4' }, { compression: 'none' }],
    ['createTopics', { createTopics: 'yes' }, { createTopics: false }],
    ['handleSignals', { handleSignals: 1 }, { handleSignals: false }],
    ['maxBufferBytes', { maxBufferBytes: '64MB' }, { maxBufferBytes: 67_108_864 }],
    ['spool.maxBytes', { spool: { maxBytes: -1 } }, { spool: { maxBytes: 67_108_864 } }],
    ['spool.dir', { spool: { dir: 1 } }, {}],
    ['spool.level', { spool: { level: 'LOUD' } }, { spool: { from: 4 } }],
    ['redact.keys', { redact: { keys: 'ssn' } }, { redact: { keys: [], values: true } }],
    ['sasl', { sasl: { mechanism: 'plain', username: 'u' } }, { sasl: undefined }],
  ])('option %s without a compiler to object to it: one warning, and the default', (name, options, expected) => {
    const { settings, warnings } = resolve({}, options as unknown as KafkaTransportOptions);
    expect(warnings).toEqual([expect.stringContaining(`option ${name} `)]);
    expect(settings).toMatchObject(expected);
  });
});
