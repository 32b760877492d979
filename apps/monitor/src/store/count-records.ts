import type pg from 'pg';
import { type PlacedRecord } from './copy-log-records.js';

/** The minute's counters, and the same added up to 10 and 60 minutes, from which statistics over days are read. */
const ADD_COUNTS = `
  WITH given AS (
    SELECT * FROM unnest($1::timestamptz[], $2::int[], $3::smallint[], $4::bigint[]) AS u (minute, service_id, level, count)
  ), rolled_up AS (
    INSERT INTO log_count_rollup AS r (start, service_id, level, width, is_errors_topic, kafka_partition, count)
    SELECT date_bin(width * interval '1 minute', minute, timestamptz 'epoch'), service_id, level, width, $5, $6, sum(count)
    FROM given CROSS JOIN (VALUES (10::smallint), (60::smallint)) widths (width)
    GROUP BY 1, 2, 3, 4
    ON CONFLICT (width, start, service_id, level, is_errors_topic, kafka_partition)
    DO UPDATE SET count = r.count + excluded.count
  )
  INSERT INTO log_count AS c (minute, service_id, level, is_errors_topic, kafka_partition, count)
  SELECT minute, service_id, level, $5, $6, count FROM given
  ON CONFLICT (minute, service_id, level, is_errors_topic, kafka_partition)
  DO UPDATE SET count = c.count + excluded.count`;

const MINUTE_MS = 60_000;

interface Count {
  minute: number;
  serviceId: number;
  level: number;
  count: number;
}

/** Adds records that were stored for the first time to the counters, one row per minute, service and level. */
export async function countRecords(
  client: pg.PoolClient,
  partition: number,
  isErrorsTopic: boolean,
  rows: readonly PlacedRecord[],
): Promise<void> {
  if (rows.length === 0) return;
  const counts = [...groupByMinute(rows)].sort(
    (a, b) => a.minute - b.minute || a.serviceId - b.serviceId || a.level - b.level,
  );
  await client.query(ADD_COUNTS, [
    counts.map(({ minute }) => new Date(minute).toISOString()),
    counts.map(({ serviceId }) => serviceId),
    counts.map(({ level }) => level),
    counts.map(({ count }) => count),
    isErrorsTopic,
    partition,
  ]);
}

function groupByMinute(rows: readonly PlacedRecord[]): Iterable<Count> {
  const counts = new Map<string, Count>();
  let last: Count | undefined;
  for (const { record, place, time } of rows) {
    const minute = Math.floor(time / MINUTE_MS) * MINUTE_MS;
    if (last?.minute !== minute || last.serviceId !== place.serviceId || last.level !== record.severity) {
      const key = `${minute}/${place.serviceId}/${record.severity}`;
      last = counts.get(key);
      if (last === undefined) {
        last = { minute, serviceId: place.serviceId, level: record.severity, count: 0 };
        counts.set(key, last);
      }
    }
    last.count += 1;
  }
  return counts.values();
}
