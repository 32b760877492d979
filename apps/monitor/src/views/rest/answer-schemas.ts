import { LEVELS } from '@log-monitor/log-record';
import { z } from 'zod';
import { DEAD_LETTER_REASONS } from '../../query/ingest/dead-letter-list.js';

/** What the answers look like: put into the API's description, and held against real answers by the tests. */

const time = z.iso.datetime({ precision: 3 }).describe('RFC 3339, UTC, milliseconds');
const count = z.int().min(0);
const rate = z.number().min(0).max(1);

const completeness = {
  completeThrough: time
    .nullable()
    .describe('every record that was in Kafka at this moment is in the answer; null before the first measurement'),
  lag: z.strictObject({
    records: count.nullable().describe('records in Kafka that are not stored yet; null while nobody can tell'),
    seconds: z.number().min(0).nullable().describe('age of completeThrough, 0 when caught up'),
  }),
};

const range = z
  .strictObject({ from: time, to: time })
  .describe('the range that was asked, as understood: from <= time < to');
const openRange = z
  .strictObject({ from: time.nullable(), to: time })
  .describe('from <= time < to; from is null when the list reaches back to everything kept');

const ledger = z
  .strictObject({
    missing: count.describe(
      'numbers given out by processes, not stored, not reported as dropped, absent for more than a minute',
    ),
    dropped: count.describe('records that processes reported as dropped, with a reason'),
    duplicates: count.describe('records that came more than once and were stored once'),
  })
  .describe('what the ledger says about the processes alive in the range');

const recordFields = {
  v: z.literal(1),
  id: z.uuid(),
  timestamp: time,
  level: z.enum(LEVELS),
  service: z.string(),
  host: z.string(),
  instance: z.uuid().optional(),
  seq: z.int().min(1).optional(),
  pid: z.int().optional(),
  version: z.string().optional(),
  environment: z.string().optional(),
  logger: z.string().optional(),
  message: z.string(),
  error: z
    .record(z.string(), z.unknown())
    .optional()
    .describe('type, message, code, stack, cause, errors and what else it had'),
  requestId: z.string().optional(),
  userId: z.string().optional(),
  traceId: z.string().optional(),
  spanId: z.string().optional(),
  attributes: z.record(z.string(), z.unknown()).optional(),
  timestampAsSent: z
    .string()
    .optional()
    .describe('the time as its producer sent it, where it was too absurd to be taken'),
  group: z.strictObject({ id: z.string(), title: z.string() }).nullable(),
};

const record = z.strictObject(recordFields);

export const errorListAnswer = z.strictObject({
  errors: z.array(record),
  count: count.describe('errors on this page'),
  nextCursor: z.string().nullable().describe('give it as cursor for the next page; null at the end'),
  range: openRange,
  ledger,
  ...completeness,
});

export const searchAnswer = z.strictObject({
  records: z.array(record),
  count: count.describe('records on this page'),
  nextCursor: z.string().nullable().describe('give it as cursor for the next page; null at the end'),
  searchedBackTo: time
    .nullable()
    .describe('not null: time was up; everything from here on is searched, nextCursor goes on'),
  range: openRange,
  ledger,
  ...completeness,
});

const facet = z.array(z.strictObject({ value: z.string(), count }));

export const facetAnswer = z.strictObject({
  facets: z.strictObject({ service: facet, level: facet, host: facet, logger: facet, errorType: facet }),
  countedFrom: time.describe('host, logger and errorType are counted from here on'),
  range,
  ledger,
  ...completeness,
});

export const contextAnswer = z.strictObject({
  record,
  before: z.array(record).describe('oldest first'),
  after: z.array(record).describe('oldest first'),
  ...completeness,
});

const numbers = z.array(z.int()).length(2).describe('from and to, both included');

export const ledgerAnswer = z.strictObject({
  instances: z.array(
    z.strictObject({
      instance: z.uuid(),
      service: z.string(),
      host: z.string(),
      first: z.int().nullable(),
      last: z.int(),
      received: count,
      duplicates: count,
      dropped: z.record(z.string(), count).describe('by reason, as the process reported'),
      missing: z.array(numbers).describe('absent for more than a minute; at most 100 ranges'),
      missingCount: count.describe('numbers in all ranges that are missing'),
      pending: z.array(numbers).describe('absent, but they may still be on their way'),
      unknown: numbers.nullable().describe('from before the oldest record that could be read'),
      startedAt: time,
      lastSeen: time,
      ended: z.boolean().describe('it ended on purpose, and said so'),
    }),
  ),
  nextCursor: z.string().nullable(),
  ...completeness,
});

