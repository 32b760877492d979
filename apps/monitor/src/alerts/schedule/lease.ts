import { OWNER } from '../../store/connection/owner.js';
import { type Read } from '../measure/read-measurements.js';

/** A monitor that was not heard for so long has lost the evaluation to any other. */
const LEASE_SECONDS = 6;
/** How often it is renewed. */
export const RENEW_MS = 2000;

/** How far evaluation has come. Times are milliseconds since 1970, by PostgreSQL's clock. */
export interface Progress {
  readonly now: number;
  /** End of the last window that was evaluated; null: none ever. */
  readonly evaluatedThrough: number | null;
  /** The same for what has no event time. */
  readonly sampledThrough: number | null;
  readonly completeThrough: number | null;
  readonly rulesVersion: number;
  /** CRITICAL records were stored that nobody has looked at. */
  readonly hasCritical: boolean;
}

/** The owner takes itself for the owner until another has taken the lease, which makes its transactions fail. */
const TAKE = `
  UPDATE alert_progress SET owner = $1, lease_until = clock_timestamp() + make_interval(secs => ${LEASE_SECONDS})
   WHERE owner = $1 OR owner IS NULL OR lease_until < clock_timestamp() RETURNING 1`;
const GIVE_BACK = 'UPDATE alert_progress SET owner = NULL, lease_until = NULL WHERE owner = $1';

const MS = (time: string): string => `extract(epoch FROM ${time})::float8 * 1000`;
const READ_PROGRESS = `
  SELECT ${MS('clock_timestamp()')} AS now, ${MS('evaluated_through')} AS "evaluatedThrough", ${MS('sampled_through')} AS "sampledThrough",
         ${MS('(SELECT complete_through FROM ingest_progress)')} AS "completeThrough", rules_version::float8 AS "rulesVersion",
         EXISTS (SELECT FROM alert_critical) AS "hasCritical"
    FROM alert_progress`;

/** The row is locked until the transaction ends: of two monitors that believe to be the owner one waits, and then finds that it is not. */
const HOLD = 'UPDATE alert_progress SET owner = owner WHERE owner = $1 RETURNING 1';
const MOVE_EVENT = `UPDATE alert_progress SET evaluated_through = $3 WHERE owner = $1 AND evaluated_through IS NOT DISTINCT FROM $2 RETURNING 1`;
const MOVE_WALL = `UPDATE alert_progress SET sampled_through = $3 WHERE owner = $1 AND sampled_through IS NOT DISTINCT FROM $2 RETURNING 1`;

/** Another monitor evaluates now. */
export class LeaseLostError extends Error {
  readonly code = 'LEASE_LOST';
}

/** @returns whether this monitor is the one that evaluates */
export async function takeLease(read: Read): Promise<boolean> {
  return (await read(TAKE, [OWNER])).length > 0;
}

export async function giveLeaseBack(read: Read): Promise<void> {
  await read(GIVE_BACK, [OWNER]);
}

export async function readProgress(read: Read): Promise<Progress> {
  const [progress] = await read<Progress>(READ_PROGRESS, []);
  if (progress === undefined) throw new Error('the row that says how far alerts have come has gone');
  return progress;
}

/**
 * To be called first in a transaction that decides.
 *
 * @throws LeaseLostError
 */
export async function holdLease(read: Read): Promise<void> {
  if ((await read(HOLD, [OWNER])).length === 0) throw new LeaseLostError('another monitor evaluates alerts now');
}

/**
 * The same for a minute, which is evaluated once.
 *
 * @throws LeaseLostError
 */
export async function moveOn(read: Read, clock: 'event' | 'wall', from: number | null, to: number): Promise<void> {
  const values = [OWNER, from === null ? null : new Date(from), new Date(to)];
  const moved = await read(clock === 'event' ? MOVE_EVENT : MOVE_WALL, values);
  if (moved.length === 0) throw new LeaseLostError('another monitor evaluates alerts now');
}
