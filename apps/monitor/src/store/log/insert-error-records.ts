import type { RecordError } from '@log-monitor/log-record';
import type pg from 'pg';
import type { Lane } from '../../batch/batch.js';
import { isoTime } from '../connection/iso-time.js';
import type { PlacedRecord } from './pick-new-records.js';

/** A constant number of parameters whatever the number of rows: the protocol's 65,535 are never near. Sorted by id, so that the copies of
 * the two topics, stored at once, cannot deadlock. */
const INSERT_ERRORS = `
  INSERT INTO error_record (time, received_at, seq, kafka_offset, id, service_id, source_id, kafka_partition, level, from_errors_topic,
    message, logger, error_type, error_message, error_code, stack, request_id, user_id, trace_id, span_id, time_as_sent,
    error_detail, attributes, time_nanos, fingerprint)
  SELECT * FROM unnest($1::timestamptz[], $2::timestamptz[], $3::bigint[], $4::bigint[], $5::uuid[], $6::int[], $7::int[], $8::smallint[],
    $9::smallint[], $10::boolean[], $11::text[], $12::text[], $13::text[], $14::text[], $15::text[], $16::text[], $17::text[],
    $18::text[], $19::text[], $20::text[], $21::text[], $22::jsonb[], $23::jsonb[], $24::int[], $25::bigint[])
  ON CONFLICT (id, time) DO NOTHING
  RETURNING id`;

/**
 * Stores ERROR and CRITICAL records that are not stored yet.
 *
 * @returns ids of those that this call stored
 */
export async function insertErrorRecords(
  client: pg.PoolClient,
  partition: number,
  lane: Lane,
  rows: readonly PlacedRecord[],
): Promise<Set<string>> {
  if (rows.length === 0) return new Set();
  const sorted = [...rows].sort((a, b) => (a.record.id < b.record.id ? -1 : 1));
  const column = <Value>(value: (row: PlacedRecord) => Value): Value[] => sorted.map(value);
  const result = await client.query<{ id: string }>({
    name: 'insert_errors',
    text: INSERT_ERRORS,
    values: [
      column(({ time }) => isoTime(time)),
      column(({ record }) => isoTime(record.kafkaTime)),
      column(({ record }) => (record.instance === null ? null : record.seq)),
      column(({ record }) => record.offset),
      column(({ record }) => record.id),
      column(({ place }) => place.serviceId),
      column(({ place }) => place.sourceId),
      column(() => partition),
      column(({ record }) => record.severity),
      column(() => lane === 'errors'),
      column(({ record }) => record.message),
      column(({ record }) => record.logger),
      column(({ record }) => record.error?.type ?? null),
      column(({ record }) => record.error?.message ?? null),
      column(({ record }) => record.error?.code ?? null),
      column(({ record }) => record.error?.stack ?? null),
      column(({ record }) => record.requestId),
      column(({ record }) => record.userId),
      column(({ record }) => record.traceId),
      column(({ record }) => record.spanId),
      column(({ record, time }) => record.timeAsSent ?? (time === record.time ? null : isoTime(record.time))),
      column(({ record }) => errorDetail(record.error)),
      column(({ record }) => (record.attributes === null ? null : JSON.stringify(record.attributes))),
      column(({ record }) => record.timeNanos || null),
      column(({ problem }) => problem?.hash ?? null),
    ],
  });
  return new Set(result.rows.map((row) => row.id));
}

/** What an error says beyond the columns: its cause, the errors it holds, members of its own. */
function errorDetail(error: RecordError | null): string | null {
  if (error === null) return null;
  const { type: _type, message: _message, code: _code, stack: _stack, ...detail } = error;
  return Object.keys(detail).length === 0 ? null : JSON.stringify(detail);
}
