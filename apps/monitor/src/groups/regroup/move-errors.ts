import { DistinctCount } from '@log-monitor/access-statistics';
import type pg from 'pg';
import { MINUTE_MS } from '../../time/durations.js';
import type { ErrorCell } from '../../store/groups/error-cell.js';
import { mergeCells } from '../fold/merge-cells.js';
import { writeCounts } from '../fold/write-counts.js';
import { writeGroupTotals } from '../state/group-totals.js';
import type { Move } from './regroup-thread.js';

/** An error goes only where its new fingerprint is known, which then stays until the transaction ends. */
const MOVE = `
  WITH known AS MATERIALIZED (
    SELECT hash FROM error_fingerprint WHERE hash = ANY($4::bigint[]) ORDER BY hash FOR KEY SHARE
  ), given AS (
    SELECT u.* FROM unnest($1::uuid[], $2::timestamptz[], $3::bigint[], $4::bigint[]) AS u (id, time, was, now) JOIN known ON known.hash = u.now
  ), moved AS (
    UPDATE error_record r SET fingerprint = given.now FROM given
     WHERE r.id = given.id AND r.time = given.time AND r.fingerprint IS NOT DISTINCT FROM given.was
    RETURNING r.id, r.time, r.service_id, r.source_id, r.user_id, given.was, given.now
  )
  SELECT moved.was::text AS was, moved.now::text AS now, moved.service_id AS "serviceId", coalesce(source.version, '') AS version,
         date_trunc('minute', moved.time) AS minute, count(*)::int AS count, min(moved.time) AS first, max(moved.time) AS last,
         (array_agg(moved.id ORDER BY moved.time, moved.id))[1] AS id, array_agg(DISTINCT moved.user_id) FILTER (WHERE moved.user_id IS NOT NULL) AS users
    FROM moved LEFT JOIN source ON source.id = moved.source_id GROUP BY 1, 2, 3, 4, 5`;

const GROUPS_OF = 'SELECT DISTINCT group_id::text AS id FROM error_fingerprint WHERE hash = ANY($1::bigint[])';

interface Moved {
  was: string | null;
  now: string;
  serviceId: number;
  version: string;
  minute: Date;
  count: number;
  first: Date;
  last: Date;
  id: string;
  users: string[] | null;
}

const NOBODY = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/**
 * Gives errors their new fingerprints, and takes them from the counts of one problem to those of the other. The lock of the fold must be held.
 *
 * @returns how many errors were moved
 */
export async function moveErrors(client: pg.PoolClient, moves: readonly Move[]): Promise<number> {
  if (moves.length === 0) return 0;
  const { rows } = await client.query<Moved>(MOVE, [
    moves.map(({ id }) => id),
    moves.map(({ time }) => time),
    moves.map(({ from }) => from),
    moves.map(({ to }) => to),
  ]);
  if (rows.length === 0) return 0;
  await writeCounts(client, mergeCells(rows.flatMap(cellsOf)));
  await writeTotalsOf(
    client,
    rows.flatMap(({ was, now }) => (was === null ? [now] : [was, now])),
  );
  return rows.reduce((sum, { count }) => sum + count, 0);
}

/** Writes count, times and users of the problems that these fingerprints belong to. */
export async function writeTotalsOf(client: pg.PoolClient, hashes: readonly string[]): Promise<void> {
  const { rows } = await client.query<{ id: string }>(GROUPS_OF, [[...new Set(hashes)]]);
  await writeGroupTotals(
    client,
    rows.map(({ id }) => id),
  );
}

/** No error has happened by being moved: states stay as they are. */
function cellsOf(moved: Moved): ErrorCell[] {
  const { was, now, serviceId, version, minute, count } = moved;
  const at = minute.getTime();
  const place = { serviceId, version, happened: 0 };
  const added: ErrorCell = {
    ...place,
    fingerprint: now,
    minutes: [[at, count]],
    first: [moved.first.getTime(), moved.id],
    last: moved.last.getTime(),
    ...(moved.users && { users: usersOf(moved.users) }),
  };
  if (was === null) return [added];
  // The counts of what is left are set right at the end: until then, no time of it is earlier or later than it was.
  const taken = { ...place, fingerprint: was, minutes: [[at, -count]] as [number, number][] };
  return [added, { ...taken, first: [at + MINUTE_MS, NOBODY], last: at }];
}

function usersOf(users: readonly string[]): string {
  const count = new DistinctCount();
  for (const user of users) count.add(user);
  return count.encode().toString('base64');
}
