import { existsSync, readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { parseEnv } from 'node:util';
import { type AlertConfiguration, alertConfiguration } from './alert-configuration.js';
import type { Configuration, KafkaConnection } from './configuration.js';
import { VARIABLES, type VariableName, type VariableValues } from './configuration-schema.js';

type Environment = Readonly<Record<string, string | undefined>>;

/** One or more variables are wrong; the message names each with the reason, a line each. */
export class ConfigurationError extends Error {
  readonly code = 'CONFIGURATION_INVALID';

  constructor(readonly problems: readonly string[]) {
    super(problems.join('\n'));
    this.name = 'ConfigurationError';
  }
}

/**
 * Reads and validates every variable of the monitor.
 *
 * @param environment usually `process.env`; an empty value counts as not set
 * @throws ConfigurationError naming every wrong variable at once
 */
export function loadConfiguration(environment: Environment, ownVersion: string): Configuration {
  const problems: string[] = [];
  const values = readVariables(environment, problems);
  const kafka = kafkaConnection(values, problems);
  const token = httpToken(values, problems);
  // What is put together needs every variable to be as it should.
  const alerts = problems.length === 0 ? alertConfiguration(values, problems) : undefined;
  for (const { topic } of values.ACCESS_LOG_TOPICS ?? []) {
    if (topic === values.LOG_TOPIC || topic === values.ERROR_LOG_TOPIC)
      problems.push(`ACCESS_LOG_TOPICS names ${topic}, which has log records`);
  }
  if (values.DATABASE_URL === undefined && problems.length === 0) {
    problems.push('DATABASE_URL is not set: name a PostgreSQL, or use `npm start`, which brings its own');
  }
  if (problems.length > 0) throw new ConfigurationError(problems);
  return {
    kafka: {
      ...kafka,
      groupId: values.KAFKA_GROUP_ID,
      logTopic: values.LOG_TOPIC,
      errorLogTopic: values.ERROR_LOG_TOPIC,
      partitions: values.KAFKA_TOPIC_PARTITIONS,
      retentionHours: values.KAFKA_TOPIC_RETENTION_HOURS,
      replication: values.KAFKA_TOPIC_REPLICATION,
    },
    databaseUrl: values.DATABASE_URL as string,
    http: {
      host: values.LOG_MONITOR_SERVER_HOST,
      port: values.LOG_MONITOR_SERVER_PORT,
      token,
      corsOrigins: values.LOG_MONITOR_CORS_ORIGINS ?? [],
      allowedHosts: values.LOG_MONITOR_ALLOWED_HOSTS ?? [],
    },
    retention: {
      logDays: values.LOG_RETENTION_DAYS,
      errorDays: values.ERROR_RETENTION_DAYS,
      groupDays: Math.max(values.GROUP_RETENTION_DAYS, values.ERROR_RETENTION_DAYS),
      accessDays: values.ACCESS_RETENTION_DAYS,
      storeLevel: values.LOG_STORE_LEVEL,
      diskMaxBytes: values.DISK_MAX_BYTES,
    },
    access: {
      topics: values.ACCESS_LOG_TOPICS,
      watermarkSeconds: values.ACCESS_WATERMARK_SECONDS,
      trustedProxies: values.ACCESS_TRUSTED_PROXIES,
      project: values.ACCESS_PROJECT_RULE,
      healthChecks: values.ACCESS_HEALTH_CHECKS,
      timeZone: values.ACCESS_TIME_ZONE,
      displayTimeZone: values.DISPLAY_TIME_ZONE,
    },
    alerts: alerts as AlertConfiguration,
    foreignText: values.FOREIGN_TEXT,
    identity: {
      service: values.SERVICE_NAME,
      host: values.HOSTNAME ?? hostname(),
      version: values.SERVICE_VERSION ?? ownVersion,
      environment: values.ENVIRONMENT ?? environment['NODE_ENV'],
    },
  };
}

/** The process's variables over those of a `.env` file in the working directory, if there is one. */
export function environmentWithDotEnv(file = '.env'): Environment {
  if (!existsSync(file)) return process.env;
  return { ...parseEnv(readFileSync(file, 'utf8')), ...process.env };
}

function readVariables(environment: Environment, problems: string[]): VariableValues {
  const values: Partial<Record<VariableName, unknown>> = {};
  for (const name of Object.keys(VARIABLES) as VariableName[]) {
    const rule: { schema: { safeParse(text: string): ParseResult }; fallback?: string; secret?: boolean } =
      VARIABLES[name];
    const text = rule.secret ? secretText(environment, name, problems) : environment[name];
    const given = text === undefined || text === '' ? rule.fallback : text;
    if (given === undefined) continue;
    const parsed = rule.schema.safeParse(given);
    if (parsed.success) values[name] = parsed.data;
    else
      problems.push(`${name} ${reasons(parsed)}${rule.secret ? '' : ` (it is ${JSON.stringify(given.slice(0, 80))})`}`);
  }
  return values as VariableValues;
}

type ParseResult = { success: true; data: unknown } | { success: false; error: { issues: { message: string }[] } };

function reasons(failed: { error: { issues: { message: string }[] } }): string {
  return [...new Set(failed.error.issues.map((issue) => issue.message))].join('; ');
}

function secretText(environment: Environment, name: string, problems: string[]): string | undefined {
  const file = environment[`${name}_FILE`];
  if (environment[name] || !file) return environment[name];
  return readNamedFile(file, `${name}_FILE`, problems)?.trim();
}

function readNamedFile(file: string | undefined, variable: string, problems: string[]): string | undefined {
  if (file === undefined) return undefined;
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    problems.push(`${variable} names a file that can not be read: ${(error as Error).message}`);
    return undefined;
  }
}

