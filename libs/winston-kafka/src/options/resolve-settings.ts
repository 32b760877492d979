import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ConnectionOptions } from 'node:tls';
import { DEFAULT_SPOOL_BYTES, DELIVERY_NUMBERS, type TopicPlan } from '@log-monitor/kafka-delivery';
import { DEFAULT_ERROR_LOG_TOPIC, DEFAULT_LOG_TOPIC, LEVELS, SEVERITY } from '@log-monitor/log-record';
import { type Environment, EnvironmentReader } from './environment-reader.js';
import { OptionReader } from './option-reader.js';
import type { PackageIdentity } from './package-identity.js';
import type { KafkaTransportOptions, SaslOptions, TransportSettings } from './transport-options.js';

const BROKER = /^(?:\[[0-9a-f:.]+\]|[a-z0-9._-]+):\d{1,5}$/i;
const TOPIC = /^[a-zA-Z0-9._-]{1,249}$/;
const SASL_MECHANISMS = ['plain', 'scram-sha-256', 'scram-sha-512'] as const;
const COMPRESSIONS = ['none', 'gzip'] as const;

/** Options that are whole numbers: default, smallest and largest value. Units stand in the names. */
const NUMBERS = {
  ...DELIVERY_NUMBERS,
  shutdownTimeoutMs: [4_000, 0, 600_000],
  maxRecordsPerSecond: [0, 0, 10_000_000],
  foldRepeatsMs: [0, 0, 3_600_000],
} as const satisfies Partial<Record<keyof TransportSettings, readonly [number, number, number]>>;

type NumberOption = keyof typeof NUMBERS;

/**
 * Options, then variables, then defaults. Never throws: a bad value is named in one warning and its default holds,
 * because a logging library must not be the reason why a service does not start.
 */
export function resolveSettings(
  options: KafkaTransportOptions,
  environment: Environment,
  identity: () => PackageIdentity,
  notice: (line: string) => void,
): TransportSettings {
  const read = new EnvironmentReader(environment, notice);
  const given = new OptionReader({ ...options }, read);
  const own = lazily(identity);
  const service = given.text('service') ?? read.text('SERVICE_NAME') ?? own().name ?? unknownService(notice);
  return {
    enabled: given.flag('enabled') ?? read.flag('KAFKA_LOGGING') ?? true,
    service,
    clientName: service,
    host: given.text('host') ?? read.text('HOSTNAME') ?? hostname(),
    version: given.text('version') ?? read.text('SERVICE_VERSION') ?? own().version,
    environment: given.text('environment') ?? read.text('ENVIRONMENT') ?? read.text('NODE_ENV'),
    brokers: brokersOf(options, read),
    ssl: options.ssl ?? sslOf(read),
    sasl: options.sasl === undefined ? saslOf(read) : givenSasl(options.sasl, read),
    topics: topicsOf(options, read),
    createTopics: given.flag('createTopics') ?? false,
    ...numbersOf(given),
    compression: given.oneOf('compression', COMPRESSIONS) ?? 'none',
    redact: redactionOf(options, read),
    spool: spoolOf(options, read),
    consoleFallback: given.flag('consoleFallback') ?? false,
    handleSignals: given.flag('handleSignals') ?? false,
    onNotice: notice,
  };
}

function numbersOf(given: OptionReader): Record<NumberOption, number> {
  const entries = (Object.keys(NUMBERS) as NumberOption[]).map((name) => {
    const [fallback, min, max] = NUMBERS[name];
    return [name, given.integer(name, min, max) ?? fallback] as const;
  });
  return Object.fromEntries(entries) as Record<NumberOption, number>;
}

function redactionOf(options: KafkaTransportOptions, read: EnvironmentReader): TransportSettings['redact'] {
  if (options.redact === false) return false;
  const given = new OptionReader({ ...options.redact }, read, 'redact.');
  return {
    keys: given.texts('keys') ?? [],
    paths: given.texts('paths') ?? [],
    values: given.flag('values') ?? true,
  };
}

