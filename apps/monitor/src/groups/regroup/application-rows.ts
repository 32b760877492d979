import { FINGERPRINT_VERSION } from '@log-monitor/error-fingerprint';
import type { GroupApplication } from '@log-monitor/monitor-api';
import type pg from 'pg';
import type { Place } from './place.js';

/** An application of the rules as it is stored. Times are texts of PostgreSQL where they go back to it. */
export interface ApplicationRow {
  id: string;
  state: GroupApplication['state'];
  phase: GroupApplication['phase'];
  revision: number;
  fingerprintVersion: number;
  round: number;
  startedAt: Date;
  startedBy: string;
  finishedAt: Date | null;
  done: number;
  total: number;
  moved: number;
  problemsBefore: number | null;
  problemsAfter: number | null;
  failure: string | null;
  position: Place;
  heirs: Record<string, string>;
  reduced: string[];
}

const COLUMNS = `
  id::text AS id, state, phase, revision, fingerprint_version AS "fingerprintVersion", round, started_at AS "startedAt", started_by AS "startedBy",
  finished_at AS "finishedAt", done::float8 AS done, total::float8 AS total, moved::float8 AS moved, problems_before AS "problemsBefore",
  problems_after AS "problemsAfter", failure, heirs, reduced,
  jsonb_build_object('id', position_id, 'time', (position_time AT TIME ZONE 'UTC')::text) AS position`;
const LAST = `SELECT ${COLUMNS} FROM group_application ORDER BY group_application.id DESC LIMIT 1`;
const START = `
  INSERT INTO group_application (revision, started_by, fingerprint_version) VALUES ($1, $2, ${FINGERPRINT_VERSION})
  ON CONFLICT (state) WHERE state = 'running' DO NOTHING RETURNING ${COLUMNS}`;
/** Errors that were stored before there were problems. */
const START_FOR_OLD = `
  INSERT INTO group_application (revision, started_by, fingerprint_version)
  SELECT coalesce((SELECT max(revision) FROM group_rules), 0), $1, ${FINGERPRINT_VERSION} WHERE EXISTS (SELECT FROM error_record WHERE fingerprint IS NULL)
  ON CONFLICT (state) WHERE state = 'running' DO NOTHING`;
const END = `
  UPDATE group_application SET state = $2, failure = $3, finished_at = clock_timestamp(), done = CASE $2 WHEN 'finished' THEN total ELSE done END
   WHERE id = $1 AND state = 'running' RETURNING ${COLUMNS}`;
/** Another monitor goes on with it when its lease is over: what it does is exact whoever does it, but done twice it costs twice. */
const LEASE = `
  UPDATE group_application SET lease = $1, leased_until = clock_timestamp() + interval '10 s'
   WHERE state = 'running' AND (lease = $1 OR leased_until < clock_timestamp()) RETURNING ${COLUMNS}`;
const LOCK = `SELECT ${COLUMNS} FROM group_application WHERE id = $1 AND state = 'running' FOR UPDATE`;

type Queryable = Pick<pg.ClientBase, 'query'>;

export async function lastApplication(client: Queryable): Promise<ApplicationRow | undefined> {
  return (await client.query<ApplicationRow>(LAST)).rows[0];
}

/** @returns undefined while another one runs */
export async function startApplication(
  client: Queryable,
  revision: number,
  actor: string,
): Promise<ApplicationRow | undefined> {
  return (await client.query<ApplicationRow>(START, [revision, actor])).rows[0];
}

/** Starts one when there are errors without a problem and none runs. */
export async function startForOldErrors(client: Queryable, actor: string): Promise<void> {
  await client.query(START_FOR_OLD, [actor]);
}

/** @returns undefined when it does not run any more */
export async function endApplication(
  client: Queryable,
  id: string,
  state: 'finished' | 'stopped' | 'failed',
  failure: string | null = null,
): Promise<ApplicationRow | undefined> {
  return (await client.query<ApplicationRow>(END, [id, state, failure])).rows[0];
}

/** @returns the one that runs, when it is this monitor's to do */
export async function leaseApplication(client: Queryable, lease: string): Promise<ApplicationRow | undefined> {
  return (await client.query<ApplicationRow>(LEASE, [lease])).rows[0];
}

/** Locks it until the transaction ends. @returns undefined when it does not run any more */
export async function lockApplication(client: Queryable, id: string): Promise<ApplicationRow | undefined> {
  return (await client.query<ApplicationRow>(LOCK, [id])).rows[0];
}

export function toApplication(row: ApplicationRow): GroupApplication {
  const {
    fingerprintVersion: _version,
    round: _round,
    position: _position,
    heirs: _heirs,
    reduced: _reduced,
    ...shown
  } = row;
  return { ...shown, startedAt: row.startedAt.toISOString(), finishedAt: row.finishedAt?.toISOString() ?? null };
}
