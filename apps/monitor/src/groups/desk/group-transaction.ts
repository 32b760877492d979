import type pg from 'pg';
import { GROUP_FOLD_LOCK } from '../../store/connection/advisory-locks.js';
import type { IngestPool } from '../../store/connection/ingest-pool.js';
import { GroupError } from './group-error.js';
import { type LockedGroup, lockGroups } from '../state/group-rows.js';

/** Waits for the fold: what it counts and what people decide never cross. */
const LOCK = `SELECT pg_advisory_xact_lock(${GROUP_FOLD_LOCK})`;
const NOW = `SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS now`;

export interface GroupTransaction {
  client: pg.PoolClient;
  /** By PostgreSQL's clock, RFC 3339. */
  now: string;
}

/**
 * Runs an action: all of it or nothing. What is refused inside is thrown outside.
 *
 * @throws GroupError, SinkError
 */
export async function groupTransaction<Result>(
  pool: IngestPool,
  work: (transaction: GroupTransaction) => Promise<Result>,
): Promise<Result> {
  let refused: GroupError | undefined;
  try {
    return await pool.transaction(async (client) => {
      await client.query(LOCK);
      const { rows } = await client.query<{ now: string }>(NOW);
      try {
        return await work({ client, now: rows[0]?.now ?? '' });
      } catch (error) {
        if (error instanceof GroupError) refused = error;
        throw error;
      }
    });
  } catch (error) {
    throw refused ?? error;
  }
}

/** @throws GroupError for one that is not there, was deleted, or was merged into another */
export async function openGroup(client: pg.PoolClient, id: string): Promise<LockedGroup> {
  const [group] = await lockGroups(client, [id]);
  if (group === undefined || group.triage.state === 'deleted')
    throw new GroupError('GROUP_ABSENT', 'There is no problem with this id.');
  if (group.mergedInto !== null)
    throw new GroupError('GROUP_CONFLICT', 'This problem was merged into another, which has its errors now.');
  return group;
}
