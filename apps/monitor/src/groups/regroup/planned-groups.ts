import type pg from 'pg';
import type { Triage } from '../state/triage.js';
import type { PlannedGroup } from './lasting-group.js';

/** A problem, as a plan and a preview need it. */
export interface StoredGroup extends PlannedGroup {
  title: string;
  lastSeen: Date | null;
}

const SELECT = `
  SELECT id::text AS id, title, triage, count::float8 AS count, last_seen AS "lastSeen",
         created_at >= $2 AND revision = 0 AS "isFresh", regrouped_into IS NOT NULL AND first_seen IS NULL AS "isDormant"
    FROM error_group WHERE id = ANY($1::bigint[])`;

/**
 * @param ids decimal
 * @param changedAt when the rules were changed
 */
export async function readGroups(
  client: Pick<pg.ClientBase, 'query'>,
  ids: Iterable<string>,
  changedAt: string,
): Promise<Map<string, StoredGroup>> {
  const { rows } = await client.query<StoredGroup & { triage: Triage }>(SELECT, [[...ids], changedAt]);
  return new Map(rows.map((row) => [row.id, row]));
}
