import { z } from 'zod';
import { completeness } from './completeness.js';
import { count, nextCursor, time } from './field.js';
import { cursor, limit, services } from './parameter.js';

export const ledgerTotals = z
  .strictObject({
    missing: count.describe(
      'numbers given out by processes, not stored, not reported as dropped, absent for more than a minute',
    ),
    dropped: count.describe('records that processes reported as dropped, with a reason'),
    duplicates: count.describe('records that came more than once and were stored once'),
  })
  .describe('what the ledger says about the processes alive in the range');

/** Described as a list of two: not every reader of OpenAPI knows tuples. */
const numberRange = z
  .custom<[from: number, to: number]>((value) => z.tuple([z.int(), z.int()]).safeParse(value).success)
  .describe('from and to, both included')
  .meta({ type: 'array', items: { type: 'integer' }, minItems: 2, maxItems: 2 });

const ledgerInstance = z.strictObject({
  instance: z.uuid().meta({ example: '5b0f2a1e-6d6d-4c86-9d8b-2f6f3a0a1c55' }),
  service: z.string().meta({ example: 'booking' }),
  host: z.string().meta({ example: 'booking-1' }),
  first: z.int().nullable().meta({ example: 1 }),
  last: z.int().meta({ example: 2048 }),
  received: count.meta({ example: 1990 }),
  duplicates: count,
  dropped: z
    .record(z.string(), count)
    .describe('by reason, as the process reported')
    .meta({ example: { queue_overflow: 51 } }),
  missing: z
    .array(numberRange)
    .describe('absent for more than a minute; at most 100 ranges')
    .meta({ example: [[1500, 1506]] }),
  missingCount: count.describe('numbers in all ranges that are missing').meta({ example: 7 }),
  pending: z.array(numberRange).describe('absent, but they may still be on their way').meta({ example: [] }),
  unknown: numberRange.nullable().describe('from before the oldest record that could be read').meta({ example: null }),
  startedAt: time.meta({ example: '2026-11-21T05:00:00.000Z' }),
  lastSeen: time.meta({ example: '2026-11-21T07:00:03.900Z' }),
  ended: z.boolean().describe('it ended on purpose, and said so').meta({ example: false }),
});

export const ledgerAnswer = z.strictObject({ instances: z.array(ledgerInstance), nextCursor, ...completeness });

export const ledgerParameters = z.strictObject({ limit: limit(100), ...services, cursor });

export type LedgerTotals = z.infer<typeof ledgerTotals>;
export type LedgerInstance = z.infer<typeof ledgerInstance>;
export type LedgerParameters = z.infer<typeof ledgerParameters>;
export type LedgerAnswer = z.infer<typeof ledgerAnswer>;
