import type pg from 'pg';
import type { BatchEnvelope } from '../../batch/batch.js';
import { MINUTE_MS } from '../../time/durations.js';

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

const LEVELS = 8;

interface Count {
  /** Start of the minute, milliseconds since 1970. */
  minute: number;
  serviceId: number;
  level: number;
  count: number;
}

/** How many records there are per minute, service and level. */
export class MinuteCounts {
  /** By service, then by minute and level. */
  readonly #counts = new Map<number, Map<number, number>>();

  /** @param time milliseconds since 1970 */
  add(time: number, serviceId: number, level: number): void {
    let ofService = this.#counts.get(serviceId);
    if (ofService === undefined) this.#counts.set(serviceId, (ofService = new Map<number, number>()));
    const key = Math.floor(time / MINUTE_MS) * LEVELS + level;
    ofService.set(key, (ofService.get(key) ?? 0) + 1);
  }

  /** In the order of the counters' key, in which every transaction takes its locks. */
  sorted(): Count[] {
    const counts: Count[] = [];
    for (const [serviceId, ofService] of this.#counts) {
      for (const [key, count] of ofService) {
        counts.push({ minute: Math.floor(key / LEVELS) * MINUTE_MS, serviceId, level: key % LEVELS, count });
      }
    }
    return counts.sort((a, b) => a.minute - b.minute || a.serviceId - b.serviceId || a.level - b.level);
  }
}

/** Adds records that were stored for the first time to the counters, one row per minute, service and level. */
export async function addCounts(
  client: pg.PoolClient,
  { lane, partition }: Pick<BatchEnvelope, 'lane' | 'partition'>,
  minutes: MinuteCounts,
): Promise<void> {
  const counts = minutes.sorted();
  if (counts.length === 0) return;
  await client.query({
    name: 'add_counts',
    text: ADD_COUNTS,
    values: [
      counts.map(({ minute }) => new Date(minute).toISOString()),
      counts.map(({ serviceId }) => serviceId),
      counts.map(({ level }) => level),
      counts.map(({ count }) => count),
      lane === 'errors',
      partition,
    ],
  });
}
