import { readFileSync } from 'node:fs';
import type { ConnectionOptions } from 'node:tls';
import { z } from 'zod';
import { GeneratorError } from '../failure/generator-error.js';

export interface KafkaSettings {
  /** `host:port` each. */
  readonly brokers: readonly string[];
  readonly ssl: boolean | ConnectionOptions;
  readonly sasl: { readonly mechanism: string; readonly username: string; readonly password: string } | undefined;
}

const flag = z.enum(['1', 'true', 'on', 'yes', '0', 'false', 'off', 'no'], 'must be true or false');

/** The same variables as everywhere in log-monitor. */
const schema = z.object({
  KAFKA_BOOTSTRAP_SERVERS: z
    .string()
    .regex(/^[^,\s:]+:\d{1,5}(,[^,\s:]+:\d{1,5})*$/, 'must be host:port, several separated by commas')
    .default('localhost:9092'),
  KAFKA_SSL: flag.optional(),
  KAFKA_SSL_CA_FILE: z.string().optional(),
  KAFKA_SSL_CERT_FILE: z.string().optional(),
  KAFKA_SSL_KEY_FILE: z.string().optional(),
  KAFKA_SASL_MECHANISM: z
    .enum(['plain', 'scram-sha-256', 'scram-sha-512'], 'must be plain, scram-sha-256 or scram-sha-512')
    .optional(),
  KAFKA_SASL_USERNAME: z.string().optional(),
  KAFKA_SASL_USERNAME_FILE: z.string().optional(),
  KAFKA_SASL_PASSWORD: z.string().optional(),
  KAFKA_SASL_PASSWORD_FILE: z.string().optional(),
});

type Variables = z.infer<typeof schema>;

/**
 * Reads where Kafka is and how it is spoken to.
 *
 * @throws GeneratorError naming the variable that cannot be used
 */
export function kafkaSettings(environment: Readonly<Record<string, string | undefined>>): KafkaSettings {
  // A variable that is set to nothing is not set.
  const given = Object.entries(environment).filter(([, value]) => value !== undefined && value.trim() !== '');
  const { data, error } = schema.safeParse(Object.fromEntries(given.map(([name, value]) => [name, value?.trim()])));
  if (!data)
    throw new GeneratorError(`${error.issues.map(({ path, message }) => `${path.join('.')} ${message}`).join('; ')}.`);
  return { brokers: data.KAFKA_BOOTSTRAP_SERVERS.split(','), ssl: sslOf(data), sasl: saslOf(data) };
}

function sslOf(variables: Variables): boolean | ConnectionOptions {
  const ca = contentOf('KAFKA_SSL_CA_FILE', variables.KAFKA_SSL_CA_FILE);
  const cert = contentOf('KAFKA_SSL_CERT_FILE', variables.KAFKA_SSL_CERT_FILE);
  const key = contentOf('KAFKA_SSL_KEY_FILE', variables.KAFKA_SSL_KEY_FILE);
  const isWanted = variables.KAFKA_SSL && ['1', 'true', 'on', 'yes'].includes(variables.KAFKA_SSL);
  if (!(isWanted ?? (ca ?? cert ?? key) !== undefined)) return false;
  return { ...(ca && { ca: [ca] }), ...(cert && { cert }), ...(key && { key }) };
}

function saslOf(variables: Variables): KafkaSettings['sasl'] {
  const mechanism = variables.KAFKA_SASL_MECHANISM;
  if (mechanism === undefined) return undefined;
  const username =
    variables.KAFKA_SASL_USERNAME ?? secretOf('KAFKA_SASL_USERNAME_FILE', variables.KAFKA_SASL_USERNAME_FILE);
  const password =
    variables.KAFKA_SASL_PASSWORD ?? secretOf('KAFKA_SASL_PASSWORD_FILE', variables.KAFKA_SASL_PASSWORD_FILE);
  if (username === undefined || password === undefined)
    throw new GeneratorError('KAFKA_SASL_MECHANISM needs KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD.');
  return { mechanism, username, password };
}

function secretOf(name: string, file: string | undefined): string | undefined {
  return contentOf(name, file)?.replace(/\r?\n$/, '');
}

function contentOf(name: string, file: string | undefined): string | undefined {
  if (file === undefined) return undefined;
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new GeneratorError(`${name} names ${file}, which cannot be read.`, { cause });
  }
}
