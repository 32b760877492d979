import { parseArgs } from 'node:util';
import type { Configuration } from './config/configuration-schema.js';
import { checkConfiguration } from './config/read-configuration.js';

export const USAGE = `Usage: collect [options] [file or pattern …]

Brings the lines of web servers' logs to Kafka. A file is followed through every rotation; - is standard input.

      --config file        sources and all else, as JSON or YAML
      --source name        of the lines that follow; likewise --server, --cluster
      --format name        or a log_format; found out by the monitor unless given
      --time-zone zone     of times that name none, such as Europe/Berlin
      --type access        or error; by the name of the file unless given
      --from end           begin with what comes from now on
      --heartbeats send    instead of leaving them out
      --once               read the files to their ends, and end; --import is the same
      --listen host:port   lines over TCP             --connect host:port  lines of a TCP server
      --syslog-udp host:port                          --syslog-tcp host:port
      --brokers list       or KAFKA_BOOTSTRAP_SERVERS, or localhost:9092
      --topic name         of access lines, web-logs; --error-topic: of error lines, web-errors
      --compression gzip
      --state folder       where positions are kept
  -h, --help               this text`;

/** The command line is wrong; the message says what about it. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

const text = { type: 'string' } as const;
const OPTIONS = {
  config: text,
  source: text,
  server: text,
  cluster: text,
  format: text,
  'time-zone': text,
  type: text,
  from: text,
  heartbeats: text,
  listen: text,
  connect: text,
  'syslog-udp': text,
  'syslog-tcp': text,
  brokers: text,
  topic: text,
  'error-topic': text,
  compression: text,
  state: text,
  once: { type: 'boolean' },
  import: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

export interface Arguments {
  help: boolean;
  once: boolean;
  configFile: string | undefined;
  /** What the command line says, in the form of a file; it goes before the file. */
  configuration: Configuration;
}

/**
 * Reads a command line.
 *
 * @throws UsageError, or ConfigurationError for a value that cannot be used
 */
export function parseArguments(argv: readonly string[]): Arguments {
  const { values, positionals } = parse(argv);
  const sources = sourcesOf(values, positionals);
  const { source, server, cluster, format, type, from, heartbeats, state, brokers, compression } = values;
  const topics = defined({ access: values.topic, error: values['error-topic'] });
  const kafka = defined({ brokers, compression, topics });
  const given = {
    source,
    server,
    cluster,
    format,
    type,
    from,
    heartbeats,
    state,
    timeZone: values['time-zone'],
    kafka,
  };
  return {
    help: values.help === true,
    once: values.once === true || values.import === true,
    configFile: values.config,
    configuration: checkConfiguration({ ...defined(given), ...(sources.length > 0 && { sources }) }, 'command line'),
  };
}

/** The file's configuration with the command line's in front of it. */
export function overlaid(file: Configuration, over: Configuration): Configuration {
  const topics = { ...file.kafka?.topics, ...over.kafka?.topics };
  return {
    ...file,
    ...over,
    kafka: { ...file.kafka, ...over.kafka, topics },
    sources: [...(file.sources ?? []), ...(over.sources ?? [])],
  };
}

type Values = ReturnType<typeof parse>['values'];

function sourcesOf(values: Values, positionals: readonly string[]): object[] {
  const files = positionals.filter((path) => path !== '-');
  const { listen, connect, 'syslog-udp': udp, 'syslog-tcp': tcp } = values;
  return [
    ...(files.length > 0 ? [{ files }] : []),
    ...(positionals.includes('-') ? [{ stdin: true }] : []),
    ...(listen === undefined ? [] : [{ listen }]),
    ...(connect === undefined ? [] : [{ connect }]),
    ...(udp === undefined && tcp === undefined ? [] : [{ syslog: defined({ udp, tcp }) }]),
  ];
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

/** Without the members that are undefined. */
function defined(values: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
