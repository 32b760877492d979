import { BOOKING_JOBS } from '../booking/booking-jobs.js';
import { NOTIFICATION_JOBS } from '../notification/notification-jobs.js';
import { USER_JOBS } from '../usermanagement/user-jobs.js';
import { BOOKING_FAILURES } from './booking-failures.js';
import { jobFailures } from './job-failures.js';
import type { FailureList } from '../journey/failure.js';
import { NOTIFICATION_FAILURES } from './notification-failures.js';
import { USERMANAGEMENT_FAILURES } from './usermanagement-failures.js';

const ALL = {
  ...USERMANAGEMENT_FAILURES,
  ...BOOKING_FAILURES,
  ...NOTIFICATION_FAILURES,
  ...jobFailures('usermanagement', USER_JOBS),
  ...jobFailures('booking', BOOKING_JOBS),
  ...jobFailures('notification', NOTIFICATION_JOBS),
};

export type FailureName = keyof typeof ALL;

/** Every way in which the demo fails. */
export const FAILURES: FailureList<FailureName> = ALL;

export const FAILURE_NAMES = Object.keys(ALL) as FailureName[];

/** Those that last for a while when they happen: a server that is down, not a typing error. */
export const INCIDENT_FAILURES = [
  'user-database-refused',
  'payment-gateway-502',
  'payment-timeout',
  'payment-rate-limited',
  'fare-feed-not-json',
  'smtp-refused',
  'template-missing',
  'profile-without-address',
] as const satisfies readonly FailureName[];