function kafkaConnection(values: VariableValues, problems: string[]): KafkaConnection {
  const connection: KafkaConnection = { bootstrapServers: values.KAFKA_BOOTSTRAP_SERVERS };
  // Naming a certificate means TLS, as in the transport.
  if (values.KAFKA_SSL || values.KAFKA_SSL_CA_FILE || values.KAFKA_SSL_CERT_FILE) {
    const ca = readNamedFile(values.KAFKA_SSL_CA_FILE, 'KAFKA_SSL_CA_FILE', problems);
    const cert = readNamedFile(values.KAFKA_SSL_CERT_FILE, 'KAFKA_SSL_CERT_FILE', problems);
    const key = readNamedFile(values.KAFKA_SSL_KEY_FILE, 'KAFKA_SSL_KEY_FILE', problems);
    connection.tls = { ...(ca && { ca }), ...(cert && { cert }), ...(key && { key }) };
  }
  const { KAFKA_SASL_MECHANISM: mechanism, KAFKA_SASL_USERNAME: username, KAFKA_SASL_PASSWORD: password } = values;
  if (mechanism && username && password) connection.sasl = { mechanism, username, password };
  else if (mechanism || username || password) {
    problems.push(
      'KAFKA_SASL_MECHANISM, KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD go together: set all three or none',
    );
  }
  return connection;
}

function httpToken(values: VariableValues, problems: string[]): string | undefined {
  const { LOG_MONITOR_AUTH: auth, LOG_MONITOR_TOKEN: token, LOG_MONITOR_SERVER_HOST: host } = values;
  if (auth === 'token') {
    if (token === undefined) problems.push('LOG_MONITOR_TOKEN is not set, and LOG_MONITOR_AUTH=token needs it');
    return token;
  }
  if (token !== undefined && auth === undefined) {
    problems.push('LOG_MONITOR_TOKEN is set but LOG_MONITOR_AUTH is not: say LOG_MONITOR_AUTH=token to use it');
  }
  if (auth === undefined && !isLoopback(host)) {
    problems.push(
      `LOG_MONITOR_SERVER_HOST is ${host}, which others can reach: set LOG_MONITOR_AUTH=token and LOG_MONITOR_TOKEN, or LOG_MONITOR_AUTH=off to allow everybody`,
    );
  }
  return undefined;
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host);
}
