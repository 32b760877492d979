import type { Fingerprint } from '@log-monitor/error-fingerprint';
import type pg from 'pg';
import { isoTime } from '../../store/connection/iso-time.js';
import { lockGroups, MONITOR_ACTOR, noteAction, writeTriage } from '../state/group-rows.js';
import { writeGroupTotals } from '../state/group-totals.js';
import { afterNews, type Triage, type TriageChange } from '../state/triage.js';
import type { StoredGroup } from './planned-groups.js';
import type { RegroupPlan } from './regroup-plan.js';

/** In the state of the problem that most of their errors come from. */
const MAKE_GROUPS = `
  INSERT INTO error_group (id, title, culprit, triage, created_at)
  SELECT u.id, u.title, u.culprit, CASE WHEN s.triage->>'state' <> 'deleted' THEN s.triage - 'purge' ELSE '{"state":"open"}' END, coalesce(s.created_at, now())
    FROM unnest($1::bigint[], $2::text[], $3::text[], $4::bigint[]) AS u (id, title, culprit, source)
    LEFT JOIN error_group s ON s.id = u.source ORDER BY u.id
  ON CONFLICT (id) DO UPDATE SET merged_into = NULL, triage = excluded.triage, updated_at = now()`;
const MAKE_FINGERPRINTS = `
  INSERT INTO error_fingerprint (hash, group_id, title, culprit, key, version, basis)
  SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::smallint[], $7::jsonb[]) AS u (hash) ORDER BY hash
  ON CONFLICT (hash) DO NOTHING`;
/** Notes go with the errors that leave. */
const COPY_NOTES = `
  INSERT INTO error_group_event (group_id, at, revision, actor, action, detail, before)
  SELECT u.id, e.at, 0, e.actor, e.action, e.detail, e.before
    FROM unnest($1::bigint[], $2::bigint[]) AS u (id, source)
    JOIN error_group_event e ON e.group_id = u.source AND e.action = 'note' AND e.undone_by IS NULL ORDER BY e.id`;
const MOVE_FINGERPRINTS = `
  UPDATE error_fingerprint f SET group_id = u.home FROM unnest($1::bigint[], $2::bigint[]) AS u (hash, home) WHERE f.hash = u.hash AND f.group_id <> u.home
  RETURNING f.hash`;
const JOIN = `
  UPDATE error_group g SET regrouped_into = u.target, updated_at = now() FROM unnest($1::bigint[], $2::bigint[]) AS u (id, target) WHERE g.id = u.id`;
/** Where errors go to is a problem by itself again. */
const STAND =
  'UPDATE error_group SET regrouped_into = NULL WHERE id = ANY($1::bigint[]) AND regrouped_into IS NOT NULL';
const NOTE = `
  INSERT INTO error_group_event (group_id, revision, actor, action, detail)
  SELECT g.id, g.revision, $3, 'regroup', u.detail FROM unnest($1::bigint[], $2::jsonb[]) AS u (id, detail) JOIN error_group g ON g.id = u.id ORDER BY g.id`;

/** What a plan is carried out with. */
export interface PlanWriting {
  plan: RegroupPlan;
  groups: ReadonlyMap<string, StoredGroup>;
  /** Fingerprints that were never seen before. */
  made: readonly Fingerprint[];
  /** Of the application. */
  id: string;
  actor: string;
}

