import { z } from 'zod';
import { LINE_TYPES } from '../line/source-identity.js';

const BROKER = /^(?:\[[0-9a-f:.]+\]|[a-z0-9._-]+):\d{1,5}$/i;
const TOPIC = /^[a-zA-Z0-9._-]{1,249}$/;
const ADDRESS = /^(?:(\[[0-9a-f:.]+\]|[a-z0-9._-]*):)?(\d{1,5})$/i;

/** A text that is sent as a header, hence short and of one line. */
const name = (what: string) =>
  z
    .string(`${what} must be a text`)
    .regex(/^[^\r\n\0]{1,512}$/, `${what} must be a text of one line, 512 characters at most`);
const text = (what: string) => z.string(`${what} must be a text`).min(1, `${what} must not be empty`);

const brokers = z
  .union([z.string(), z.array(z.string())], 'brokers must be a list of host:port')
  .transform((value) => (typeof value === 'string' ? value.split(',') : value).map((broker) => broker.trim()))
  .refine((list) => list.length > 0 && list.every((broker) => BROKER.test(broker)), {
    message: 'brokers must be a list of host:port, such as kafka-1:9092',
  });
const topic = z
  .string('a topic must be a text')
  .regex(TOPIC, 'a topic has up to 249 letters, digits, dots, dashes and underscores');

/** `host:port`, or a port alone. A port to listen on is this machine's only, unless a host says otherwise. */
const address = z
  .union([z.string(), z.number()], 'an address must be host:port')
  .transform(String)
  .refine((value) => ADDRESS.test(value) && Number(ADDRESS.exec(value)?.[2]) <= 65_535, {
    message: 'an address must be host:port with a port up to 65535, such as 0.0.0.0:5514',
  })
  .transform((value) => {
    const [, host = '', port] = ADDRESS.exec(value) as RegExpExecArray;
    return { host: host.replace(/^\[|\]$/g, '') || '127.0.0.1', port: Number(port) };
  });

const timeZone = name('timeZone').refine(isTimeZone, 'timeZone must be a zone such as Europe/Berlin or UTC');
const oneOf = <const T extends readonly string[]>(what: string, values: T) =>
  z.enum(values, `${what} must be ${values.join(' or ')}`);

const identity = {
  source: name('source').optional(),
  server: name('server').optional(),
  cluster: name('cluster').optional(),
  format: name('format').optional(),
  timeZone: timeZone.optional(),
  type: oneOf('type', LINE_TYPES).optional(),
  heartbeats: oneOf('heartbeats', ['skip', 'send']).optional(),
};

const source = z
  .strictObject({
    ...identity,
    files: z
      .union([text('files').transform((path) => [path]), z.array(text('files')).min(1, 'files must name a file')])
      .optional(),
    from: oneOf('from', ['beginning', 'end']).optional(),
    stdin: z.literal(true, 'stdin must be true').optional(),
    listen: address.optional(),
    connect: address.optional(),
    syslog: z.strictObject({ udp: address.optional(), tcp: address.optional() }).optional(),
  })
  .refine(
    ({ files, stdin, listen, connect, syslog }) => [files, stdin, listen, connect, syslog].filter(Boolean).length === 1,
    {
      message: 'a source needs exactly one of files, stdin, listen, connect and syslog',
    },
  )
  .refine(({ syslog }) => syslog === undefined || syslog.udp !== undefined || syslog.tcp !== undefined, {
    message: 'syslog needs udp, tcp or both',
  });

const kafka = z.strictObject({
  brokers: brokers.optional(),
  /** Visor's names. */
  addr: brokers.optional(),
  topic: topic.optional(),
  topics: z.strictObject({ access: topic.optional(), error: topic.optional() }).optional(),
  createTopics: z.boolean('createTopics must be true or false').optional(),
  compression: oneOf('compression', ['none', 'gzip']).optional(),
  ssl: z.boolean('ssl must be true or false').optional(),
  sasl: z
    .strictObject({
      mechanism: oneOf('mechanism', ['plain', 'scram-sha-256', 'scram-sha-512']),
      username: text('username'),
      password: text('password'),
    })
    .optional(),
});

/** The file of the collector: JSON or YAML. */
export const configurationSchema = z.strictObject({
  kafka: kafka.optional(),
  ...identity,
  from: oneOf('from', ['beginning', 'end']).optional(),
  state: text('state').optional(),
  spoolBytes: z
    .number('spoolBytes must be a number')
    .int()
    .min(1_048_576, 'spoolBytes must be at least 1048576')
    .optional(),
  sources: z.array(source, 'sources must be a list').optional(),
  /** Visor's, without meaning here: batches are made by size, and reports come from the monitor. */
  batch_interval: z.unknown().optional(),
  email: z.unknown().optional(),
});

export type Configuration = z.infer<typeof configurationSchema>;
export type ConfiguredSource = z.infer<typeof source>;

function isTimeZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }) !== undefined;
  } catch {
    return false;
  }
}
