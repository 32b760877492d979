import { z } from 'zod';
import {
  formatChoice,
  formatOf,
  DEFAULT_HEALTH_CHECKS,
  LogFormatError,
  PRIVATE_RANGES,
  TrustedProxies,
} from '@log-monitor/access-log';
import { DEFAULT_ERROR_LOG_TOPIC, DEFAULT_LOG_TOPIC } from '@log-monitor/log-record';
import { isTimeZone, readAccessTopics, readHealthChecks, readList, readProjectRule } from './access-variables.js';
import { ALERT_VARIABLES } from './alert-variables.js';
import type { VariableRule } from './variable-rule.js';

const wholeNumber = (from: number, to: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/, `must be a whole number from ${from} to ${to}`)
    .transform(Number)
    .refine((value) => value >= from && value <= to, `must be a whole number from ${from} to ${to}`);

const onOff = z
  .enum(['true', 'false', '1', '0', 'on', 'off'], 'must be true or false')
  .transform((value) => value === 'true' || value === '1' || value === 'on');

/** Kafka's own rule for a topic's name. */
const topicName = z
  .string()
  .regex(/^[a-zA-Z0-9._-]{1,249}$/, 'must be a Kafka topic name: letters, digits, dot, underscore, hyphen');

const brokerList = z
  .string()
  .transform((list) => list.split(',').map((broker) => broker.trim()))
  .pipe(
    z
      .array(
        z.string().regex(/^(\[[0-9a-fA-F:.]+\]|[^\s:,]+):\d{1,5}$/, 'must be host:port, several separated by commas'),
      )
      .min(1),
  );