export const statisticsAnswer = z.strictObject({
  total_logs: count,
  total_errors: count.describe('ERROR and CRITICAL'),
  by_level: z.strictObject(
    Object.fromEntries(LEVELS.map((level) => [level, count])) as Record<(typeof LEVELS)[number], typeof count>,
  ),
  by_service: z.record(z.string(), z.strictObject({ total: count, errors: count, critical: count, error_rate: rate })),
  error_rate: rate,
  ledger,
  range,
  ...completeness,
});

export const servicesAnswer = z.strictObject({
  services: z.array(
    z.strictObject({
      name: z.string(),
      hosts: count,
      instances: count,
      last_seen: time.nullable(),
      total: count,
      errors: count,
      error_rate: rate,
      status: z
        .enum(['ok', 'failing', 'silent'])
        .describe('failing: errors in the last 5 minutes; silent: nothing for longer than is usual for it'),
    }),
  ),
  range,
  ledger,
  ...completeness,
});

export const histogramAnswer = z.strictObject({
  buckets: z.array(z.strictObject({ time: time.describe('start of the bucket'), counts: z.record(z.string(), count) })),
  intervalMs: z.int().min(60_000).describe('width of a bucket in milliseconds'),
  range,
  ledger,
  ...completeness,
});

export const recordAnswer = z.strictObject({
  ...recordFields,
  ledger: z.strictObject({
    partition: z.int().describe('Kafka partition'),
    offset: z.int().describe('Kafka offset'),
    receivedAt: time.nullable().describe('time of arrival in Kafka; kept for ERROR and CRITICAL'),
    instance: z
      .strictObject({ id: z.uuid(), seq: z.int(), highest: z.int(), received: count, ended: z.boolean() })
      .nullable()
      .describe("the record's number among those of its process; null for producers that give none"),
  }),
  ...completeness,
});

export const ingestAnswer = z.strictObject({
  partitions: z.array(
    z.strictObject({
      topic: z.string(),
      partition: z.int(),
      nextOffset: z.int(),
      endOffset: z.int().nullable(),
      lag: count.nullable(),
      recordsPerSecond: z.number(),
      bytesPerSecond: z.number(),
      lastCommitAt: time.nullable(),
      owner: z.string().nullable(),
    }),
  ),
  services: z
    .array(
      z.strictObject({
        topic: z.string(),
        service: z.string(),
        recordsPerSecond: z.number(),
        bytesPerSecond: z.number(),
      }),
    )
    .describe(
      'what came of each service in the last seconds, the busiest first, at most 1000; beyond 500 names (other)',
    ),
  gaps: z
    .array(
      z.strictObject({
        topic: z.string(),
        partition: z.int(),
        from: z.int(),
        to: z.int().nullable().describe('null when the topic was made anew: nobody knows how far the old one went'),
        reason: z.string().describe('retention: deleted before they were read; recreated: the topic was made anew'),
        at: time,
      }),
    )
    .describe('offsets, both included, that Kafka no longer had when they were to be read'),
  deadLetters: count.describe('messages kept aside because they could not be read, counted up to 100000'),
  ...completeness,
});

export const deadLetterAnswer = z.strictObject({
  deadLetters: z.array(
    z.strictObject({
      id: z.int().min(1),
      topic: z.string(),
      partition: z.int(),
      offset: z.int(),
      timestamp: time.describe('when Kafka got the message'),
      keptAt: time,
      reason: z.enum(DEAD_LETTER_REASONS),
      detail: z.string().nullable(),
      size: count.describe('bytes of the whole value'),
      complete: z.boolean().describe('all of it was kept, so that it can be tried again'),
      key: z.string().nullable().describe('as text; bytes that are no UTF-8 are shown as U+FFFD'),
      headers: z.record(z.string(), z.string()),
      value: z
        .string()
        .nullable()
        .describe('its first 4096 bytes as text; bytes that are no UTF-8 are shown as U+FFFD'),
      valueCut: z.boolean().describe('value shows less than there was'),
    }),
  ),
  count: count.describe('messages on this page'),
  nextCursor: z.string().nullable().describe('give it as cursor for the next page; null at the end'),
  ...completeness,
});

export const retryAnswer = z.strictObject({
  outcome: z.literal('stored').describe('it is a record now, counted once, and no longer a dead letter'),
});

export const livenessAnswer = z.strictObject({ status: z.literal('ok') });

export const readinessAnswer = z.strictObject({
  status: z.enum(['ok', 'unavailable']),
  ready: z.boolean(),
  reasons: z.array(z.string()),
});
