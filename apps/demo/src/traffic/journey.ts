import { signToken } from '../usermanagement/session-token.js';
import { pick, type Random, randomInteger } from './random.js';
import { type ServiceRequest } from './service-request.js';

const FLIGHTS = ['LH400', 'LH455', 'AF1148', 'KL1775', 'BA902', 'SK1634', 'IB8771', 'OS118'] as const;
const ROWS = ['A', 'B', 'C', 'D', 'E', 'F'] as const;
const LOCALES = ['en', 'en', 'en', 'de', 'fr'] as const;
const CUSTOMERS = 400;

/** What healthy customers do all day, and how often. */
export interface Journey {
  readonly name: string;
  readonly weight: number;
  readonly request: (random: Random, userId: string) => ServiceRequest;
}

/** A customer's id, `u-100` to `u-499`; lower ones belong to the accounts that failures use. */
export function anyUserId(random: Random): string {
  return `u-${randomInteger(random, 100, 99 + CUSTOMERS)}`;
}

export const anyFlight = (random: Random): string => pick(random, FLIGHTS);

export const anySeat = (random: Random): string => `${randomInteger(random, 1, 38)}${pick(random, ROWS)}`;

const oneDayAhead = 86_400;

export const JOURNEYS: readonly [Journey, ...Journey[]] = [
  {
    name: 'look-at-seats',
    weight: 30,
    request: (random) => ({ service: 'booking', method: 'GET', path: `/flights/${anyFlight(random)}/seats` }),
  },
  {
    name: 'look-at-fare',
    weight: 18,
    request: (random) => ({ service: 'booking', method: 'GET', path: `/flights/${anyFlight(random)}/fare` }),
  },
  {
    name: 'sign-in',
    weight: 14,
    request: (_random, userId) => ({
      service: 'usermanagement',
      method: 'GET',
      path: '/sessions/current',
      headers: { authorization: `Bearer ${signToken({ sub: userId, expiresInSeconds: oneDayAhead })}` },
    }),
  },
  {
    name: 'open-profile',
    weight: 14,
    request: (_random, userId) => ({ service: 'usermanagement', method: 'GET', path: `/users/${userId}/profile` }),
  },
  {
    name: 'book-a-seat',
    weight: 12,
    request: (random, userId) => ({
      service: 'booking',
      method: 'POST',
      path: '/bookings',
      body: {
        userId,
        flight: anyFlight(random),
        seat: anySeat(random),
        price: { amount: randomInteger(random, 49, 640), currency: 'EUR' },
        departure: '2027-03-14T09:25:00Z',
      },
    }),
  },
  {
    name: 'register',
    weight: 4,
    request: (random) => {
      const number = randomInteger(random, 1_000, 999_999);
      const password = random() < 0.25 ? 'password1' : 'correct-horse-battery';
      return {
        service: 'usermanagement',
        method: 'POST',
        path: '/users',
        body: { email: `customer-${number}@example.com`, name: `Customer ${number}`, password },
      };
    },
  },
  {
    name: 'check-in-reminder',
    weight: 5,
    request: (random, userId) => ({
      service: 'notification',
      method: 'POST',
      path: '/mails',
      body: {
        userId,
        template: 'check-in-reminder',
        locale: pick(random, LOCALES),
        values: { flight: anyFlight(random), gate: `B${randomInteger(random, 1, 40)}` },
      },
    }),
  },
  {
    name: 'push-gate-change',
    weight: 3,
    request: (random) => ({
      service: 'notification',
      method: 'POST',
      path: '/pushes',
      body: { topic: `gate-change-${anyFlight(random)}`, recipients: randomInteger(random, 1, 60) },
    }),
  },
];