function brokersOf(options: KafkaTransportOptions, read: EnvironmentReader): readonly string[] {
  const given: unknown = options.brokers;
  // Anything else than a text or a list of texts has no entry that is an address, and is refused below.
  const text = given === undefined || typeof given === 'string' ? given : Array.isArray(given) ? given.join(',') : '?';
  const source = text === undefined ? 'KAFKA_BOOTSTRAP_SERVERS' : 'option brokers';
  const list = (text ?? read.text('KAFKA_BOOTSTRAP_SERVERS', 8192) ?? '')
    .split(',')
    .map((broker) => broker.trim())
    .filter((broker) => broker !== '');
  const usable = list.filter((broker) => BROKER.test(broker));
  if (usable.length < list.length) read.refuse(source, 'has entries that are not host:port');
  return usable.length > 0 ? usable : ['localhost:9092'];
}

/** ERROR and CRITICAL go to a second topic too; not if that is the same one. */
function topicsOf({ topic, errorTopic }: KafkaTransportOptions, read: EnvironmentReader): TopicPlan {
  const main = topicOf(topic, 'topic', 'LOG_TOPIC', DEFAULT_LOG_TOPIC, read);
  const errors = topicOf(errorTopic, 'errorTopic', 'ERROR_LOG_TOPIC', DEFAULT_ERROR_LOG_TOPIC, read);
  return errors === main ? { main } : { main, urgent: { topic: errors, from: SEVERITY.ERROR } };
}

function topicOf(
  option: string | undefined,
  optionName: string,
  variable: string,
  fallback: string,
  read: EnvironmentReader,
): string {
  const value: unknown = option ?? read.text(variable);
  if (value === undefined) return fallback;
  if (typeof value === 'string' && TOPIC.test(value)) return value;
  read.refuse(option === undefined ? variable : `option ${optionName}`, 'is no valid topic name');
  return fallback;
}

function sslOf(read: EnvironmentReader): boolean | ConnectionOptions {
  const ca = read.fileContent('KAFKA_SSL_CA_FILE');
  const cert = read.fileContent('KAFKA_SSL_CERT_FILE');
  const key = read.fileContent('KAFKA_SSL_KEY_FILE');
  const on = read.flag('KAFKA_SSL') ?? (ca ?? cert ?? key) !== undefined;
  if (!on) return false;
  return { ...(ca ? { ca: [ca] } : {}), ...(cert ? { cert } : {}), ...(key ? { key } : {}) };
}

function saslOf(read: EnvironmentReader): SaslOptions | undefined {
  const mechanism = read.oneOf('KAFKA_SASL_MECHANISM', SASL_MECHANISMS);
  if (mechanism === undefined) return undefined;
  const username = read.secret('KAFKA_SASL_USERNAME');
  const password = read.secret('KAFKA_SASL_PASSWORD');
  if (username !== undefined && password !== undefined) return { mechanism, username, password };
  return read.refuse('KAFKA_SASL_MECHANISM', 'is set without KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD');
}

function givenSasl(sasl: SaslOptions, read: EnvironmentReader): SaslOptions | undefined {
  const given = new OptionReader({ ...sasl }, read, 'sasl.');
  const mechanism = given.oneOf('mechanism', SASL_MECHANISMS);
  const username = given.text('username', 65_535);
  const password = given.text('password', 65_535);
  if (mechanism !== undefined && username !== undefined && password !== undefined) return { ...sasl, mechanism };
  return read.refuse('option sasl', 'needs a mechanism, a username and a password');
}

function spoolOf(options: KafkaTransportOptions, read: EnvironmentReader): TransportSettings['spool'] {
  if (options.spool === false) return false;
  const given = new OptionReader({ ...options.spool }, read, 'spool.');
  const largest = Number.MAX_SAFE_INTEGER;
  return {
    dir: given.text('dir', 4096) ?? read.text('LOG_SPOOL_DIR', 4096) ?? defaultSpoolFolder(),
    maxBytes:
      given.integer('maxBytes', 4096, largest) ??
      read.integer('LOG_SPOOL_MAX_BYTES', 4096, largest) ??
      DEFAULT_SPOOL_BYTES,
    from: SEVERITY[given.oneOf('level', LEVELS) ?? 'ERROR'],
  };
}

/**
 * One folder per user: a folder of mode 0700 made by another user could not be entered. The name is short because
 * the path of a Unix socket has to be.
 */
function defaultSpoolFolder(): string {
  return join(tmpdir(), `lm-spool-${process.getuid?.() ?? 'user'}`);
}

function unknownService(notice: (line: string) => void): string {
  notice('no service name: set the option service or the variable SERVICE_NAME; "unknown" is used');
  return 'unknown';
}

function lazily<T>(make: () => T): () => T {
  let value: T | undefined;
  return () => (value ??= make());
}