/** Makes the problems and fingerprints to which errors are going to move, and brings together what becomes one. The lock of the fold must be held. */
export async function writePlan(client: pg.PoolClient, writing: PlanWriting): Promise<void> {
  const { plan, made } = writing;
  const joins = [...plan.joins].flatMap(([into, ids]) => ids.map((id) => [id, into] as const));
  await lockGroups(client, [...new Set([...plan.homeOf.values(), ...joins.map(([id]) => id)])]);
  await makeGroups(client, writing);
  await client.query(MAKE_FINGERPRINTS, [
    made.map(({ hash }) => hash),
    made.map(({ hash }) => plan.homeOf.get(hash.toString())),
    made.map(({ title }) => title),
    made.map(({ culprit }) => culprit),
    made.map(({ key }) => key),
    made.map(({ version }) => version),
    made.map(({ basis }) => JSON.stringify(basis)),
  ]);
  await client.query(MOVE_FINGERPRINTS, [[...plan.homeOf.keys()], [...plan.homeOf.values()]]);
  await client.query(JOIN, [joins.map(([id]) => id), joins.map(([, into]) => into)]);
  await client.query(STAND, [[...new Set(plan.homeOf.values())]]);
  for (const into of new Set([...plan.joins.keys(), ...plan.homeOf.values()])) await keepState(client, into, writing);
  const changed = [
    ...plan.joins.keys(),
    ...plan.adopting.keys(),
    ...made.map(({ hash }) => plan.homeOf.get(hash.toString()) ?? ''),
  ];
  const noted = [...new Set(changed)].filter((home) => !plan.made.has(home));
  const details = noted.map((home) => {
    const joined = (plan.joins.get(home) ?? []).slice(0, 100).map(hexOf);
    return JSON.stringify({ application: writing.id, joined });
  });
  await client.query(NOTE, [noted, details, writing.actor]);
  await writeGroupTotals(client, [...new Set(joins.flat())]);
}

async function makeGroups(client: pg.PoolClient, { plan, made, id, actor }: PlanWriting): Promise<void> {
  const groups = made.filter(({ hash }) => plan.made.has(hash.toString()));
  const sources = groups.map(({ hash }) => plan.made.get(hash.toString()) ?? null);
  const hashes = groups.map(({ hash }) => hash);
  await client.query(MAKE_GROUPS, [
    hashes,
    groups.map(({ title }) => title),
    groups.map(({ culprit }) => culprit),
    sources,
  ]);
  const adopting = [...plan.adopting];
  await client.query(COPY_NOTES, [
    [...hashes, ...adopting.map(([home]) => home)],
    [...sources, ...adopting.map(([, source]) => source)],
  ]);
  const details = sources.map((from) =>
    JSON.stringify({ application: id, ...(from !== null && { from: hexOf(from) }) }),
  );
  await client.query(NOTE, [hashes, details, actor]);
}

/** What a problem takes over from those that go into it: who has it in hand, what was decided, and that it has happened again. */
async function keepState(client: pg.PoolClient, into: string, { plan, groups }: PlanWriting): Promise<void> {
  const group = groups.get(into);
  if (group === undefined) return;
  if (group.triage.state === 'deleted') {
    await reopen(client, into, { action: 'returned', triage: { state: 'open' }, detail: {} }, group.triage);
    return;
  }
  const joined = (plan.joins.get(into) ?? []).flatMap((id) => groups.get(id) ?? []);
  const source = groups.get(plan.adopting.get(into) ?? '');
  const decided = source === undefined || source.triage.state === 'deleted' ? group.triage : source.triage;
  const assignee = decided.assignee ?? joined.find(({ triage }) => triage.assignee !== undefined)?.triage.assignee;
  const triage: Triage = assignee === undefined ? decided : { ...decided, assignee };
  const happened = [group, ...joined]
    .filter(({ isFresh, lastSeen }) => isFresh && lastSeen !== null)
    .map(({ lastSeen }) => ({ version: '', at: (lastSeen as Date).toISOString() }));
  const news = { happened, sinceMuted: { count: 0, mostPerMinute: 0 }, isEarlier: () => false };
  const change = triage.state === 'resolved' ? afterNews(triage, news, isoTime(Date.now())) : undefined;
  if (change !== undefined) await reopen(client, into, change, triage);
  else if (triage !== group.triage) await writeTriage(client, into, triage);
}

async function reopen(client: pg.PoolClient, groupId: string, change: TriageChange, before: Triage): Promise<void> {
  const { action, detail, triage } = change;
  const revision = await writeTriage(client, groupId, triage);
  // Nobody is told of what only became visible by regrouping.
  const quietly = { ...detail, regrouped: true };
  await noteAction(client, {
    groupId,
    revision,
    actor: MONITOR_ACTOR,
    action,
    detail: quietly,
    before: { triage: before },
  });
}

function hexOf(id: string): string {
  return BigInt.asUintN(64, BigInt(id)).toString(16).padStart(16, '0');
}
