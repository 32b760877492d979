import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseEnv } from 'node:util';
import { z } from 'zod';
import { ToolError } from '../checkout/tool-error.js';

const port = (name: string) =>
  z
    .string()
    .regex(/^\d+$/, `${name} must be a port number from 1 to 65535`)
    .transform(Number)
    .refine((value) => value >= 1 && value <= 65_535, `${name} must be a port number from 1 to 65535`);

/** The variables that `npm start`, `npm run stack` and their like read; the monitor and the transport read their own. */
const startSchema = z.object({
  LOCAL_KAFKA_PORT: port('LOCAL_KAFKA_PORT').optional(),
  LOCAL_POSTGRES_PORT: port('LOCAL_POSTGRES_PORT').optional(),
  LOG_MONITOR_DATA_DIR: z.string().default('.data'),
  KAFKA_BOOTSTRAP_SERVERS: z.string().optional(),
  DATABASE_URL: z.string().optional(),
  DATABASE_URL_FILE: z.string().optional(),
  LOG_MONITOR_SERVER_PORT: port('LOG_MONITOR_SERVER_PORT').default(5004),
  LOG_MONITOR_SERVER_HOST: z.string().default('127.0.0.1'),
  LOG_MONITOR_TOKEN: z.string().optional(),
  LOG_MONITOR_TOKEN_FILE: z.string().optional(),
  NO_DEMO: z
    .enum(['0', '1', 'true', 'false'], 'NO_DEMO must be 1 or 0')
    .default('0')
    .transform((value) => value === '1' || value === 'true'),
});

export interface StartEnvironment {
  /** Undefined: prefer 9092 and take the next free one. */
  kafkaPort: number | undefined;
  /** Undefined: prefer 5432 and take the next free one. */
  postgresPort: number | undefined;
  dataDir: string;
  /** Set: a broker that we do not start. */
  externalKafka: string | undefined;
  /** Set: a database that we do not start. */
  externalDatabase: string | undefined;
  server: { host: string; port: number };
  token: string | undefined;
  demo: boolean;
  /** What the started applications get: the caller's variables, and those of .env that the caller has not set. */
  variables: NodeJS.ProcessEnv;
}

/**
 * Reads `.env` and the variables, checks them, and resolves folders against the checkout.
 *
 * @throws ToolError INVALID_VARIABLE naming each variable that is wrong.
 */
export function readEnvironment(root: string, processVariables: NodeJS.ProcessEnv = process.env): StartEnvironment {
  const file = path.join(root, '.env');
  const fromFile = existsSync(file) ? parseEnv(readFileSync(file, 'utf8')) : {};
  const variables: NodeJS.ProcessEnv = { ...fromFile, ...processVariables };
  // A variable that is set to nothing (NAME= in .env, or passed through by a compose file) is not set.
  const set = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ''));
  const parsed = startSchema.safeParse(set);
  if (!parsed.success) {
    throw new ToolError('INVALID_VARIABLE', parsed.error.issues.map((issue) => issue.message).join('; '));
  }
  const values = parsed.data;
  return {
    kafkaPort: values.LOCAL_KAFKA_PORT,
    postgresPort: values.LOCAL_POSTGRES_PORT,
    dataDir: path.resolve(root, values.LOG_MONITOR_DATA_DIR),
    externalKafka: values.KAFKA_BOOTSTRAP_SERVERS,
    externalDatabase: values.DATABASE_URL ?? secretFrom('DATABASE_URL_FILE', values.DATABASE_URL_FILE),
    server: { host: values.LOG_MONITOR_SERVER_HOST, port: values.LOG_MONITOR_SERVER_PORT },
    token: values.LOG_MONITOR_TOKEN ?? secretFrom('LOG_MONITOR_TOKEN_FILE', values.LOG_MONITOR_TOKEN_FILE),
    demo: !values.NO_DEMO,
    variables,
  };
}

function secretFrom(variable: string, file: string | undefined): string | undefined {
  if (!file) return undefined;
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    throw new ToolError('INVALID_VARIABLE', `${variable} names ${file}, which cannot be read.`, { cause: error });
  }
}
