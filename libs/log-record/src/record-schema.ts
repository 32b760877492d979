import { z } from 'zod';
import { LEVELS } from './level.js';
import { DROP_REASONS, type DropReport, type JsonValue, type LogRecord, type RecordError } from './log-record.js';

const jsonValue: z.ZodType<JsonValue> = z.json();

const recordError: z.ZodType<RecordError> = z.lazy(() =>
  z
    .object({
      type: z.string().exactOptional(),
      message: z.string().exactOptional(),
      code: z.string().exactOptional(),
      stack: z.string().exactOptional(),
      cause: recordError.exactOptional(),
      errors: z.array(recordError).exactOptional(),
    })
    .catchall(jsonValue),
);

const dropRange = z.object({
  reason: z.enum(DROP_REASONS),
  from: z.int().min(1),
  to: z.int().min(1),
});

/** The record as our own transport writes it. Foreign producers may leave out what the monitor can fill in. */
export const recordSchema = z.object({
  v: z.literal(1),
  id: z.uuid({ version: 'v7' }).describe('UUIDv7 whose time is the timestamp'),
  timestamp: z.iso.datetime({ precision: 3 }).describe('moment of the log call, UTC with milliseconds'),
  level: z.enum(LEVELS),
  service: z.string().min(1),
  host: z.string(),
  instance: z.uuid().describe('made once per transport, that is per process start'),
  seq: z.int().min(1).describe('1, 2, 3, … per instance, given out in the log call'),
  pid: z.int().exactOptional(),
  version: z.string().exactOptional(),
  environment: z.string().exactOptional(),
  logger: z.string().exactOptional(),
  message: z.string(),
  error: recordError.exactOptional(),
  requestId: z.string().exactOptional(),
  userId: z.string().exactOptional(),
  traceId: z.string().exactOptional(),
  spanId: z.string().exactOptional(),
  attributes: z.record(z.string(), jsonValue).exactOptional(),
  dropped: z.array(dropRange).max(200).exactOptional(),
}) satisfies z.ZodType<LogRecord>;

/** Sent when something was dropped and no record came to carry the report. */
export const dropReportSchema = z.object({
  v: z.literal(1),
  instance: z.uuid(),
  report: z.literal(true),
  dropped: z.array(dropRange).max(200),
}) satisfies z.ZodType<DropReport>;

/** The committed JSON Schema (draft 2020-12) of a message value on either topic. */
export function recordJsonSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(z.union([recordSchema, dropReportSchema]), { reused: 'inline' });
  return { ...schema, title: 'log-monitor record, version 1' };
}
