import type pg from 'pg';
import { isEarlierVersion } from '../state/version-order.js';
import { lockGroups, type LockedGroup, MONITOR_ACTOR, noteAction, writeTriage } from '../state/group-rows.js';
import { afterNews, type GroupNews } from '../state/triage.js';
import { isoTime } from '../../store/connection/iso-time.js';
import type { MergedCell } from './merge-cells.js';

const SELECT_GROUPS = `SELECT hash::text AS hash, group_id::text AS id FROM error_fingerprint WHERE hash = ANY($1::bigint[])`;

const SELECT_OVERDUE = `
  SELECT id::text AS id FROM error_group WHERE triage->>'state' = 'muted' AND triage->'until'->>'time' <= $1`;

const COUNT_SINCE = `
  SELECT coalesce(sum(count), 0)::float8 AS count, coalesce(max(count), 0)::float8 AS "mostPerMinute" FROM (
    SELECT sum(c.count) AS count FROM error_count c JOIN error_fingerprint f ON f.hash = c.fingerprint
     WHERE f.group_id = $1 AND c.width = 1 AND c.start >= date_trunc('minute', $2::timestamptz) GROUP BY c.start) m`;

/** Versions that one of these services had before a moment. */
const SELECT_EARLIER = `
  SELECT DISTINCT version FROM source WHERE service_id = ANY($1) AND version IS NOT NULL AND created_at <= $2`;

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
  const known = triage.version === undefined ? new Set<string>() : await earlierVersions(client, cells, triage.at);
  return {
    happened,
    sinceMuted,
    isEarlier: (version, than) => isEarlierVersion(version, than) ?? known.has(version),
  };
}

async function earlierVersions(
  client: pg.PoolClient,
  cells: readonly MergedCell[],
  at: string | undefined,
): Promise<Set<string>> {
  const { rows } = await client.query<{ version: string }>(SELECT_EARLIER, [
    cells.map(({ serviceId }) => serviceId),
    at,
  ]);
  return new Set(rows.map(({ version }) => version));
}
