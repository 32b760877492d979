import type pg from 'pg';
import { lastRevision } from '../../store/groups/rule-revisions.js';
import { endApplication, lockApplication } from './application-rows.js';
import { moveErrors } from './move-errors.js';
import { readGroups } from './planned-groups.js';
import { planRegroup } from './regroup-plan.js';
import type { Flows, Moves } from './regroup-thread.js';
import { settleCounts } from './settle-counts.js';
import type { Place } from './place.js';
import { writePlan } from './write-plan.js';

/** Each round reads everything once more: what another monitor stored by the rules before is found then. */
const MOST_ROUNDS = 4;

const GROUPS_OF = `SELECT hash::text AS hash, group_id::text AS "groupId" FROM error_fingerprint WHERE hash = ANY($1::bigint[])`;
const PURGING = `SELECT EXISTS (SELECT FROM error_group WHERE triage ? 'purge') AS "isPurging"`;
const START_MOVING = `
  UPDATE group_application SET phase = 'moving', done = 0, total = $2, heirs = heirs || $3::jsonb, reduced = reduced || $4::jsonb,
    problems_before = coalesce(problems_before, $5), problems_after = $6,
    position_time = '-infinity', position_id = '00000000-0000-0000-0000-000000000000'
   WHERE id = $1`;
const MOVED = `
  UPDATE group_application SET position_time = $2, position_id = $3, done = done + $4, total = greatest(total, done + $4), moved = moved + $5 WHERE id = $1`;
const NEXT_ROUND = `UPDATE group_application SET phase = 'reading', round = round + 1, done = 0 WHERE id = $1`;

/** What is done in one transaction each, with the lock of the fold. True: done, or not to be done any more; false: to be tried again. */
type Step = Promise<boolean>;

/** Makes the problems to which errors will move. Without any, the application is finished. */
export async function startMoving(client: pg.PoolClient, id: string, { flows, errors, made }: Flows): Step {
  const application = await lockApplication(client, id);
  if (application?.phase !== 'reading') return true;
  if (await isPurging(client)) return false;
  const hashes = new Set(flows.flatMap(({ from, to }) => (from === null ? [to] : [from, to])));
  const { rows } = await client.query<{ hash: string; groupId: string }>(GROUPS_OF, [[...hashes]]);
  const groupOf = new Map(rows.map(({ hash, groupId }) => [hash, groupId]));
  const { at } = await lastRevision(client);
  const groups = await readGroups(client, new Set(groupOf.values()), at.toISOString());
  const plan = planRegroup({ flows, groupOf, groups });
  const before = new Set(flows.flatMap(({ from }) => groupOf.get(from ?? '') ?? [])).size;
  const after = new Set(plan.homeOf.values()).size;
  const changes = flows.some(({ from, to }) => from !== to);
  if (changes) await writePlan(client, { plan, groups, made, id, actor: application.startedBy });
  const { heirs, reduced } = plan;
  const texts = [JSON.stringify(Object.fromEntries(heirs)), JSON.stringify(reduced)];
  await client.query(START_MOVING, [id, errors, ...texts, before, after]);
  if (!changes) await finish(client, id);
  return true;
}

/** Moves what was found among the errors after a position, and notes the next one. */
export async function moveBatch(
  client: pg.PoolClient,
  { id, position, moves, looked, last }: Moves & { id: string; position: Place },
): Step {
  const application = await lockApplication(client, id);
  // Another monitor was here before.
  if (application?.position.id !== position.id || application.position.time !== position.time) return true;
  if (await isPurging(client)) return false;
  const moved = await moveErrors(client, moves);
  await client.query(MOVED, [id, last?.time, last?.id, looked, moved]);
  return true;
}

/** All have been looked at: reads them once more, as what came meanwhile may still be grouped as before. */
export async function finishRound(client: pg.PoolClient, id: string): Step {
  const application = await lockApplication(client, id);
  if (application?.phase !== 'moving') return true;
  if (application.round >= MOST_ROUNDS) await finish(client, id);
  else await client.query(NEXT_ROUND, [id]);
  return true;
}

async function finish(client: pg.PoolClient, id: string): Promise<void> {
  const application = await lockApplication(client, id);
  if (application === undefined) return;
  const { heirs, reduced } = application;
  await settleCounts(client, heirs, [...new Set(reduced)]);
  await endApplication(client, id, 'finished');
}

/** Errors of a problem that is being deleted are not to be mistaken for those that move there. */
async function isPurging(client: pg.PoolClient): Promise<boolean> {
  return (await client.query<{ isPurging: boolean }>(PURGING)).rows[0]?.isPurging ?? false;
}
