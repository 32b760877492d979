import { z } from 'zod';
import { completeness } from './completeness.js';
import { count, nextCursor, time } from './field.js';
import { choiceList, cursor, limit, textList } from './parameter.js';

/** Why messages are kept aside, as ingest writes it down. */
export const DEAD_LETTER_REASONS = [
  'empty',
  'too_large',
  'not_json',
  'not_an_object',
  'missing_message',
  'missing_level',
  'missing_service',
  'rejected_by_database',
  'undecodable_batch',
  'reader_failed',
] as const;

/** A message that could not be read or stored. Everything in it is hostile text. */
export const deadLetter = z.strictObject({
  id: z.int().min(1).meta({ example: 17 }),
  topic: z.string().meta({ example: 'application-logs' }),
  partition: z.int().meta({ example: 3 }),
  offset: z.int().meta({ example: 90_112 }),
  element: z
    .int()
    .nullable()
    .describe('which record of a message that holds several, from 0; null: the whole message')
    .meta({ example: null }),
  timestamp: time.describe('when Kafka got the message').meta({ example: '2026-11-21T07:00:04.000Z' }),
  keptAt: time.meta({ example: '2026-11-21T07:00:04.100Z' }),
  reason: z.enum(DEAD_LETTER_REASONS).meta({ example: 'not_json' }),
  detail: z.string().nullable().meta({ example: 'the value is no JSON' }),
  size: count.describe('bytes of the whole value').meta({ example: 24 }),
  complete: z.boolean().describe('all of it was kept, so that it can be tried again').meta({ example: true }),
  key: z.string().nullable().describe('as text; bytes that are no UTF-8 are shown as U+FFFD').meta({ example: null }),
  headers: z.record(z.string(), z.string()).meta({ example: {} }),
  value: z
    .string()
    .nullable()
    .describe('its first 4096 bytes as text; bytes that are no UTF-8 are shown as U+FFFD')
    .meta({ example: 'GET / HTTP/1.1 200 17 ms' }),
  valueCut: z.boolean().describe('value shows less than there was').meta({ example: false }),
});

export const deadLetterAnswer = z.strictObject({
  deadLetters: z.array(deadLetter),
  count: count.describe('messages on this page').meta({ example: 1 }),
  nextCursor,
  ...completeness,
});

export const retryAnswer = z.strictObject({
  outcome: z.literal('stored').describe('it is a record now, counted once, and no longer a dead letter'),
});

export const deadLetterParameters = z.strictObject({
  limit: limit(100),
  topic: textList('only messages of these topics, separated by commas', 'application-logs'),
  reason: choiceList(DEAD_LETTER_REASONS, 'only messages kept aside for these reasons', 'not_json'),
  cursor,
});

export type DeadLetter = z.infer<typeof deadLetter>;
export type DeadLetterReason = DeadLetter['reason'];
export type DeadLetterAnswer = z.infer<typeof deadLetterAnswer>;
export type DeadLetterParameters = z.infer<typeof deadLetterParameters>;
