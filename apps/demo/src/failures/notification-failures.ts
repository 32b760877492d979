import { type FailureList, requestsTo, type ServiceRequest } from '../journey/failure.js';

const { get, post } = requestsTo('notification');

const mail = (userId: string, changes: Record<string, unknown> = {}): ServiceRequest =>
  post('/mails', {
    userId,
    template: 'check-in-reminder',
    locale: 'en',
    values: { flight: 'LH400', gate: 'B22' },
    ...changes,
  });

const BODY_LIMIT_BYTES = 100 * 1024;

export const NOTIFICATION_FAILURES = {
  /** The mail server refuses the connection. */
  'smtp-refused': { probability: 0.004, outage: 'mail-server-down', request: (_random, userId) => mail(userId) },
  /** None of the three mail servers takes an urgent mail. */
  'all-mail-servers-down': {
    probability: 0.0005,
    outage: 'all-mail-servers-down',
    request: (_random, userId) => mail(userId, { urgent: true }),
  },
  /** Nobody translated the template into Portuguese. */
  'template-missing': { probability: 0.003, request: (_random, userId) => mail(userId, { locale: 'pt' }) },
  /** The caller forgot the gate that the template asks for. */
  'template-value-missing': {
    probability: 0.002,
    request: (_random, userId) => mail(userId, { values: { flight: 'LH400' } }),
  },
  /** A storm closes an airport and its pushes do not fit into the queue. */
  'push-queue-full': {
    probability: 0.002,
    request: () => post('/pushes', { topic: 'airport-closed-FRA', recipients: 5_000 }),
  },
  /** A partner’s webhook closes the connection without an answer. */
  'webhook-connection-reset': {
    probability: 0.0015,
    outage: 'webhook-resets',
    request: () => post('/webhooks', { event: 'booking.confirmed' }),
  },
  /** Somebody forgot to await a promise; it rejects and the last handler of the process catches it. */
  'tracking-rejection-unhandled': {
    probability: 0.0015,
    outage: 'tracking-fails',
    request: (_random, userId) => post('/opens', { userId }),
  },
  /** Two threads of a digest point at each other and JSON.stringify refuses. */
  'digest-circular': {
    probability: 0.0015,
    request: () =>
      post('/digests', {
        threads: [
          { id: 't-1', replyTo: 't-2' },
          { id: 't-2', replyTo: 't-1' },
        ],
      }),
  },
  /** A mail program cut the unsubscribe link in the middle of an escape. */
  'unsubscribe-link-cut': {
    probability: 0.001,
    request: () => get('/unsubscribe?address=ada%2540example.com%25E0%25A4'),
  },
  /** A client sends half a JSON document. */
  'body-not-json': { probability: 0.002, request: () => post('/mails', '{"userId":"u-100","template":') },
  /** A client attaches more than the service takes. */
  'body-too-large': {
    probability: 0.0005,
    request: (_random, userId) => mail(userId, { attachment: 'x'.repeat(BODY_LIMIT_BYTES + 1) }),
  },
} satisfies FailureList;
