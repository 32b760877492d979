import type pg from 'pg';
import type { Triage } from './triage.js';

/** A problem whose row is locked until the transaction ends. */
export interface LockedGroup {
  /** Decimal. */
  id: string;
  revision: number;
  title: string;
  mergedInto: string | null;
  triage: Triage;
}

/** In the order of their ids: fold, actions and rules lock several, and never wait for one another in a circle. New fingerprints of them do not wait. */
const LOCK = `
  SELECT id::text AS id, revision, title, triage,
         coalesce(merged_into, CASE WHEN first_seen IS NULL THEN regrouped_into END)::text AS "mergedInto" FROM error_group
   WHERE id = ANY($1::bigint[]) ORDER BY id FOR NO KEY UPDATE`;

const WRITE = `
  UPDATE error_group SET triage = $2, revision = revision + 1, updated_at = now() WHERE id = $1 RETURNING revision`;

const NOTE = `
  INSERT INTO error_group_event (group_id, revision, actor, action, detail, before) VALUES ($1, $2, $3, $4, $5, $6) RETURNING id::text AS id`;

/** An action, as it is kept. */
export interface GroupAction {
  groupId: string;
  /** Of the problem after it. */
  revision: number;
  actor: string;
  action: string;
  detail: object;
  /** What it changed, as it was: what is needed to undo it. */
  before: object | null;
}

/** What stands in the audit for the monitor itself. */
export const MONITOR_ACTOR = 'log-monitor';

export async function lockGroups(client: pg.PoolClient, ids: readonly string[]): Promise<LockedGroup[]> {
  return (await client.query<LockedGroup>(LOCK, [ids])).rows;
}

/** @returns the revision that the change makes */
export async function writeTriage(client: pg.PoolClient, id: string, triage: Triage): Promise<number> {
  const { rows } = await client.query<{ revision: number }>(WRITE, [id, JSON.stringify(triage)]);
  return rows[0]?.revision ?? 0;
}

/** @returns the number of the event, decimal */
export async function noteAction(client: pg.PoolClient, action: GroupAction): Promise<string> {
  const { groupId, revision, actor, detail, before } = action;
  const values = [groupId, revision, actor, action.action, JSON.stringify(detail), before && JSON.stringify(before)];
  const { rows } = await client.query<{ id: string }>(NOTE, values);
  return rows[0]?.id as string;
}
