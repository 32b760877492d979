import type pg from 'pg';
import { isEarlierVersion } from '../state/version-order.js';
import { lockGroups, type LockedGroup, MONITOR_ACTOR, noteAction, writeTriage } from '../state/group-rows.js';
import { afterNews, type GroupNews, type Triage } from '../state/triage.js';
import { isoTime } from '../../store/connection/iso-time.js';
import { earlierVersions } from '../../store/groups/earlier-versions.js';
import type { MergedCell } from './merge-cells.js';

const SELECT_GROUPS = `SELECT hash::text AS hash, group_id::text AS id FROM error_fingerprint WHERE hash = ANY($1::bigint[])`;

const SELECT_OVERDUE = `
  SELECT id::text AS id FROM error_group WHERE triage->>'state' = 'muted' AND triage->'until'->>'time' <= $1`;

const COUNT_SINCE = `
  SELECT coalesce(sum(count), 0)::float8 AS count, coalesce(max(count), 0)::float8 AS "mostPerMinute" FROM (
    SELECT sum(c.count) AS count FROM error_count c JOIN error_fingerprint f ON f.hash = c.fingerprint
     WHERE f.group_id = $1 AND c.width = 1 AND c.start >= date_trunc('minute', $2::timestamptz) GROUP BY c.start) m`;

const SELECT_EARLIER = earlierVersions('$1', '$2');

interface News {
  cells: MergedCell[];
}

/**
 * Locks the problems of what was counted, and lets it change their states.
 *
 * @param now milliseconds since 1970
 * @returns ids of the problems that have new counts
 */
export async function moveStates(client: pg.PoolClient, cells: readonly MergedCell[], now: number): Promise<string[]> {
  const news = await newsByGroup(client, cells);
  const overdue = await client.query<{ id: string }>(SELECT_OVERDUE, [isoTime(now)]);
  const groups = await lockGroups(client, [...news.keys(), ...overdue.rows.map(({ id }) => id)]);
  for (const group of groups) await moveState(client, group, news.get(group.id)?.cells ?? [], now);
  return [...news.keys()];
}

async function newsByGroup(client: pg.PoolClient, cells: readonly MergedCell[]): Promise<Map<string, News>> {
  const { rows } = await client.query<{ hash: string; id: string }>(SELECT_GROUPS, [
    [...new Set(cells.map(({ fingerprint }) => fingerprint))],
  ]);
  const groupOf = new Map(rows.map(({ hash, id }) => [hash, id]));
  const news = new Map<string, News>();
  for (const cell of cells) {
    const id = groupOf.get(cell.fingerprint);
    if (id === undefined) continue;
    const ofGroup = news.get(id);
    if (ofGroup === undefined) news.set(id, { cells: [cell] });
    else ofGroup.cells.push(cell);
  }
  return news;
}

async function moveState(client: pg.PoolClient, group: LockedGroup, cells: readonly MergedCell[], now: number) {
  const { state } = group.triage;
  if (state === 'open' || state === 'ignored') return;
  const change = afterNews(group.triage, await newsOf(client, group, cells), isoTime(now));
  // A late copy of what was deleted goes as well.
  if (change === undefined && state === 'deleted')
    await writeTriage(client, group.id, { ...group.triage, purge: group.triage.at as string });
  if (change === undefined) return;
  const revision = await writeTriage(client, group.id, change.triage);
  const { action, detail } = change;
  const before = { triage: group.triage };
  await noteAction(client, { groupId: group.id, revision, actor: MONITOR_ACTOR, action, detail, before });
}

async function newsOf(
  client: pg.PoolClient,
  { id, triage }: LockedGroup,
  cells: readonly MergedCell[],
): Promise<GroupNews> {
  const happened = cells.map(({ version, happened: at }) => ({ version, at: isoTime(at) }));
  const { count, perMinute } = triage.until ?? {};
  let sinceMuted = { count: 0, mostPerMinute: 0 };
  if (count !== undefined || perMinute !== undefined) {
    const { rows } = await client.query<GroupNews['sinceMuted']>(COUNT_SINCE, [id, triage.at]);
    sinceMuted = rows[0] ?? sinceMuted;
  }
  const known = await knownEarlier(client, id, triage, happened);
  return {
    happened,
    sinceMuted,
    isEarlier: (version, than) => isEarlierVersion(version, than) ?? known.has(version),
  };
}

/** Versions that are earlier though their texts say no order; asked for only where one of them decides. */
async function knownEarlier(
  client: pg.PoolClient,
  id: string,
  { version: resolvedIn, at = '', earlier = [] }: Triage,
  happened: GroupNews['happened'],
): Promise<Set<string>> {
  const hasNoOrder = (version: string): boolean =>
    resolvedIn !== undefined && isEarlierVersion(version, resolvedIn) === undefined;
  if (!happened.some((one) => one.at > at && hasNoOrder(one.version))) return new Set();
  const { rows } = await client.query<{ version: string }>(SELECT_EARLIER, [id, at]);
  return new Set([...earlier, ...rows.map(({ version }) => version)]);
}
