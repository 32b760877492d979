import type { LedgerTotals } from '@log-monitor/monitor-api';
import type { Snapshot } from '../database/snapshot.js';
import type { Statement } from '../database/statement.js';
import { listOrNull } from '../database/filter-values.js';
import type { OpenRange } from '../range/close-range.js';

/**
 * Processes seen in [$1, $2), of the services $3 or all, and what is absent of their numbers: a hole counts after 60 s (until then
 * its record may still be on its way). At most 10,000 holes are looked at.
 */
const ALIVE_AND_HOLES = `
WITH alive AS MATERIALIZED (
  SELECT l.source_id, l.duplicates, l.holes
    FROM ledger l
    JOIN source ON source.id = l.source_id
   WHERE ($1::timestamptz IS NULL OR l.last_seen >= $1) AND l.first_seen < $2
     AND ($3::text[] IS NULL OR source.service_id IN (SELECT id FROM service WHERE name = ANY($3)))
), hole AS MATERIALIZED (
  SELECT alive.source_id, (h ->> 'from')::bigint AS low, (h ->> 'to')::bigint AS high
    FROM alive
   CROSS JOIN LATERAL jsonb_array_elements(alive.holes) h
   WHERE alive.holes <> '[]' AND (h ->> 'since')::numeric <= extract(epoch FROM now()) * 1000 - 60000
   LIMIT 10000
)`;

export const LEDGER_TOTALS: Statement = {
  name: 'ledger-totals',
  text: `${ALIVE_AND_HOLES}
SELECT coalesce((SELECT sum(high - low + 1) FROM hole), 0)::bigint AS absent,
       coalesce((SELECT sum(upper(r) - lower(r)) FROM ledger_drop d JOIN alive USING (source_id)
                 CROSS JOIN LATERAL unnest(d.ranges) r), 0)::bigint AS dropped,
       coalesce((SELECT sum(duplicates) FROM alive), 0)::bigint AS duplicates`,
  plan: 'any',
};

/**
 * Errors in those holes that came by the errors topic: they are not missing. Asked only where there are holes, since planning
 * it over all partitions of the errors takes longer than everything else in most answers.
 */
export const ERRORS_IN_HOLES: Statement = {
  name: 'errors-in-holes',
  text: `${ALIVE_AND_HOLES}
SELECT count(*) AS errors
  FROM hole
  JOIN error_record e ON e.source_id = hole.source_id AND e.seq BETWEEN hole.low AND hole.high`,
};

export async function readLedgerTotals(
  snapshot: Snapshot,
  range: OpenRange,
  services: readonly string[] | undefined,
): Promise<LedgerTotals> {
  const values = [range.from, range.to, listOrNull(services)];
  const [row] = await snapshot.rows<{ absent: number; dropped: number; duplicates: number }>(LEDGER_TOTALS, values);
  const { absent = 0, dropped = 0, duplicates = 0 } = row ?? {};
  if (absent === 0) return { missing: 0, dropped, duplicates };
  const [filled] = await snapshot.rows<{ errors: number }>(ERRORS_IN_HOLES, values);
  return { missing: absent - (filled?.errors ?? 0), dropped, duplicates };
}