const originList = z
  .string()
  .transform((list) => list.split(',').map((origin) => origin.trim()))
  .pipe(
    z
      .array(
        z
          .string()
          .regex(/^https?:\/\/[^\s/,?#]+$/, 'must be origins such as https://grafana.example.com, without a path'),
      )
      .min(1),
  );

const hostList = z
  .string()
  .transform((list) =>
    list
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== ''),
  )
  .pipe(
    z.array(
      z
        .string()
        .regex(
          /^([a-zA-Z0-9._-]+|[0-9a-fA-F:.]+|\[[0-9a-fA-F:.]+\])$/,
          'must be host names or addresses without scheme and port, several separated by commas',
        ),
    ),
  );

const databaseUrl = z
  .string()
  .regex(/^postgres(ql)?:\/\//, 'must be a URL such as postgres://user:password@host:5432/database');

const accessTopics = z
  .string()
  .transform(readAccessTopics)
  .superRefine((topics, context) => {
    for (const { topic, format } of topics) {
      if (!topicName.safeParse(topic).success)
        context.addIssue({
          code: 'custom',
          message: `names the topic ${JSON.stringify(topic)}, which is no name of one`,
        });
      const problem = format === undefined ? undefined : formatProblem(format);
      if (problem !== undefined)
        context.addIssue({ code: 'custom', message: `has a wrong format for ${topic}: ${problem}` });
    }
  });

function formatProblem(format: string): string | undefined {
  try {
    formatOf(formatChoice(format));
    return undefined;
  } catch (error) {
    if (error instanceof LogFormatError) return error.message;
    throw error;
  }
}

const proxyRanges = z
  .string()
  .transform((list) => (list === 'off' ? [] : readList(list)))
  .refine(areRanges, 'must be addresses or ranges such as 10.0.0.0/8, several separated by commas, or off');

function areRanges(ranges: string[]): boolean {
  try {
    return new TrustedProxies(ranges) instanceof TrustedProxies;
  } catch {
    return false;
  }
}

const timeZone = z.string().refine(isTimeZone, 'must be an IANA time zone such as Europe/Berlin');

/**
 * Every variable that the monitor reads, and the only place that knows them: `docs/configuration.md` is generated from here.
 */
export const VARIABLES = {
  KAFKA_BOOTSTRAP_SERVERS: {
    schema: brokerList,
    fallback: 'localhost:9092',
    about: 'Kafka brokers, host:port, several separated by commas',
  },
  KAFKA_SSL: { schema: onOff, fallback: 'false', about: 'TLS to the brokers; naming a file below turns it on too' },
  KAFKA_SSL_CA_FILE: { schema: z.string().min(1), about: 'file with the certificate authority of the brokers (PEM)' },
  KAFKA_SSL_CERT_FILE: { schema: z.string().min(1), about: 'file with our certificate for mutual TLS (PEM)' },
  KAFKA_SSL_KEY_FILE: { schema: z.string().min(1), about: 'file with the key of our certificate (PEM)' },
  KAFKA_SASL_MECHANISM: {
    schema: z.enum(['plain', 'scram-sha-256', 'scram-sha-512']),
    about: 'plain, scram-sha-256 or scram-sha-512',
  },
  KAFKA_SASL_USERNAME: { schema: z.string().min(1), about: 'user name for SASL' },
  KAFKA_SASL_PASSWORD: { schema: z.string().min(1), secret: true, about: 'password for SASL' },
  LOG_TOPIC: { schema: topicName, fallback: DEFAULT_LOG_TOPIC, about: 'topic of every record' },
  ERROR_LOG_TOPIC: {
    schema: topicName,
    fallback: DEFAULT_ERROR_LOG_TOPIC,
    about: 'topic that has ERROR and CRITICAL once more',
  },
  KAFKA_TOPIC_PARTITIONS: {
    schema: wholeNumber(1, 1000),
    fallback: '6',
    about: 'partitions of a topic that we create',
  },
  KAFKA_TOPIC_RETENTION_HOURS: {
    schema: wholeNumber(1, 87_600),
    fallback: '168',
    about: 'hours that Kafka keeps the records of a topic that we create',
  },
  KAFKA_TOPIC_REPLICATION: {
    schema: wholeNumber(1, 15),
    about: 'copies of a topic that we create; unset: 3, or as many as there are brokers',
  },
  KAFKA_GROUP_ID: {
    schema: z.string().min(1).max(200),
    fallback: 'log-monitor',
    about: 'consumer group of the monitors',
  },
  DATABASE_URL: { schema: databaseUrl, secret: true, about: 'PostgreSQL 16 or newer; npm start brings its own' },
  LOG_MONITOR_SERVER_PORT: { schema: wholeNumber(0, 65_535), fallback: '5004', about: 'port of dashboard and API' },
  LOG_MONITOR_SERVER_HOST: {
    schema: z.string().min(1),
    fallback: '127.0.0.1',
    about:
      'address to listen on; one that others can reach needs authentication, or LOG_MONITOR_AUTH=off said explicitly',
  },
  LOG_MONITOR_AUTH: {
    schema: z.enum(['off', 'token'], 'must be off or token'),
    about: 'off (default on loopback) or token: one shared token guards everything',
  },
  LOG_MONITOR_TOKEN: {
    schema: z.string().min(16, 'must have at least 16 characters'),
    secret: true,
    about: 'the shared token, sent as Bearer or as the password of Basic',
  },
  LOG_MONITOR_CORS_ORIGINS: {
    schema: originList,
    about:
      'pages of these origins may ask the API from a browser (Grafana in browser mode), separated by commas; unset: none',
  },
  LOG_MONITOR_ALLOWED_HOSTS: {
    schema: hostList,
    about:
      'further host names, without scheme and port, under which the monitor is answered while no token is asked for; localhost, loopback addresses and LOG_MONITOR_SERVER_HOST always are, any other name is refused (DNS rebinding)',
  },
  LOG_RETENTION_DAYS: { schema: wholeNumber(1, 3650), fallback: '7', about: 'days that records below ERROR are kept' },
  ERROR_RETENTION_DAYS: { schema: wholeNumber(1, 3650), fallback: '7', about: 'days that ERROR and CRITICAL are kept' },
  GROUP_RETENTION_DAYS: {
    schema: wholeNumber(1, 3650),
    fallback: '90',
    about:
      'days after its last error that a problem is kept, with its counts and what was decided about it; as long as errors at least',
  },
  LOG_STORE_LEVEL: {
    schema: z.enum(['DEBUG', 'INFO', 'WARNING', 'ERROR']),
    fallback: 'DEBUG',
    about: 'lowest level that is stored; counters and ledger still count every record',
  },
  DISK_MAX_BYTES: {
    schema: z
      .string()
      .regex(/^\d{7,15}$/, 'must be a number of bytes, at least 1000000')
      .transform(Number),
    about:
      'the most that stored records may take, indexes included; above it the oldest day below ERROR goes first, errors last, today never; unset: no cap',
  },
  FOREIGN_TEXT: {
    schema: z.enum(['dead-letter', 'store'], 'must be dead-letter or store'),
    fallback: 'dead-letter',
    about:
      'messages that are no JSON: dead-letter keeps them aside; store makes a record of each, of the service that a header, the key or the topic names',
  },
  ACCESS_LOG_TOPICS: {
    schema: accessTopics,
    fallback: 'web-logs,web-errors,logging.kong,apisix-logs',
    about:
      'topics with lines of web servers and gateways, each optionally with its format as in logging.kong=kong; web-logs and web-errors are created, others are read as soon as they exist; off: none',
  },
  ACCESS_RETENTION_DAYS: {
    schema: wholeNumber(1, 3650),
    fallback: '7',
    about: 'days that single requests and lines of error logs are kept; figures are kept longer',
  },
  ACCESS_WATERMARK_SECONDS: {
    schema: wholeNumber(10, 3600),
    fallback: '120',
    about: 'seconds that a line may come late; later ones are counted where they belong, and answers say so',
  },
  ACCESS_TRUSTED_PROXIES: {
    schema: proxyRanges,
    fallback: PRIVATE_RANGES.join(','),
    about: 'addresses and ranges of proxies whose X-Forwarded-For is believed, separated by commas; off: none',
  },
  ACCESS_PROJECT_RULE: {
    schema: z
      .string()
      .regex(
        /^[^=,]+=[^,]*(,[^=,]+=[^,]*)*$/,
        'must be pairs such as separator=-,otherwise=platform,www.example.com=shop',
      )
      .transform(readProjectRule),
    fallback: 'separator=-,otherwise=platform',
    about:
      'project of a request: what stands in its host before the separator, else the name after otherwise; host=project names that of one host',
  },
  ACCESS_HEALTH_CHECKS: {
    schema: z.string().transform(readHealthChecks),
    fallback: DEFAULT_HEALTH_CHECKS.join(','),
    about:
      'what makes a request a health check, which stays out of the figures: paths, client addresses, beginnings of user agents, separated by commas; off: nothing',
  },
  ACCESS_TIME_ZONE: {
    schema: timeZone,
    fallback: 'UTC',
    about: 'zone of times in lines that name none (error logs), where the collector says no other',
  },
  DISPLAY_TIME_ZONE: {
    schema: timeZone,
    fallback: 'UTC',
    about: "zone in which days and hours of web servers' figures begin, where a question names no other",
  },
  ...ALERT_VARIABLES,
  SERVICE_NAME: {
    schema: z.string().min(1).max(200),
    fallback: 'logmonitor',
    about: "name of the monitor's own records",
  },
  SERVICE_VERSION: { schema: z.string().min(1).max(200), about: "version on the monitor's own records" },
  ENVIRONMENT: { schema: z.string().min(1).max(200), about: "environment on the monitor's own records" },
  HOSTNAME: {
    schema: z.string().min(1).max(255),
    about: "host on the monitor's own records; unset: the system's name",
  },
} as const satisfies Record<string, VariableRule>;

export type VariableName = keyof typeof VARIABLES;

type Value<Name extends VariableName> = (typeof VARIABLES)[Name] extends { fallback: string }
  ? z.output<(typeof VARIABLES)[Name]['schema']>
  : z.output<(typeof VARIABLES)[Name]['schema']> | undefined;

export type VariableValues = { [Name in VariableName]: Value<Name> };
