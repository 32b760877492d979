import { Injectable } from '@nestjs/common';
import { QueryError } from '../database/query-error.js';
import { QueryPool } from '../database/query-pool.js';
import type { Statement } from '../database/statement.js';
import { MINUTE_MS } from '../../time/durations.js';

/** Per service: the longest time between two minutes with records, over the 24 hours before $1. */
export const LONGEST_PAUSES: Statement = {
  name: 'longest-pauses',
  text: `
SELECT service_id, (extract(epoch FROM max(pause)) * 1000)::bigint AS pause_ms
  FROM (
    SELECT service_id, minute - lag(minute) OVER (PARTITION BY service_id ORDER BY minute) AS pause
      FROM (SELECT DISTINCT service_id, minute FROM log_count WHERE minute >= $1::timestamptz - interval '24 hours' AND minute < $1) active
  ) pauses
 WHERE pause IS NOT NULL
 GROUP BY service_id
HAVING count(*) >= 2`,
};

/** Habits change slowly; reading a day of counters for every request would not pay. */
const KEPT_MS = 5 * MINUTE_MS;

/** How long each service is usually quiet; read once in a while and kept. */
@Injectable()
export class LongestPauses {
  #known: { at: number; pauses: ReadonlyMap<number, number> } | undefined;

  constructor(private readonly pool: QueryPool) {}

  /**
   * @returns milliseconds by service id; a service with fewer than three minutes of records in a day is left out
   * @throws QueryError
   */
  async perService(now: Date, signal?: AbortSignal): Promise<ReadonlyMap<number, number>> {
    const age = this.#known ? Math.abs(now.getTime() - this.#known.at) : Number.POSITIVE_INFINITY;
    if (this.#known && age < KEPT_MS) return this.#known.pauses;
    try {
      // The first time the services wait for it: it must not queue after searches that take all heavy turns.
      const rows = await this.pool.snapshot(
        (snapshot) => snapshot.rows<{ service_id: number; pause_ms: number }>(LONGEST_PAUSES, [now]),
        { signal, cost: this.#known ? 'heavy' : 'light' },
      );
      this.#known = { at: now.getTime(), pauses: new Map(rows.map((row) => [row.service_id, row.pause_ms])) };
    } catch (error) {
      const overloaded = error instanceof QueryError && error.code === 'QUERY_OVERLOADED';
      if (!this.#known || !overloaded) throw error;
    }
    return this.#known.pauses;
  }
}
