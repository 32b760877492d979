import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { overlaid, parseArguments } from '../../src/arguments.js';
import type { CollectorSettings } from '../../src/config/collector-settings.js';
import { readConfiguration } from '../../src/config/read-configuration.js';
import { resolveSettings } from '../../src/config/resolve-settings.js';
import { isRotatedName } from '../../src/file/rotated-name.js';
import { typeOfFile } from '../../src/line/source-identity.js';

const folder = mkdtempSync(join(tmpdir(), 'cc-'));
const path = join(folder, 'collector.yaml');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function settingsOf(text: string, argv: string[] = [], environment: Record<string, string> = {}): CollectorSettings {
  writeFileSync(path, text);
  return resolveSettings(overlaid(readConfiguration(path), parseArguments(argv).configuration), environment, false);
}

describe('the configuration', () => {
  it('describes several sources, in YAML and in JSON', () => {
    const yaml = `
kafka: { brokers: [kafka-1:9092, kafka-2:9092], topics: { access: web } }
cluster: eu
sources:
  - { files: [/var/log/nginx/*access.log, /var/log/nginx/error.log], source: shop-nginx, timeZone: Europe/Berlin }
  - { listen: 0.0.0.0:5140, source: apache, server: web2, type: error }
  - { syslog: { udp: 5514, tcp: "[::1]:5514" } }
`;
    const { kafka, sources } = settingsOf(yaml);
    expect(kafka).toMatchObject({
      brokers: ['kafka-1:9092', 'kafka-2:9092'],
      topics: { access: 'web', error: 'web-errors' },
    });
    expect(sources.map(({ input }) => input.kind)).toEqual(['files', 'tcp-listen', 'syslog-udp', 'syslog-tcp']);
    expect(sources[0]?.identity).toMatchObject({ source: 'shop-nginx', cluster: 'eu', timeZone: 'Europe/Berlin', heartbeats: 'skip' }); // prettier-ignore
    expect(sources[1]).toMatchObject({ identity: { server: 'web2', type: 'error' }, input: { address: { host: '0.0.0.0', port: 5140 } } }); // prettier-ignore
    expect(sources[2]?.identity.source).toBe('syslog-5514');
    expect(settingsOf(JSON.stringify({ sources: [{ files: '/a/b.log' }] })).sources[0]?.identity.source).toBe('a');
  });

  it('needs nothing but a file on the command line', () => {
    const { kafka, sources } = settingsOf('', ['/var/log/nginx/access.log'], { KAFKA_BOOTSTRAP_SERVERS: 'k:1, l:2' });
    expect(kafka).toMatchObject({ brokers: ['k:1', 'l:2'], createTopics: true, topics: { access: 'web-logs' } });
    expect(sources).toMatchObject([{ identity: { source: 'nginx' }, input: { from: 'beginning' } }]);
    expect(settingsOf('', ['x.log']).kafka.brokers).toEqual(['localhost:9092']);
  });

  it("takes Visor's keys", () => {
    const visor = {
      batch_interval: 2.5,
      kafka: { addr: 'localhost:9092', topic: 'Logs' },
      email: { report: { on: true } },
    };
    const { kafka } = settingsOf(JSON.stringify(visor), ['a.log']);
    expect(kafka).toMatchObject({ brokers: ['localhost:9092'], topics: { access: 'Logs', error: 'Logs' } });
  });

  it.each([
    ['sources: [{}]', 'sources[1]: a source needs exactly one of files, stdin, listen, connect and syslog'],
    ['sources: [{ files: [a], listen: 1 }]', 'sources[1]: a source needs exactly one of'],
    ['sources: [{ listen: 99999 }]', 'sources[1].listen: an address must be host:port'],
    ['kafka: { brokers: nowhere }', 'kafka.brokers: brokers must be a list of host:port'],
    ['timeZone: Mars/Olympus', 'timeZone: timeZone must be a zone such as Europe/Berlin or UTC'],
    ['soruces: []', 'there is no key soruces'],
    ['sources: [{ files: [a], type: acess }]', 'sources[1].type: type must be access or error'],
    ['a: [', 'is neither JSON nor YAML'],
    ['', 'There is nothing to collect'],
  ])('says what is wrong in %s', (text, message) => {
    expect(() => settingsOf(text)).toThrow(message);
  });
});

it.each([
  ['access.log', 'access.log.1', true],
  ['access.log', 'access.log.2.gz', true],
  ['access.log', 'access.log-20261127', true],
  ['access.log', 'access-20261127.log', true],
  ['access.log', 'access-20261127.log.gz', true],
  ['access.log', 'access.log', false],
  ['access.log', 'access.logger', false],
  ['access.log', 'access-ssl.log', false],
  ['access.log', 'error.log.1', false],
])('%s may be rotated to %s: %s', (base, name, is) => {
  expect(isRotatedName(base, name)).toBe(is);
});

it.each([
  ['/var/log/nginx/error.log', 'error'],
  ['/var/log/apache2/shop_error.log.1', 'error'],
  ['/var/log/httpd/error_log', 'error'],
  ['/var/log/nginx/access.log', 'access'],
  ['/var/log/errors/terror-access.log', 'access'],
])('%s holds lines of type %s', (file, type) => {
  expect(typeOfFile(file)).toBe(type);
});
