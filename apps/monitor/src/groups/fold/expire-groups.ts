import type pg from 'pg';

/** Of one turn: the rest goes the next time. */
const MOST = 1000;

/** A problem that was merged into another goes with that one. */
const FIND = `
  SELECT g.id::text AS id FROM error_group g
   WHERE coalesce(g.last_seen, g.created_at) < $1 AND g.updated_at < $1 AND g.merged_into IS NULL
   ORDER BY g.id LIMIT ${MOST} FOR UPDATE SKIP LOCKED`;

/** Ingest holds what it is using until its batch is stored: such a fingerprint is passed by. */
const LOCK = `SELECT hash::text AS hash, group_id::text AS id FROM error_fingerprint WHERE group_id = ANY($1::bigint[]) FOR UPDATE SKIP LOCKED`;
const COUNT =
  'SELECT group_id::text AS id, count(*)::int AS count FROM error_fingerprint WHERE group_id = ANY($1::bigint[]) GROUP BY 1';
const STILL =
  'SELECT id::text AS id FROM error_group WHERE id = ANY($2::bigint[]) AND coalesce(last_seen, created_at) < $1';

const DELETE = [
  'DELETE FROM error_count WHERE fingerprint IN (SELECT hash FROM error_fingerprint WHERE group_id = ANY($1::bigint[]))',
  'DELETE FROM error_occurrence WHERE fingerprint IN (SELECT hash FROM error_fingerprint WHERE group_id = ANY($1::bigint[]))',
  'DELETE FROM error_group_event WHERE group_id IN (SELECT id FROM error_group WHERE id = ANY($1::bigint[]) OR merged_into = ANY($1::bigint[]))',
  'DELETE FROM error_fingerprint WHERE group_id = ANY($1::bigint[])',
  'DELETE FROM error_group WHERE merged_into = ANY($1::bigint[])',
  'DELETE FROM error_group WHERE id = ANY($1::bigint[])',
];

/**
 * Deletes problems without an error since a moment. No monitor may be about to store an error of one: fingerprints are locked first, then what was stored
 * until then is folded, and what has become news by it stays.
 *
 * @param fold counts everything that is stored; the lock of the fold must be held
 * @returns how many problems went
 */
export async function expireGroups(client: pg.PoolClient, before: Date, fold: () => Promise<number>): Promise<number> {
  const found = await client.query<{ id: string }>(FIND, [before]);
  if (found.rows.length === 0) return 0;
  const ids = found.rows.map(({ id }) => id);
  const locked = countBy((await client.query<{ id: string }>(LOCK, [ids])).rows);
  const { rows: all } = await client.query<{ id: string; count: number }>(COUNT, [ids]);
  while ((await fold()) > 0);
  const inUse = new Set(all.filter(({ id, count }) => count !== (locked.get(id) ?? 0)).map(({ id }) => id));
  const still = await client.query<{ id: string }>(STILL, [before, ids.filter((id) => !inUse.has(id))]);
  const gone = still.rows.map(({ id }) => id);
  for (const statement of DELETE) await client.query(statement, [gone]);
  return gone.length;
}

function countBy(rows: readonly { id: string }[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { id } of rows) counts.set(id, (counts.get(id) ?? 0) + 1);
  return counts;
}
