import type pg from 'pg';
import { MINUTE_MS } from '../../time/durations.js';
import { writeTriage } from '../state/group-rows.js';
import type { Triage } from '../state/triage.js';
import { writeGroupTotals } from '../state/group-totals.js';
import type { MergedCell } from './merge-cells.js';
import { addCounted } from './write-counts.js';

/** Records of one turn. */
const MOST = 2000;

const FIND = `SELECT id::text AS id, triage FROM error_group WHERE triage ? 'purge' ORDER BY id LIMIT 1`;

/** The moment at which an error can have happened at the latest: its arrival. */
const DELETE_RECORDS = `
  WITH found AS (
    SELECT r.id, r.time FROM error_fingerprint f JOIN error_record r ON r.fingerprint = f.hash
     WHERE f.group_id = $1 AND least(r.time, r.received_at) <= $2 LIMIT ${MOST}
  ), gone AS (
    DELETE FROM error_record r USING found WHERE r.id = found.id AND r.time = found.time
    RETURNING r.fingerprint, r.service_id, r.source_id, r.time
  )
  SELECT gone.fingerprint::text AS fingerprint, gone.service_id AS "serviceId", coalesce(source.version, '') AS version,
         date_trunc('minute', gone.time) AS minute, count(*)::int AS count
    FROM gone LEFT JOIN source ON source.id = gone.source_id GROUP BY 1, 2, 3, 4`;

const FORGET = [
  'DELETE FROM error_count WHERE fingerprint IN (SELECT hash FROM error_fingerprint WHERE group_id = $1)',
  'DELETE FROM error_occurrence WHERE fingerprint IN (SELECT hash FROM error_fingerprint WHERE group_id = $1)',
  'UPDATE error_fingerprint SET users = NULL WHERE group_id = $1',
];

interface Gone {
  fingerprint: string;
  serviceId: number;
  version: string;
  minute: Date;
  count: number;
}

/**
 * Deletes some of the records of a problem that was deleted, and takes them from its counts. The lock of the fold must be held.
 *
 * @returns whether there may be more to delete
 */
export async function purgeRecords(client: pg.PoolClient): Promise<boolean> {
  const [group] = (await client.query<{ id: string; triage: Triage }>(FIND)).rows;
  if (group === undefined) return false;
  const { purge, ...triage } = group.triage;
  const { rows } = await client.query<Gone>(DELETE_RECORDS, [group.id, purge]);
  if (rows.length > 0) await addCounted(client, rows.map(takenAway));
  else {
    // Counts outlive records: what is left is of records that the retention took.
    if (triage.state === 'deleted') for (const statement of FORGET) await client.query(statement, [group.id]);
    await writeTriage(client, group.id, triage);
  }
  await writeGroupTotals(client, [group.id]);
  return true;
}

/** The last occurrence stays as it was: later records decide about it. */
function takenAway({ fingerprint, serviceId, version, minute, count }: Gone): MergedCell {
  const at = minute.getTime();
  const minutes = new Map([[at, -count]]);
  return {
    fingerprint,
    serviceId,
    version,
    minutes,
    count: -count,
    first: [at + MINUTE_MS, NOBODY],
    last: at,
    happened: 0,
  };
}

const NOBODY = '00000000-0000-0000-0000-000000000000';
