import type pg from 'pg';
import { writeGroupTotals } from '../state/group-totals.js';
import { GroupError } from './group-error.js';
import { type LockedGroup, lockGroups, noteAction, writeTriage } from '../state/group-rows.js';
import { openGroup } from './group-transaction.js';

/** A problem that went into another: what is needed to take it out again. */
export interface MergedGroup {
  id: string;
  fingerprints: string[];
  /** Problems that had gone into it before. */
  earlier: string[];
}

const MOVE_ALL = `UPDATE error_fingerprint SET group_id = $2 WHERE group_id = $1 RETURNING hash::text AS hash`;
const MOVE = `UPDATE error_fingerprint SET group_id = $3 WHERE group_id = $1 AND hash = ANY($2::bigint[])`;
const POINT_EARLIER = 'UPDATE error_group SET merged_into = $2 WHERE merged_into = $1 RETURNING id::text AS id';
const POINT = 'UPDATE error_group SET merged_into = $2, updated_at = now() WHERE id = ANY($1::bigint[])';
const OWN = `SELECT hash::text AS hash, title, culprit FROM error_fingerprint WHERE group_id = $1 ORDER BY hash = ANY($2::bigint[]) DESC, hash`;
/** A problem of this id may have gone into another one: it comes back. */
const MAKE = `
  INSERT INTO error_group AS g (id, title, culprit, triage) VALUES ($1, $2, $3, $4)
  ON CONFLICT (id) DO UPDATE SET merged_into = NULL, triage = excluded.triage, updated_at = now()`;

/** @throws GroupError */
export async function mergeGroups(
  client: pg.PoolClient,
  id: string,
  given: readonly string[],
  actor: string,
): Promise<void> {
  const others = [...new Set(given)];
  if (others.length === 0 || others.includes(id))
    throw new GroupError('GROUP_CONFLICT', 'A problem is merged with others than itself.');
  await lockGroups(client, [id, ...others]);
  const group = await openGroup(client, id);
  const merged: MergedGroup[] = [];
  for (const other of others) {
    await openGroup(client, other);
    const moved = await client.query<{ hash: string }>(MOVE_ALL, [other, id]);
    const earlier = await client.query<{ id: string }>(POINT_EARLIER, [other, id]);
    merged.push({
      id: other,
      fingerprints: moved.rows.map(({ hash }) => hash),
      earlier: earlier.rows.map((row) => row.id),
    });
  }
  await client.query(POINT, [others, id]);
  await writeGroupTotals(client, [id, ...others]);
  const revision = await writeTriage(client, id, group.triage);
  await noteAction(client, {
    groupId: id,
    revision,
    actor,
    action: 'merge',
    detail: { ids: others.map(hexOf) },
    before: { merged },
  });
}

/**
 * @returns the id of the new problem
 * @throws GroupError
 */
export async function splitGroup(
  client: pg.PoolClient,
  id: string,
  fingerprints: readonly string[],
  actor: string,
): Promise<string> {
  const group = await openGroup(client, id);
  const { rows } = await client.query<{ hash: string; title: string; culprit: string | null }>(OWN, [id, fingerprints]);
  const leaving = rows.filter(({ hash }) => fingerprints.includes(hash));
  if (leaving.length !== new Set(fingerprints).size)
    throw new GroupError('GROUP_CONFLICT', 'All of the fingerprints must belong to the problem.');
  if (leaving.length === 0 || leaving.length === rows.length)
    throw new GroupError('GROUP_CONFLICT', 'Some of the fingerprints must leave, and some must stay.');
  const first = leaving.find(({ hash }) => hash !== id) as (typeof leaving)[number];
  const target = first.hash;
  await moveFingerprints(client, { from: group, to: target, fingerprints: leaving.map(({ hash }) => hash), ...first });
  const revision = await writeTriage(client, id, group.triage);
  const before = { split: { id: target, fingerprints: leaving.map(({ hash }) => hash) } };
  await noteAction(client, { groupId: id, revision, actor, action: 'split', detail: { id: hexOf(target) }, before });
  return target;
}

/** Moves fingerprints into the problem `to`, which is made with the state of `from` when it is not there. */
async function moveFingerprints(
  client: pg.PoolClient,
  {
    from,
    to,
    fingerprints,
    title,
    culprit,
  }: {
    from: LockedGroup;
    to: string;
    fingerprints: readonly string[];
    title: string;
    culprit: string | null;
  },
): Promise<void> {
  await client.query(MAKE, [to, title, culprit, JSON.stringify(from.triage)]);
  await client.query(MOVE, [from.id, fingerprints, to]);
  await writeGroupTotals(client, [from.id, to]);
}

/** Takes merged problems out again, as they were. */
export async function takeOut(client: pg.PoolClient, id: string, merged: readonly MergedGroup[]): Promise<void> {
  for (const { id: other, fingerprints, earlier } of merged) {
    await client.query(MOVE, [id, fingerprints, other]);
    await client.query(POINT, [[other], null]);
    await client.query(POINT, [earlier, other]);
  }
  await writeGroupTotals(client, [id, ...merged.map(({ id: other }) => other)]);
}

/** Puts what was split off back. */
export async function putBack(
  client: pg.PoolClient,
  id: string,
  split: { id: string; fingerprints: readonly string[] },
): Promise<void> {
  await client.query(MOVE, [split.id, split.fingerprints, id]);
  await client.query(POINT, [[split.id], id]);
  await writeGroupTotals(client, [id, split.id]);
}

/** As people see the id of a problem. */
function hexOf(id: string): string {
  return BigInt.asUintN(64, BigInt(id)).toString(16).padStart(16, '0');
}
