import { createHash } from 'node:crypto';
import { hostname, homedir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { WEB_ERROR_TOPIC, WEB_LOG_TOPIC } from '@log-monitor/access-record';
import { DEFAULT_SPOOL_BYTES, type SaslOptions } from '@log-monitor/kafka-delivery';
import type { SourceIdentity } from '../line/source-identity.js';
import type { CollectorSettings, KafkaSettings, SourceInput, SourceSettings } from './collector-settings.js';
import type { Configuration, ConfiguredSource } from './configuration-schema.js';
import { ConfigurationError } from './read-configuration.js';

type Environment = Readonly<Record<string, string | undefined>>;

const MECHANISMS = ['plain', 'scram-sha-256', 'scram-sha-512'] as const;

/**
 * Makes the settings of a configuration and of the variables that it leaves open.
 *
 * @throws ConfigurationError
 */
export function resolveSettings(given: Configuration, environment: Environment, once: boolean): CollectorSettings {
  const kafka = kafkaOf(given, environment);
  const sources = (given.sources ?? []).flatMap((source) =>
    inputsOf(source, given).map((input) => ({
      identity: identityOf(source, given, input),
      input,
    })),
  );
  if (sources.length === 0)
    throw new ConfigurationError('There is nothing to collect: name a file, or sources in a file for --config.');
  const names = sources.filter(({ input }) => input.kind === 'stdin');
  if (names.length > 1) throw new ConfigurationError('Standard input can be one source only.');
  return {
    kafka,
    stateDir: join(resolve(given.state ?? defaultState(environment)), destinationOf(kafka)),
    spoolBytes: given.spoolBytes ?? DEFAULT_SPOOL_BYTES,
    sources: distinct(sources),
    once,
  };
}

function kafkaOf({ kafka = {} }: Configuration, environment: Environment): KafkaSettings {
  const fromEnvironment = environment['KAFKA_BOOTSTRAP_SERVERS']?.split(',').map((broker) => broker.trim());
  return {
    brokers: kafka.brokers ?? kafka.addr ?? fromEnvironment?.filter(Boolean) ?? ['localhost:9092'],
    ssl: kafka.ssl ?? /^(?:1|true)$/i.test(environment['KAFKA_SSL'] ?? ''),
    sasl: kafka.sasl ?? saslOf(environment),
    topics: {
      access: kafka.topics?.access ?? kafka.topic ?? WEB_LOG_TOPIC,
      error: kafka.topics?.error ?? kafka.topic ?? WEB_ERROR_TOPIC,
    },
    createTopics: kafka.createTopics ?? true,
    compression: kafka.compression ?? 'none',
  };
}

function saslOf(environment: Environment): SaslOptions | undefined {
  const { KAFKA_SASL_MECHANISM: mechanism, KAFKA_SASL_USERNAME: username, KAFKA_SASL_PASSWORD: password } = environment;
  if (!username || !password) return undefined;
  const found = MECHANISMS.find((known) => known === (mechanism ?? 'plain').toLowerCase());
  if (found === undefined) throw new ConfigurationError(`KAFKA_SASL_MECHANISM must be ${MECHANISMS.join(' or ')}`);
  return { mechanism: found, username, password };
}

function inputsOf(source: ConfiguredSource, { from }: Configuration): SourceInput[] {
  const { files, stdin, listen, connect, syslog } = source;
  if (files !== undefined) {
    return [{ kind: 'files', files: files.map((path) => resolve(path)), from: source.from ?? from ?? 'beginning' }];
  }
  if (stdin) return [{ kind: 'stdin' }];
  if (listen !== undefined) return [{ kind: 'tcp-listen', address: listen }];
  if (connect !== undefined) return [{ kind: 'tcp-connect', address: connect }];
  return [
    ...(syslog?.udp === undefined ? [] : [{ kind: 'syslog-udp' as const, address: syslog.udp }]),
    ...(syslog?.tcp === undefined ? [] : [{ kind: 'syslog-tcp' as const, address: syslog.tcp }]),
  ];
}

function identityOf(source: ConfiguredSource, given: Configuration, input: SourceInput): SourceIdentity {
  return {
    source: source.source ?? given.source ?? nameOf(input),
    server: source.server ?? given.server ?? hostname(),
    cluster: source.cluster ?? given.cluster,
    format: source.format ?? given.format,
    timeZone: source.timeZone ?? given.timeZone,
    type: source.type ?? given.type,
    heartbeats: source.heartbeats ?? given.heartbeats ?? 'skip',
  };
}

/** `nginx` for `/var/log/nginx/access.log`; else what kind of input it is. */
function nameOf(input: SourceInput): string {
  if (input.kind === 'stdin') return 'stdin';
  if (input.kind !== 'files') return `${input.kind.replace(/-.*/, '')}-${input.address.port}`;
  const folder = basename(dirname(input.files[0] ?? ''));
  return /^(?:|\.|logs?|[^a-z0-9]*\*.*)$/i.test(folder) ? basename(input.files[0] ?? '').replace(/\..*$/, '') : folder;
}

/** Two sources with one name would be one in every answer; that may be wanted, but not for what is kept on disk. */
function distinct(sources: readonly SourceSettings[]): readonly SourceSettings[] {
  const seen = new Set<string>();
  for (const { input } of sources) {
    const key = JSON.stringify(input);
    if (seen.has(key)) throw new ConfigurationError(`Two sources read the same: ${key}`);
    seen.add(key);
  }
  return sources;
}

function defaultState(environment: Environment): string {
  const home = environment['XDG_STATE_HOME'] || join(homedir(), '.local', 'state');
  return join(home, 'log-monitor', 'collector');
}

/** Positions are valid for one set of topics only: what a test cluster has, another does not have. */
function destinationOf({ brokers, topics }: KafkaSettings): string {
  const text = [...brokers].sort().join(',') + ' ' + topics.access + ' ' + topics.error;
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}
