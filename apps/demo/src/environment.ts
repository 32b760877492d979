import { z } from 'zod';
import { SERVICE_NAMES, type ServiceName, type ServiceUrls } from './service/service-name.js';

const number = (fallback: number, min: number, max: number, step?: 1) => {
  const error = `must be ${step ? 'a whole number' : 'a number'} from ${min} to ${max}`;
  const inRange = (value: number) => value >= min && value <= max && (!step || Number.isInteger(value));
  return z.string().transform(Number).refine(inRange, { error }).default(fallback);
};

const url = z
  .url({ protocol: /^https?$/, error: 'must be an address such as http://booking-service:3000' })
  .transform((text) => text.replace(/\/+$/, ''))
  .optional();

/** Every variable of the demo; README.md tells what each one means. The transport reads its own (`KAFKA_…`, `LOG_…`). */
const environmentSchema = z.object({
  DEMO_RATE: number(1, 0, 100),
  DEMO_SEED: number(1, 0, 0xffff_ffff, 1),
  DEMO_DAY_SECONDS: number(600, 10, 86_400),
  DEMO_GATEWAYS: z
    .enum(['0', '1'], { error: 'must be 1 or 0' })
    .default('1')
    .transform((value) => value === '1'),
  DEMO_HOST: z.string().default('127.0.0.1'),
  DEMO_PORT: number(0, 0, 65_535, 1),
  USERMANAGEMENT_URL: url,
  BOOKING_URL: url,
  NOTIFICATION_URL: url,
});

type Environment = z.infer<typeof environmentSchema>;

/** A variable that cannot be used. The message names each one and what it must be. */
export class InvalidEnvironmentError extends Error {
  override readonly name = 'InvalidEnvironmentError';
}

/**
 * Reads and checks all variables of the demo.
 *
 * @throws InvalidEnvironmentError naming every variable that cannot be used
 */
export function readEnvironment(variables: NodeJS.ProcessEnv): Environment {
  // A compose file passes `${NAME:-}` on as an empty text: that means "not set".
  const set = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ''));
  const { success, data, error } = environmentSchema.safeParse(set);
  if (success) return data;
  throw new InvalidEnvironmentError(error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`).join('; '));
}

/**
 * The addresses of the services that are not started here.
 *
 * @param here names of those that are
 * @throws InvalidEnvironmentError naming the variables of those whose address nobody gave
 */
export function urlsOfOthers(here: readonly ServiceName[], environment: Environment): Partial<ServiceUrls> {
  const variable = (name: ServiceName) => `${name.toUpperCase() as Uppercase<ServiceName>}_URL` as const;
  const others = SERVICE_NAMES.filter((name) => !here.includes(name));
  const missing = others.map(variable).filter((name) => environment[name] === undefined);
  if (missing.length > 0) {
    throw new InvalidEnvironmentError(`${missing.join(' and ')} must say where the services answer that run elsewhere`);
  }
  return Object.fromEntries(others.map((name) => [name, environment[variable(name)]]));
}
