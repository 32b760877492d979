import { Injectable } from '@nestjs/common';
import type { GroupListAnswer, GroupSort, GroupState } from '@log-monitor/monitor-api';
import { likePattern, listOrNull } from '../database/filter-values.js';
import { decodeCursor, encodeCursor, type KeysetCursor } from '../database/keyset-cursor.js';
import { QueryPool } from '../database/query-pool.js';
import type { Snapshot } from '../database/snapshot.js';
import type { Statement } from '../database/statement.js';
import { closeRange, presentRange } from '../range/close-range.js';
import type { RequestedRange } from '../range/time-range.js';
import { groupCompleteness } from './group-completeness.js';
import { readGroupParts } from './group-parts.js';
import { type CountedRange, countedRange } from './group-range.js';
import { GROUP_COLUMNS, type GroupRow, numberOfGroup, toGroup } from './group-row.js';

export interface GroupFilter {
  services?: readonly string[] | undefined;
  states?: readonly GroupState[] | undefined;
  search?: string | undefined;
  /** '-': nobody. */
  assignee?: string | undefined;
  versions?: readonly string[] | undefined;
  users?: number | undefined;
  minimum?: number | undefined;
  firstSeen?: 'inRange' | 'before' | undefined;
  regressed?: boolean | undefined;
  notes?: boolean | undefined;
}

export interface GroupListQuestion {
  filter: GroupFilter;
  range: RequestedRange;
  sort: GroupSort;
  order: 'asc' | 'desc';
  limit: number;
  cursor?: string | undefined;
  now: Date;
  signal?: AbortSignal | undefined;
}

const NOTED = `EXISTS (SELECT FROM error_group_event e WHERE e.group_id = g.id AND e.action = 'note' AND e.undone_by IS NULL`;

/** What problems are called where a list is sorted by a text, of which the first comes last; one that has none comes after all others. */
const SORT_TEXT = `CASE $15::text
           WHEN 'title' THEN lower(g.title)
           WHEN 'culprit' THEN lower(g.culprit)
           WHEN 'state' THEN g.triage->>'state'
           WHEN 'assignee' THEN lower(g.triage->>'assignee')
           ELSE named.name END`;

/** The first service of each problem, or its latest version: of all at once, not one by one. Empty unless one of the two is sorted by. */
const NAMED = `
  SELECT f.group_id, min(service.name) AS name
    FROM error_fingerprint f JOIN error_occurrence o ON o.fingerprint = f.hash JOIN service ON service.id = o.service_id
   WHERE $15::text = 'service' AND o.count > 0
   GROUP BY f.group_id
  UNION ALL
  SELECT group_id, version
    FROM (SELECT DISTINCT ON (f.group_id) f.group_id, o.version
            FROM error_fingerprint f JOIN error_occurrence o ON o.fingerprint = f.hash
           WHERE $15::text = 'version' AND o.count > 0 AND o.version <> ''
           ORDER BY f.group_id, o.last_seen DESC, o.version) latest`;

/** What a list is sorted by, as a whole number: the greatest first. */
const SORT_KEY = `CASE $15::text
           WHEN 'firstSeen' THEN extract(epoch FROM g.first_seen) * 1000
           WHEN 'count' THEN counted.count
           WHEN 'total' THEN g.count
           WHEN 'users' THEN g.users
           WHEN 'growth' THEN 1000 * (counted.count + 1) / (counted.before + 1)
           WHEN 'lastSeen' THEN extract(epoch FROM g.last_seen) * 1000
           ELSE -rank() OVER (ORDER BY ${SORT_TEXT}) END`;

/**
 * Problems with errors in [$1, $2), counted by width $3; the same range before begins at $4. Filters: $5 services, $6 states, $7 pattern, $8 assignee, $9
 * versions, $10 users, $11 least count, $12 first seen, $13 regressed, $14 notes. $15 sort, $16 1 or -1, $17 key and $18 number of the cursor, $19 limit.
 */
