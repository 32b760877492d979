import { Injectable } from '@nestjs/common';
import { MINUTE_MS } from '../../time/durations.js';
import { FOLD_LOCK } from '../connection/advisory-locks.js';
import { IngestPool } from '../connection/ingest-pool.js';

/** Stands in `log_count_rollup.kafka_partition` for all partitions of both topics. */
const ALL_PARTITIONS = -1;
/** A counter is left to its partitions while records for it still come regularly. */
const SETTLED_MS = 10 * MINUTE_MS;
const MOST_ROWS = 20_000;

/**
 * Adds the counters of 10 and 60 minutes that are over before $1 up over topic and partition: at most $2 rows. They are kept per
 * partition only so that transactions of ingest never wait for one another; what comes late makes a row of its own partition
 * again, which is folded in turn. A row is taken away and added in one statement, so that every count is there exactly once
 * whatever is killed; rows that ingest holds are left for the next time.
 */
export const FOLD_COUNTERS = `
  WITH taken AS MATERIALIZED (
    SELECT width, start, service_id, level, is_errors_topic, kafka_partition
      FROM log_count_rollup
     WHERE kafka_partition <> ${ALL_PARTITIONS} AND start + width * interval '1 minute' < $1
       AND pg_try_advisory_xact_lock(${FOLD_LOCK})
     ORDER BY width, start
     LIMIT $2
       FOR UPDATE SKIP LOCKED
  ), gone AS (
    DELETE FROM log_count_rollup r USING taken t
     WHERE (r.width, r.start, r.service_id, r.level, r.is_errors_topic, r.kafka_partition)
         = (t.width, t.start, t.service_id, t.level, t.is_errors_topic, t.kafka_partition)
    RETURNING r.start, r.count, r.service_id, r.width, r.level
  ), folded AS (
    INSERT INTO log_count_rollup AS r (start, count, service_id, width, kafka_partition, level, is_errors_topic)
    SELECT start, sum(count), service_id, width, ${ALL_PARTITIONS}, level, false
      FROM gone GROUP BY start, service_id, width, level ORDER BY width, start, service_id, level
    ON CONFLICT (width, start, service_id, level, is_errors_topic, kafka_partition)
    DO UPDATE SET count = r.count + excluded.count
    RETURNING 1
  )
  SELECT (SELECT count(*) FROM gone)::int AS gone, (SELECT count(*) FROM folded)::int AS folded`;

/** Keeps what statistics over days read as small as it can be. */
@Injectable()
export class CounterFold {
  constructor(private readonly pool: IngestPool) {}

  /**
   * @param now milliseconds since 1970
   * @returns how many rows were added up
   * @throws SinkError
   */
  async fold(now: number): Promise<number> {
    const settled = new Date(now - SETTLED_MS);
    let total = 0;
    for (;;) {
      const [row] = await this.pool.run<{ gone: number }>(FOLD_COUNTERS, [settled, MOST_ROWS]);
      const gone = row?.gone ?? 0;
      total += gone;
      if (gone < MOST_ROWS) return total;
    }
  }
}
