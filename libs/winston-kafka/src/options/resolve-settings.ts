import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ConnectionOptions } from 'node:tls';
import { DEFAULT_ERROR_LOG_TOPIC, DEFAULT_LOG_TOPIC, LEVELS } from '@log-monitor/log-record';
import { type Environment, EnvironmentReader } from './environment-reader.js';
import { type PackageIdentity } from './package-identity.js';
import { type KafkaTransportOptions, type SaslOptions, type TransportSettings } from './transport-options.js';

const BROKER = /^(?:\[[0-9a-f:.]+\]|[a-z0-9._-]+):\d{1,5}$/i;
const TOPIC = /^[a-zA-Z0-9._-]{1,249}$/;
const SASL_MECHANISMS = ['plain', 'scram-sha-256', 'scram-sha-512'] as const;
const MIB = 1024 * 1024;

/** Options that are whole numbers: default, smallest and largest value. Units stand in the names. */
const NUMBERS = {
  maxBufferBytes: [64 * MIB, 64 * 1024, 4096 * MIB],
  maxBufferRecords: [250_000, 1, 100_000_000],
  batchBytes: [512 * 1024, 1024, 900 * 1024],
  batchRecords: [400, 1, 10_000],
  lingerMs: [50, 0, 60_000],
  maxInFlight: [4, 1, 100],
  connectTimeoutMs: [10_000, 100, 600_000],
  sendTimeoutMs: [15_000, 100, 600_000],
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
  const own = lazily(identity);
  return {
    service: options.service ?? read.text('SERVICE_NAME') ?? own().name ?? unknownService(notice),
    host: options.host ?? read.text('HOSTNAME') ?? hostname(),
    version: options.version ?? read.text('SERVICE_VERSION') ?? own().version,
    environment: options.environment ?? read.text('ENVIRONMENT') ?? read.text('NODE_ENV'),
    brokers: brokersOf(options, read),
    ssl: options.ssl ?? sslOf(read),
    sasl: options.sasl ?? saslOf(read),
    topic: topicOf(options.topic, 'topic', 'LOG_TOPIC', DEFAULT_LOG_TOPIC, read),
    errorTopic: topicOf(options.errorTopic, 'errorTopic', 'ERROR_LOG_TOPIC', DEFAULT_ERROR_LOG_TOPIC, read),
    createTopics: options.createTopics ?? false,
    ...numbersOf(options, read),
    compression: options.compression ?? 'none',
    redact:
      options.redact === false
        ? false
        : {
            keys: options.redact?.keys ?? [],
            paths: options.redact?.paths ?? [],
            values: options.redact?.values ?? true,
          },
    spool: spoolOf(options, read),
    consoleFallback: options.consoleFallback ?? false,
    handleSignals: options.handleSignals ?? false,
    onNotice: notice,
  };
}

function numbersOf(options: KafkaTransportOptions, read: EnvironmentReader): Record<NumberOption, number> {
  const result = {} as Record<NumberOption, number>;
  for (const name of Object.keys(NUMBERS) as NumberOption[]) {
    const [fallback, min, max] = NUMBERS[name];
    const value = options[name];
    const usable = value === undefined || (Number.isInteger(value) && value >= min && value <= max);
    if (!usable) read.refuse(`option ${name}`, `is no whole number from ${min} to ${max}`);
    result[name] = usable ? (value ?? fallback) : fallback;
  }
  return result;
}

function brokersOf(options: KafkaTransportOptions, read: EnvironmentReader): readonly string[] {
  const given = options.brokers;
  const text = typeof given === 'string' ? given : given?.join(',');
  const source = text === undefined ? 'KAFKA_BOOTSTRAP_SERVERS' : 'option brokers';
  const list = (text ?? read.text('KAFKA_BOOTSTRAP_SERVERS', 8192) ?? '')
    .split(',')
    .map((broker) => broker.trim())
    .filter((broker) => broker !== '');
  const usable = list.filter((broker) => BROKER.test(broker));
  if (usable.length < list.length) read.refuse(source, 'has entries that are not host:port');
  return usable.length > 0 ? usable : ['localhost:9092'];
}

function topicOf(
  option: string | undefined,
  optionName: string,
  variable: string,
  fallback: string,
  read: EnvironmentReader,
): string {
  const value = option ?? read.text(variable);
  if (value === undefined) return fallback;
  if (TOPIC.test(value)) return value;
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

function spoolOf(options: KafkaTransportOptions, read: EnvironmentReader): TransportSettings['spool'] {
  if (options.spool === false) return false;
  const level = options.spool?.level ?? 'ERROR';
  if (!LEVELS.includes(level)) read.refuse('option spool.level', `is none of ${LEVELS.join(', ')}`);
  return {
    dir: options.spool?.dir ?? read.text('LOG_SPOOL_DIR', 4096) ?? defaultSpoolFolder(),
    maxBytes: options.spool?.maxBytes ?? read.integer('LOG_SPOOL_MAX_BYTES', 4096, Number.MAX_SAFE_INTEGER) ?? 64 * MIB,
    level: LEVELS.includes(level) ? level : 'ERROR',
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
