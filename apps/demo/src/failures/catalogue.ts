import { BOOKING_FAILURES } from './booking-failures.js';
import { type Failure } from './failure.js';
import { NOTIFICATION_FAILURES } from './notification-failures.js';
import { USERMANAGEMENT_FAILURES } from './usermanagement-failures.js';

const ALL = [...USERMANAGEMENT_FAILURES, ...BOOKING_FAILURES, ...NOTIFICATION_FAILURES] as const;

export type FailureName = (typeof ALL)[number]['name'];

/** A failure of the catalogue, under a name that the compiler knows. */
export type CataloguedFailure = Failure & { readonly name: FailureName };

/** Every way in which the demo fails. */
export const FAILURES: readonly CataloguedFailure[] = ALL;

/** Those that last for a while when they happen: a server that is down, not a typing error. */
export const INCIDENT_FAILURES = [
  'user-database-refused',
  'directory-timeout',
  'payment-gateway-502',
  'payment-timeout',
  'payment-rate-limited',
  'fare-feed-not-json',
  'smtp-refused',
  'template-missing',
  'profile-without-address',
] as const satisfies readonly FailureName[];

const BY_NAME: ReadonlyMap<string, CataloguedFailure> = new Map(FAILURES.map((failure) => [failure.name, failure]));

/**
 * One failure by its name.
 *
 * @throws RangeError when the catalogue has no such name
 */
export function failureNamed(name: string): CataloguedFailure {
  const failure = BY_NAME.get(name);
  if (failure === undefined) throw new RangeError(`The catalogue has no failure named ${name}`);
  return failure;
}
