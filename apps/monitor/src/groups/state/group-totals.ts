import { DistinctCount } from '@log-monitor/access-statistics';
import type pg from 'pg';

const SELECT_USERS = `
  SELECT group_id::text AS id, array_agg(users) AS users FROM error_fingerprint
   WHERE group_id = ANY($1::bigint[]) AND users IS NOT NULL GROUP BY 1`;

/** What is shown of a problem is that of its fingerprints together. */
const WRITE_TOTALS = `
  UPDATE error_group g
     SET count = coalesce(t.count, 0), first_seen = t.first_seen, last_seen = t.last_seen, users = u.users, updated_at = now()
    FROM unnest($1::bigint[], $2::bigint[]) AS u (id, users)
    LEFT JOIN (
      SELECT f.group_id, sum(o.count) AS count, min(o.first_seen) AS first_seen, max(o.last_seen) AS last_seen
        FROM error_fingerprint f JOIN error_occurrence o ON o.fingerprint = f.hash
       WHERE f.group_id = ANY($1::bigint[]) AND o.count > 0
       GROUP BY f.group_id
    ) t ON t.group_id = u.id
   WHERE g.id = u.id`;

/** Writes count, times and users of these problems, from what their fingerprints have. The rows must be locked. */
export async function writeGroupTotals(client: pg.PoolClient, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  const { rows } = await client.query<{ id: string; users: Buffer[] }>(SELECT_USERS, [ids]);
  const users = new Map(rows.map((row) => [row.id, estimate(row.users)]));
  await client.query(WRITE_TOTALS, [ids, ids.map((id) => users.get(id) ?? 0)]);
}

function estimate(encoded: readonly Buffer[]): number {
  const count = new DistinctCount();
  for (const one of encoded) count.mergeEncoded(one);
  return count.estimate();
}
