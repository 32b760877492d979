import { anyFlight, anySeat } from '../journey/journey.js';
import type { Random } from '../journey/random.js';
import { type FailureList, requestsTo, type ServiceRequest } from '../journey/failure.js';

const { get, post } = requestsTo('booking');

const booking = (random: Random, userId: string, changes: Record<string, unknown> = {}): ServiceRequest =>
  post('/bookings', {
    userId,
    flight: anyFlight(random),
    seat: anySeat(random),
    price: { amount: 219, currency: 'EUR' },
    departure: '2027-03-14T09:25:00Z',
    ...changes,
  });

export const BOOKING_FAILURES = {
  /** Two customers take the same seat at the same moment. */
  'seat-race': { probability: 0.004, outage: 'rival-takes-seat', request: booking },
  /** Two swaps lock the same two seats in opposite order. */
  'seat-swap-deadlock': {
    probability: 0.0015,
    outage: 'rival-swap',
    request: (random) => post(`/flights/${anyFlight(random)}/swaps`, { from: '12A', to: '14C' }),
  },
  /** The bank declines the card. */
  'payment-declined': { probability: 0.007, outage: 'card-declined', request: booking },
  /** The payment gateway answers 502. */
  'payment-gateway-502': { probability: 0.004, outage: 'gateway-bad', request: booking },
  /** The payment gateway answers 429, we sent it too much. */
  'payment-rate-limited': { probability: 0.002, outage: 'gateway-busy', request: booking },
  /** The payment gateway does not answer in time. */
  'payment-timeout': { probability: 0.0025, outage: 'gateway-hangs', request: booking },
  /** A fare in yen meets an account in euro. */
  'currency-mismatch': {
    probability: 0.002,
    request: (random, userId) => booking(random, userId, { price: { amount: 31_000, currency: 'JPY' } }),
  },
  /** A balance above 2^53 is read as a BigInt and added to a number. */
  'miles-beyond-number': {
    probability: 0.0015,
    request: () => post('/miles', { balance: '9007199254740993', earned: 412 }),
  },
  /** The fare feed answers 200 with a maintenance page instead of JSON. */
  'fare-feed-not-json': {
    probability: 0.0035,
    outage: 'fare-feed-html',
    request: (random) => get(`/flights/${anyFlight(random)}/fare`),
  },
  /** The host name of an airline that was sold does not resolve any more. */
  'airline-name-not-found': { probability: 0.0015, request: () => get('/airlines/retired/status') },
  /** An airline forgot to renew its TLS certificate. */
  'airline-certificate-expired': { probability: 0.0015, request: () => get('/airlines/forgetful/status') },
  /** A departure on February 31 passes the form and breaks the calendar code. */
  'departure-not-a-date': {
    probability: 0.002,
    request: (random, userId) => booking(random, userId, { departure: '2027-02-31T25:10:00Z' }),
  },
  /** A page of the ledger does not match its checksum: data is corrupt. */
  'ledger-checksum': { probability: 0.0004, outage: 'ledger-bit-flip', request: () => get('/ledger/balance') },
  /** Usermanagement has lost its database and the failure travels on to booking. */
  'traveller-lookup-failed': { probability: 0.002, outage: 'user-database-down', request: booking },
} satisfies FailureList;
