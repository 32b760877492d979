import { z } from 'zod';
import { SERVICE_NAMES, type ServiceName, type ServiceUrls } from './service-name.js';

/** A compose file passes `${NAME:-}` on as an empty text: that means "not set". */
const emptyIsUnset = (value: unknown): unknown => (value === '' ? undefined : value);

const httpUrl = z.url({ protocol: /^https?$/, error: 'must be an address such as http://booking-service:3000' });

const number = (description: string, fallback: number, min: number, max: number, integer = false) =>
  z.preprocess(
    emptyIsUnset,
    z
      .string()
      .transform((text) => Number(text))
      .refine((value) => (integer ? Number.isInteger(value) : Number.isFinite(value)) && value >= min && value <= max, {
        error: `must be ${integer ? 'a whole number' : 'a number'} from ${min} to ${max}`,
      })
      .default(fallback)
      .describe(description),
  );

const peerUrl = (service: ServiceName) =>
  z.preprocess(
    emptyIsUnset,
    httpUrl.optional().describe(`where ${service} answers; needed by a part that is started on its own`),
  );

/** Every variable of the demo. The transport reads its own (`KAFKA_…`, `LOG_…`) beside them. */
export const environmentSchema = z.object({
  DEMO_RATE: number('multiplies the traffic, 1 is about 20 records per second; 0 starts no traffic', 1, 0, 100),
  DEMO_SEED: number('the same seed gives the same traffic', 1, 0, 0xffff_ffff, true),
  DEMO_DAY_SECONDS: number('length of a demo day with its peaks and lulls, in seconds', 600, 10, 86_400),
  DEMO_HOST: z.preprocess(
    emptyIsUnset,
    z.string().default('127.0.0.1').describe('address on which the services listen'),
  ),
  DEMO_PORT: number('port of a service that is started on its own; 0 takes a free one', 0, 0, 65_535, true),
  USERMANAGEMENT_URL: peerUrl('usermanagement'),
  BOOKING_URL: peerUrl('booking'),
  NOTIFICATION_URL: peerUrl('notification'),
});

export interface Environment {
  readonly rate: number;
  readonly seed: number;
  readonly daySeconds: number;
  readonly host: string;
  readonly port: number;
  /** Addresses of services that run elsewhere. */
  readonly urls: Readonly<Partial<Record<ServiceName, string>>>;
}

/** A variable that cannot be used. The message names each one and what it must be. */
export class InvalidEnvironmentError extends Error {
  override readonly name = 'InvalidEnvironmentError';
  readonly code = 'DEMO_ENVIRONMENT_INVALID';
}

/** The variable that says where a service answers. */
export function urlVariable(service: ServiceName): 'USERMANAGEMENT_URL' | 'BOOKING_URL' | 'NOTIFICATION_URL' {
  return `${service.toUpperCase() as Uppercase<ServiceName>}_URL`;
}

/**
 * Reads and checks all variables of the demo.
 *
 * @throws InvalidEnvironmentError naming every variable that cannot be used
 */
export function readEnvironment(variables: NodeJS.ProcessEnv): Environment {
  const result = environmentSchema.safeParse(variables);
  if (!result.success) throw new InvalidEnvironmentError(result.error.issues.map(describeIssue).join('; '));
  const values = result.data;
  const urls: Partial<Record<ServiceName, string>> = {};
  for (const service of SERVICE_NAMES) {
    const url = values[urlVariable(service)];
    if (url !== undefined) urls[service] = url.replace(/\/+$/, '');
  }
  return {
    rate: values.DEMO_RATE,
    seed: values.DEMO_SEED,
    daySeconds: values.DEMO_DAY_SECONDS,
    host: values.DEMO_HOST,
    port: values.DEMO_PORT,
    urls,
  };
}

/**
 * The addresses of the services that are not started here.
 *
 * @param here names of those that are
 * @throws InvalidEnvironmentError naming the variables of those whose address nobody gave
 */
export function urlsOfOthers(here: readonly ServiceName[], { urls }: Environment): Partial<ServiceUrls> {
  const others = SERVICE_NAMES.filter((service) => !here.includes(service));
  const missing = others.filter((service) => urls[service] === undefined).map(urlVariable);
  if (missing.length > 0) {
    throw new InvalidEnvironmentError(`${missing.join(' and ')} must say where the services answer that run elsewhere`);
  }
  return Object.fromEntries(others.map((service) => [service, urls[service]]));
}

function describeIssue(issue: z.core.$ZodIssue): string {
  return `${issue.path.join('.')} ${issue.message}`;
}
