import { randomUUID } from 'node:crypto';
import { OWNER } from '../../store/connection/owner.js';
import type { Read } from '../measure/read-measurements.js';
import { REGRESSED } from '../measure/take-sample.js';

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
  /** Problems have regressed, and nobody was told. */
  readonly hasRegressed: boolean;
}

/** The subquery sees the row as it was. */
const TAKE = `
  UPDATE alert_progress SET owner = $1, lease_until = clock_timestamp() + make_interval(secs => ${LEASE_SECONDS})
   WHERE owner = $1 OR owner IS NULL OR lease_until < clock_timestamp()
   RETURNING (SELECT before.owner FROM alert_progress before) AS before`;
const GIVE_BACK = 'UPDATE alert_progress SET owner = NULL, lease_until = NULL WHERE owner = $1';

const MS = (time: string): string => `extract(epoch FROM ${time})::float8 * 1000`;
const READ_PROGRESS = `
  SELECT ${MS('clock_timestamp()')} AS now, ${MS('evaluated_through')} AS "evaluatedThrough", ${MS('sampled_through')} AS "sampledThrough",
         ${MS('(SELECT complete_through FROM ingest_progress)')} AS "completeThrough", rules_version::float8 AS "rulesVersion",
         EXISTS (SELECT FROM alert_critical) AS "hasCritical",
         EXISTS (SELECT FROM error_group_event WHERE ${REGRESSED} AND id > regression_id) AS "hasRegressed"
    FROM alert_progress`;

/** The row is locked until the transaction ends: of two monitors that believe to be the owner one waits, and then finds that it is not. */
const HOLD = 'UPDATE alert_progress SET owner = owner WHERE owner = $1 RETURNING 1';
const MOVE_EVENT = `UPDATE alert_progress SET evaluated_through = $3 WHERE owner = $1 AND evaluated_through IS NOT DISTINCT FROM $2 RETURNING 1`;
const MOVE_WALL = `UPDATE alert_progress SET sampled_through = $3 WHERE owner = $1 AND sampled_through IS NOT DISTINCT FROM $2 RETURNING 1`;

/** Another monitor evaluates now. */
class LeaseLostError extends Error {
  readonly code = 'LEASE_LOST';

  constructor() {
    super('another monitor evaluates alerts now');
    this.name = 'LeaseLostError';
  }
}

/** Which monitor evaluates. Each has a name of its own, also when it has the same place as one that has just ended. */
export class Lease {
  readonly #owner = `${OWNER}/${randomUUID().slice(0, 8)}`;

  /**
   * Takes the lease, or keeps it for longer.
   *
   * @returns kept: no other had it meanwhile
   */
  async take(read: Read): Promise<'kept' | 'taken' | 'refused'> {
    const [row] = await read<{ before: string | null }>(TAKE, [this.#owner]);
    if (row === undefined) return 'refused';
    return row.before === this.#owner ? 'kept' : 'taken';
  }

  async giveBack(read: Read): Promise<void> {
    await read(GIVE_BACK, [this.#owner]);
  }

  /**
   * To be called first in a transaction that decides.
   *
   * @throws LeaseLostError
   */
  async hold(read: Read): Promise<void> {
    if ((await read(HOLD, [this.#owner])).length === 0) throw new LeaseLostError();
  }

  /**
   * The same for a minute, which is evaluated once.
   *
   * @throws LeaseLostError
   */
  async moveOn(read: Read, clock: 'event' | 'wall', from: number | null, to: number): Promise<void> {
    const values = [this.#owner, from === null ? null : new Date(from), new Date(to)];
    const moved = await read(clock === 'event' ? MOVE_EVENT : MOVE_WALL, values);
    if (moved.length === 0) throw new LeaseLostError();
  }
}

export async function readProgress(read: Read): Promise<Progress> {
  const [progress] = await read<Progress>(READ_PROGRESS, []);
  if (progress === undefined) throw new Error('the row that says how far alerts have come has gone');
  return progress;
}
