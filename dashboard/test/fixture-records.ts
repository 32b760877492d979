import type { StoredRecord } from '@log-monitor/monitor-api';

/** mulberry32: small, seedable, good enough for lifelike data. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

interface Kind {
  service: string;
  type: string;
  message: string;
  code?: string;
  level?: 'CRITICAL';
  cause?: string;
  logger: string;
}

const KINDS: Kind[] = [
  {
    service: 'usermanagement',
    type: 'ConnectionError',
    message: 'Database connection failed',
    code: 'ECONNREFUSED',
    cause: 'connect ECONNREFUSED 10.0.3.17:5432',
    logger: 'UserRepository',
  },
  {
    service: 'usermanagement',
    type: 'ValidationError',
    message: 'E-mail address "anna(at)example" is not valid',
    logger: 'SignUpController',
  },
  {
    service: 'usermanagement',
    type: 'TypeError',
    message: "Cannot read properties of undefined (reading 'roles')",
    logger: 'SessionService',
  },
  {
    service: 'booking',
    type: 'TimeoutError',
    message: 'Payment provider did not answer within 3000 ms',
    code: 'ETIMEDOUT',
    cause: 'request to /v2/charges timed out',
    logger: 'PaymentClient',
  },
  {
    service: 'booking',
    type: 'ConflictError',
    message: 'Room 412 is already booked from 2026-12-24 to 2026-12-27',
    code: '23505',
    logger: 'BookingService',
  },
  { service: 'booking', type: 'RangeError', message: 'Invalid time value', logger: 'PriceCalendar' },
  {
    service: 'booking',
    type: 'OutOfDiskError',
    message: 'Ledger file cannot be written: no space left on device',
    code: 'ENOSPC',
    level: 'CRITICAL',
    logger: 'InvoiceWriter',
  },
  {
    service: 'notification',
    type: 'SmtpError',
    message: '421 4.7.0 Try again later, closing connection',
    code: '421',
    logger: 'MailSender',
  },
  {
    service: 'notification',
    type: 'TemplateError',
    message: 'Template "booking-confirmed" has no value for {{guest.name}}',
    logger: 'TemplateRenderer',
  },
  {
    service: 'search-api',
    type: 'CircuitOpenError',
    message: 'Index shard 3 is not answering; circuit is open',
    logger: 'ShardClient',
  },
];

/** An error as a demo service would have logged it, `ageMs` before `now`. */
export function makeError(random: () => number, now: number, ageMs: number): StoredRecord {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const kind = pick(KINDS);
  const orderId = Math.floor(random() * 100_000);
  return newError({
    id: idAt(now - ageMs, random),
    timestamp: new Date(now - ageMs).toISOString(),
    level: kind.level ?? 'ERROR',
    service: kind.service,
    host: `${kind.service}-${pick(['7c9d', 'b41f', 'e802'])}`,
    logger: kind.logger,
    message: kind.message,
    requestId: `req-${Math.floor(random() * 5000)}`,
    userId: `u-${Math.floor(random() * 300)}`,
    error: {
      type: kind.type,
      message: kind.message,
      ...(kind.code === undefined ? {} : { code: kind.code }),
      stack: stackOf(kind),
      ...(kind.cause === undefined
        ? {}
        : {
            cause: {
              type: 'Error',
              message: kind.cause,
              stack: `Error: ${kind.cause}\n    at TCPConnectWrap.afterConnect (node:net:1611:16)`,
            },
          }),
    },
    attributes: {
      orderId,
      route: 'POST /api/bookings',
      retry: { attempt: 2, of: 3, backoffMs: [200, 400] },
      cached: false,
    },
  });
}

const CHATTER = [
  ['DEBUG', 'Pool has 7 of 10 connections in use', 'PoolWatch'],
  ['INFO', 'GET /api/rooms answered 200 in 34 ms', 'AccessLog'],
  ['INFO', 'Booking confirmed', 'BookingService'],
  ['WARNING', 'Slow query: 812 ms', 'RoomStore'],
] as const;

/** A record below ERROR, `ageMs` before `now`. */
export function makeLog(random: () => number, now: number, ageMs: number): StoredRecord {
  const [level, message, logger] = CHATTER[Math.floor(random() * CHATTER.length)]!;
  const id = idAt(now - ageMs, random);
  const requestId = `req-${Math.floor(random() * 5000)}`;
  return newError({ id, timestamp: new Date(now - ageMs).toISOString(), level, message, logger, requestId });
}

/** A record with everything that the details show; the interesting parts are given. */
export function newError(parts: Partial<StoredRecord> & { id: string }): StoredRecord {
  const { timestamp = new Date().toISOString() } = parts;
  return {
    v: 1,
    timestamp,
    level: 'ERROR',
    service: 'booking',
    host: 'booking-7c9d',
    instance: '5b0f2a1e-6c7d-4e8f-9a0b-1c2d3e4f5a6b',
    // What a process logs later has a higher number.
    seq: Math.max(1, Date.parse(timestamp) - Date.parse('2026-01-01')),
    pid: 4711,
    version: '1.4.2',
    environment: 'production',
    message: 'It failed',
    traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
    spanId: '00f067aa0ba902b7',
    group: null,
    ...parts,
  };
}

/** A UUIDv7 of a moment. */
export function idAt(timeMs: number, random: () => number): string {
  const hex = (length: number): string => Array.from({ length }, () => Math.floor(random() * 16).toString(16)).join('');
  const time = Math.trunc(timeMs).toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${hex(3)}-8${hex(3)}-${hex(12)}`;
}

function stackOf(kind: Kind): string {
  const file = kind.logger.replace(/(?<!^)([A-Z])/g, '-$1').toLowerCase();
  return [
    `${kind.type}: ${kind.message}`,
    `    at ${kind.logger}.execute (/app/services/${kind.service}/src/${file}.ts:87:15)`,
    `    at async ${kind.logger}.run (/app/services/${kind.service}/src/${file}.ts:41:5)`,
    '    at async Layer.handle (/app/node_modules/express/lib/router/layer.js:95:5)',
    '    at process.processTicksAndRejections (node:internal/process/task_queues:105:5)',
  ].join('\n');
}
