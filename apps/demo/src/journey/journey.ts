import { requestsTo, type ServiceRequest } from './failure.js';
import { signToken } from '../usermanagement/sessions.js';
import { pick, type Random, randomInteger } from './random.js';

const FLIGHTS = ['LH400', 'LH455', 'AF1148', 'KL1775', 'BA902', 'SK1634', 'IB8771', 'OS118'] as const;
const ROWS = ['A', 'B', 'C', 'D', 'E', 'F'] as const;
const LOCALES = ['en', 'en', 'en', 'de', 'fr'] as const;
const CUSTOMERS = 400;

/** A customer's id, `u-100` to `u-499`; lower ones belong to the accounts that failures use. */
export function anyUserId(random: Random): string {
  return `u-${randomInteger(random, 100, 99 + CUSTOMERS)}`;
}

export const anyFlight = (random: Random): string => pick(random, FLIGHTS);

export const anySeat = (random: Random): string => `${randomInteger(random, 1, 38)}${pick(random, ROWS)}`;

const usermanagement = requestsTo('usermanagement');
const booking = requestsTo('booking');
const notification = requestsTo('notification');

type Journey = readonly [weight: number, request: (random: Random, userId: string) => ServiceRequest];

const LOOK_AT_SEATS: Journey = [30, (random) => booking.get(`/flights/${anyFlight(random)}/seats`)];

/** What healthy customers do all day, and how often. */
export const JOURNEYS: Readonly<Record<string, Journey>> = {
  'look-at-seats': LOOK_AT_SEATS,
  'look-at-fare': [18, (random) => booking.get(`/flights/${anyFlight(random)}/fare`)],
  'sign-in': [
    14,
    (_random, userId) => {
      const token = signToken({ sub: userId, expiresInSeconds: 86_400 });
      return usermanagement.get('/sessions/current', { authorization: `Bearer ${token}` });
    },
  ],
  'open-profile': [14, (_random, userId) => usermanagement.get(`/users/${userId}/profile`)],
  'book-a-seat': [
    12,
    (random, userId) => {
      const price = { amount: randomInteger(random, 49, 640), currency: 'EUR' };
      const [flight, seat] = [anyFlight(random), anySeat(random)];
      return booking.post('/bookings', { userId, flight, seat, price, departure: '2027-03-14T09:25:00Z' });
    },
  ],
  register: [
    4,
    (random) => {
      const number = randomInteger(random, 1_000, 999_999);
      const password = random() < 0.25 ? 'password1' : 'correct-horse-battery';
      const email = `customer-${number}@example.com`;
      return usermanagement.post('/users', { email, name: `Customer ${number}`, password });
    },
  ],
  'check-in-reminder': [
    5,
    (random, userId) => {
      const values = { flight: anyFlight(random), gate: `B${randomInteger(random, 1, 40)}` };
      const locale = pick(random, LOCALES);
      return notification.post('/mails', { userId, template: 'check-in-reminder', locale, values });
    },
  ],
  'push-gate-change': [
    3,
    (random) => {
      const topic = `gate-change-${anyFlight(random)}`;
      return notification.post('/pushes', { topic, recipients: randomInteger(random, 1, 60) });
    },
  ],
};

const TOTAL_WEIGHT = Object.values(JOURNEYS).reduce((sum, [weight]) => sum + weight, 0);

/** One of the journeys, each as likely as its weight says. */
export function anyJourney(random: Random, userId: string): ServiceRequest {
  let rest = random() * TOTAL_WEIGHT;
  const [, request] = Object.values(JOURNEYS).find(([weight]) => (rest -= weight) < 0) ?? LOOK_AT_SEATS;
  return request(random, userId);
}