export const GROUP_LIST: Statement = {
  name: 'group-list',
  text: `
WITH counted AS MATERIALIZED (
  SELECT f.group_id, coalesce(sum(c.count) FILTER (WHERE c.start >= $1), 0) AS count, coalesce(sum(c.count) FILTER (WHERE c.start < $1), 0) AS before
    FROM error_count c JOIN error_fingerprint f ON f.hash = c.fingerprint
   WHERE c.width = $3 AND c.start >= $4 AND c.start < $2
     AND ($5::text[] IS NULL OR c.service_id IN (SELECT id FROM service WHERE name = ANY($5)))
   GROUP BY f.group_id
), named AS MATERIALIZED (${NAMED}
), listed AS MATERIALIZED (
  SELECT g.id, counted.count, counted.before, (round(${SORT_KEY}) * $16::int)::bigint AS key
    FROM counted JOIN error_group g ON g.id = counted.group_id LEFT JOIN named ON named.group_id = g.id
   WHERE counted.count > 0 AND g.triage->>'state' <> 'deleted'
     AND ($6::text[] IS NULL OR g.triage->>'state' = ANY($6))
     AND ($7::text IS NULL OR g.title ILIKE $7 OR g.culprit ILIKE $7 OR ${NOTED} AND e.detail->>'text' ILIKE $7))
     AND ($8::text IS NULL OR coalesce(g.triage->>'assignee', '-') = $8)
     AND ($9::text[] IS NULL OR g.id IN (
       SELECT f.group_id FROM error_fingerprint f JOIN error_occurrence o ON o.fingerprint = f.hash WHERE o.version = ANY($9)))
     AND ($10::bigint IS NULL OR g.users >= $10)
     AND ($11::bigint IS NULL OR counted.count >= $11)
     AND ($12::text IS NULL OR ($12 = 'inRange') = (g.first_seen >= $1))
     AND ($13::boolean IS NULL OR $13 = (g.triage ? 'regressedAt'))
     AND ($14::boolean IS NULL OR $14 = ${NOTED}))
), page AS MATERIALIZED (
  SELECT * FROM listed WHERE $17::bigint IS NULL OR (key, id) < ($17, $18::bigint) ORDER BY key DESC, id DESC LIMIT $19
)
SELECT ${GROUP_COLUMNS}, page.count::float8 AS count, page.before::float8 AS before, page.key::text AS key, (SELECT count(*) FROM listed)::int AS listed
  FROM page JOIN error_group g ON g.id = page.id
 ORDER BY page.key DESC, page.id DESC`,
};

interface ListedRow extends GroupRow {
  before: number;
  key: string;
  listed: number;
}

const GROUP_ID = /^[0-9a-f]{16}$/;

/** Problems, by whatever they are to be sorted, page by page. */
@Injectable()
export class GroupList {
  constructor(private readonly pool: QueryPool) {}

  /** @throws QueryError */
  async page(question: GroupListQuestion): Promise<GroupListAnswer> {
    const { filter, sort, order, limit, now } = question;
    const identity = { ...filter, sort, order, range: question.range.asked, list: 'groups' };
    const cursor = question.cursor === undefined ? undefined : decodeCursor(question.cursor, identity, GROUP_ID);
    return this.pool.snapshot(
      async (snapshot) => {
        const range = countedRange(
          cursor ? rangeOf(cursor) : closeRange(await snapshot.start, question.range, now),
          now,
        );
        const [rows, completeness] = await Promise.all([
          readPage(snapshot, question, range, cursor),
          groupCompleteness(snapshot),
        ]);
        const shown = rows.slice(0, limit);
        const services = listOrNull(filter.services);
        const partsOf = await readGroupParts(
          snapshot,
          shown.map(({ id }) => numberOfGroup(id)),
          range,
          services,
        );
        const groups = shown.map((row) => ({ ...toGroup(row, range, partsOf(row.id)), before: row.before }));
        const nextCursor = cursorAfter(rows, limit, range, identity);
        const listed = rows[0]?.listed ?? 0;
        return { groups, count: groups.length, total: listed, nextCursor, range: presentRange(range), ...completeness };
      },
      { signal: question.signal },
    );
  }
}

function readPage(
  snapshot: Snapshot,
  { filter, sort, order, limit }: GroupListQuestion,
  { from, to, width, before }: CountedRange,
  cursor: KeysetCursor | undefined,
): Promise<ListedRow[]> {
  return snapshot.rows<ListedRow>(GROUP_LIST, [
    from,
    to,
    width,
    before,
    listOrNull(filter.services),
    listOrNull(filter.states),
    filter.search === undefined ? null : likePattern(filter.search),
    filter.assignee ?? null,
    listOrNull(filter.versions),
    filter.users ?? null,
    filter.minimum ?? null,
    filter.firstSeen ?? null,
    filter.regressed ?? null,
    filter.notes ?? null,
    sort,
    order === 'desc' ? 1 : -1,
    cursor?.place?.[0] ?? null,
    cursor === undefined ? null : numberOfGroup(cursor.id),
    // One more than the page tells whether another page follows.
    limit + 1,
  ]);
}

function rangeOf({ from, to }: KeysetCursor) {
  return { from: new Date(from ?? 0), to: new Date(to) };
}

function cursorAfter(
  rows: readonly ListedRow[],
  limit: number,
  range: CountedRange,
  identity: Readonly<Record<string, unknown>>,
): string | null {
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  if (last === undefined) return null;
  const time = last.last_seen.toISOString().replace('Z', '000Z');
  const bounds = { from: range.from.getTime(), to: range.to.getTime() };
  return encodeCursor({ time, id: last.id, place: [Number(last.key)], ...bounds }, identity);
}
