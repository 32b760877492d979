import { parseArgs } from 'node:util';
import { GeneratorError } from '../failure/generator-error.js';

export const USAGE = `Usage: log-monitor-generate [options]

Writes the access and error log of a busy site.

  -m, --mode access        access (default), error, or both
  -o, --output place       where the lines go; may be given more than once: a file, - (default: the terminal),
                           tcp://host:port, listen://host:port (waits for a reader), kafka:topic
      --error-output place where the lines of the error log go, in the mode both
  -f, --format combined    of the access log; --formats lists them
      --error-format name  nginx-error (default), apache-error, visor-error
      --wrapper name       fluentd, cri or docker around each line
  -r, --rate 10            lines per second, as the mean of a week
      --curve daily        daily (default) or flat
      --from 2h            begin of the lines' times: as fast as possible instead of in real time; a time, or how long ago
      --to time            their end; now unless said otherwise
      --for 30s            ends after so long
  -n, --lines 1000         ends after so many lines
      --seed 1             the same seed, begin and settings give the same bytes
      --hosts 5            how many hosts
      --clients 5000       how many clients
      --clients-by zipf    zipf (default), binomial or uniform
      --incident scan,at=5m,for=2m,rate=8
                           flood, scan, brute_force, error_burst, slow or drop; may be given more than once; also with host=,
                           clients=, share= (error_burst, drop), factor= (slow)
      --truth file         what really happened, as JSON lines
      --heartbeat 1        seconds between two signs of life in the log
      --rotate 10M         rotates a file from this size on (k, M, G); --keep 5 says how many stay
  -c, --config file        YAML or JSON with these and more settings, or Visor's fake_log_gen.json
      --formats            lists the formats
  -h, --help               this text

Kafka is where KAFKA_BOOTSTRAP_SERVERS says; KAFKA_SSL…, KAFKA_SASL… as everywhere in log-monitor.`;

const OPTIONS = {
  mode: { type: 'string', short: 'm' },
  output: { type: 'string', short: 'o', multiple: true },
  'error-output': { type: 'string', multiple: true },
  format: { type: 'string', short: 'f' },
  'error-format': { type: 'string' },
  wrapper: { type: 'string' },
  rate: { type: 'string', short: 'r' },
  curve: { type: 'string' },
  from: { type: 'string' },
  to: { type: 'string' },
  for: { type: 'string' },
  lines: { type: 'string', short: 'n' },
  seed: { type: 'string' },
  hosts: { type: 'string' },
  clients: { type: 'string' },
  'clients-by': { type: 'string' },
  incident: { type: 'string', multiple: true },
  truth: { type: 'string' },
  heartbeat: { type: 'string' },
  rotate: { type: 'string' },
  keep: { type: 'string' },
  config: { type: 'string', short: 'c' },
  formats: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

export type Options = ReturnType<typeof parseOptions>;

/**
 * Takes a command line apart; what the values mean is read later.
 *
 * @throws GeneratorError
 */
export function parseOptions(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options: OPTIONS }).values;
  } catch (cause) {
    throw new GeneratorError((cause as Error).message, { cause });
  }
}

const SIZES: Readonly<Record<string, number>> = { '': 1, k: 1e3, M: 1e6, G: 1e9 };

/** The settings that the command line makes, over those of a file; to be checked by the schema. */
export function settingsOf(options: Options, file: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { rate, lines, seed, hosts, clients, heartbeat, incident, from, to, truth, curve } = options;
  const isErrorOnly = options.mode === 'error';
  const values: Record<string, unknown> = {
    ...file,
    ...(rate !== undefined && (isErrorOnly ? { errorRate: numberOf('rate', rate) } : { rate: numberOf('rate', rate) })),
    ...(lines !== undefined && { lines: numberOf('lines', lines) }),
    ...(seed !== undefined && { seed: numberOf('seed', seed) }),
    ...(hosts !== undefined && { hosts: numberOf('hosts', hosts) }),
    ...(heartbeat !== undefined && { heartbeat: numberOf('heartbeat', heartbeat) }),
    ...(incident !== undefined && { incidents: incident.map(incidentOf) }),
    ...Object.fromEntries(Object.entries({ from, to, truth, curve }).filter(([, value]) => value !== undefined)),
  };
  if (clients !== undefined || options['clients-by'] !== undefined) {
    values['clients'] = {
      ...(typeof file['clients'] === 'object' ? file['clients'] : {}),
      ...(clients !== undefined && { count: numberOf('clients', clients) }),
      ...(options['clients-by'] !== undefined && { distribution: options['clients-by'] }),
    };
  }
  // An error log alone has the lines that no request of ours has caused.
  if (isErrorOnly) Object.assign(values, { rate: 0, errorRate: values['errorRate'] ?? 10 });
  const outputs = outputsOf(options);
  if (outputs.length > 0 || !('outputs' in values))
    values['outputs'] = outputs.length > 0 ? outputs : [outputOf(options, '-', isErrorOnly)];
  return values;
}

function outputsOf(options: Options): object[] {
  const { mode = 'access', output = [] } = options;
  const errorOutput = options['error-output'] ?? [];
  if (!['access', 'error', 'both'].includes(mode)) throw new GeneratorError('--mode is access, error or both.');
  if (mode === 'both' && errorOutput.length === 0) throw new GeneratorError('--mode both needs --error-output.');
  return [
    ...output.map((to) => outputOf(options, to, mode === 'error')),
    ...errorOutput.map((to) => outputOf(options, to, true)),
  ];
}

function outputOf(options: Options, to: string, isError: boolean): object {
  const { wrapper, rotate, keep } = options;
  const format = isError ? options['error-format'] : options.format;
  return {
    to,
    log: isError ? 'error' : 'access',
    ...(format !== undefined && { format }),
    ...(wrapper !== undefined && { wrapper }),
    ...(rotate !== undefined && { rotateBytes: sizeOf(rotate) }),
    ...(keep !== undefined && { keep: numberOf('keep', keep) }),
  };
}

/** `scan,at=5m,for=2m,rate=8` */
function incidentOf(text: string): object {
  const [kind, ...members] = text.split(',');
  const values: Record<string, unknown> = { kind };
  for (const member of members) {
    const at = member.indexOf('=');
    if (at < 1) throw new GeneratorError(`--incident ${text}: ${member} is not of the form name=value.`);
    const [name, value] = [member.slice(0, at), member.slice(at + 1)];
    values[name] = ['rate', 'clients', 'share', 'factor'].includes(name) ? numberOf(name, value) : value;
  }
  return values;
}

function sizeOf(text: string): number {
  const match = /^(\d+(?:\.\d+)?)([kMG]?)$/.exec(text);
  if (!match) throw new GeneratorError('--rotate is a size such as 10M.');
  return Math.round(Number(match[1]) * (SIZES[match[2] as string] as number));
}

function numberOf(name: string, text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new GeneratorError(`--${name} is a number.`);
  return value;
}
