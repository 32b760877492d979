import { type JsonValue, LEVELS, type RecordError } from '@log-monitor/log-record';
import { z } from 'zod';
import { completeness } from './completeness.js';
import { count, jsonObject, nextCursor, openRange, time } from './field.js';
import { ledgerTotals } from './ledger.js';

const id = z.uuid().meta({ example: '019aa530-5c9b-7cc3-98c4-dc0c0c07398f' });
const instance = z.uuid().meta({ example: '5b0f2a1e-6d6d-4c86-9d8b-2f6f3a0a1c55' });

/** A record as it is given out: the fields of the contract, as stored. Fields without a value are left out. */
export const storedRecord = z.strictObject({
  v: z.literal(1),
  id,
  timestamp: time,
  level: z.enum(LEVELS).meta({ example: 'ERROR' }),
  service: z.string().meta({ example: 'booking' }),
  host: z.string().meta({ example: 'booking-1' }),
  instance: instance.exactOptional(),
  seq: z.int().min(1).meta({ example: 1042 }).exactOptional(),
  pid: z.int().meta({ example: 4711 }).exactOptional(),
  version: z.string().meta({ example: '1.4.2' }).exactOptional(),
  environment: z.string().meta({ example: 'production' }).exactOptional(),
  logger: z.string().meta({ example: 'RoomStore' }).exactOptional(),
  message: z.string().meta({ example: 'Database connection failed' }),
  error: jsonObject<RecordError>()
    .describe('type, message, code, stack, cause, errors and what else it had')
    .meta({
      example: {
        type: 'ConnectionError',
        message: 'connect ECONNREFUSED',
        code: 'ECONNREFUSED',
        stack: 'ConnectionError: …',
      },
    })
    .exactOptional(),
  requestId: z.string().meta({ example: 'req-77' }).exactOptional(),
  userId: z.string().meta({ example: 'u-9' }).exactOptional(),
  traceId: z.string().exactOptional(),
  spanId: z.string().exactOptional(),
  attributes: jsonObject<Record<string, JsonValue>>()
    .meta({ example: { orderId: 17 } })
    .exactOptional(),
  timestampNanos: z
    .string()
    .describe('the timestamp with its nanoseconds, where its producer sent any below the millisecond')
    .meta({ example: '2026-11-21T07:00:00.308869600Z' })
    .exactOptional(),
  timestampAsSent: z
    .string()
    .describe('the time as its producer sent it, where it was too absurd to be taken')
    .exactOptional(),
  group: z
    .strictObject({ id: z.string(), title: z.string() })
    .nullable()
    .describe('the problem that an ERROR or CRITICAL record belongs to')
    .meta({ example: { id: '5f0c2b7de1a94433', title: 'ConnectionError: connect ECONNREFUSED' } }),
});

export const errorListAnswer = z.strictObject({
  errors: z.array(storedRecord),
  count: count.describe('errors on this page').meta({ example: 1 }),
  nextCursor,
  range: openRange,
  ledger: ledgerTotals,
  ...completeness,
});

export const searchAnswer = z.strictObject({
  records: z.array(storedRecord),
  count: count.describe('records on this page').meta({ example: 1 }),
  nextCursor,
  searchedBackTo: time
    .nullable()
    .describe('not null: time was up; everything from here on is searched, nextCursor goes on')
    .meta({ example: null }),
  range: openRange,
  ledger: ledgerTotals,
  ...completeness,
});

export const contextAnswer = z.strictObject({
  record: storedRecord,
  before: z.array(storedRecord).describe('oldest first').meta({ example: [] }),
  after: z.array(storedRecord).describe('oldest first').meta({ example: [] }),
  ...completeness,
});

const ledgerPosition = z.strictObject({
  partition: z.int().describe('Kafka partition').meta({ example: 3 }),
  offset: z.int().describe('Kafka offset').meta({ example: 90_112 }),
  receivedAt: time
    .nullable()
    .describe('time of arrival in Kafka; kept for ERROR and CRITICAL')
    .meta({ example: '2026-11-21T07:00:00.140Z' }),
  instance: z
    .strictObject({
      id: instance,
      seq: z.int().meta({ example: 1042 }),
      highest: z.int().meta({ example: 2048 }),
      received: count.meta({ example: 2048 }),
      ended: z.boolean().meta({ example: false }),
    })
    .nullable()
    .describe("the record's number among those of its process; null for producers that give none"),
});

export const recordAnswer = storedRecord.extend({ ledger: ledgerPosition, ...completeness });

export type StoredRecord = z.infer<typeof storedRecord>;
export type ErrorListAnswer = z.infer<typeof errorListAnswer>;
export type SearchAnswer = z.infer<typeof searchAnswer>;
export type ContextAnswer = z.infer<typeof contextAnswer>;
export type LedgerPosition = z.infer<typeof ledgerPosition>;
export type RecordAnswer = z.infer<typeof recordAnswer>;
