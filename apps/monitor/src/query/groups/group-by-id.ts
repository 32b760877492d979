import { Injectable } from '@nestjs/common';
import type { GroupAnswer } from '@log-monitor/monitor-api';
import { QueryPool } from '../database/query-pool.js';
import type { Snapshot } from '../database/snapshot.js';
import type { Statement } from '../database/statement.js';
import { closeRange } from '../range/close-range.js';
import type { RequestedRange } from '../range/time-range.js';
import { groupCompleteness } from './group-completeness.js';
import { groupedBy } from './grouped-by.js';
import { readGroupParts } from './group-parts.js';
import { countedRange } from './group-range.js';
import { GROUP_COLUMNS, type GroupRow, numberOfGroup, toGroup } from './group-row.js';
import { readGroupSamples } from './group-samples.js';

/** A problem by its number $1; one that was merged into another, or whose errors were all regrouped into another, is answered as that one. */
export const GROUP_BY_ID: Statement = {
  name: 'group-by-id',
  text: `
SELECT g.id::text AS number, ${GROUP_COLUMNS}
  FROM error_group g
 WHERE g.id = (
         SELECT coalesce(CASE WHEN t.first_seen IS NULL THEN t.regrouped_into END, t.id) FROM error_group t
          WHERE t.id = coalesce((SELECT merged_into FROM error_group WHERE id = $1), $1))
   AND g.triage->>'state' <> 'deleted' AND g.first_seen IS NOT NULL`,
  plan: 'once',
};

/** Fingerprints of the problem $1, those with the most errors first. */
export const GROUP_FINGERPRINTS: Statement = {
  name: 'group-fingerprints',
  text: `
SELECT lpad(to_hex(f.hash), 16, '0') AS id, f.title, f.culprit, f.basis, coalesce(sum(o.count), 0)::float8 AS count
  FROM error_fingerprint f LEFT JOIN error_occurrence o ON o.fingerprint = f.hash
 WHERE f.group_id = $1
 GROUP BY f.hash ORDER BY count DESC, f.hash
 LIMIT 200`,
  plan: 'once',
};

/** Services or versions ($2) of the problem $1. */
export const GROUP_SHARES: Statement = {
  name: 'group-shares',
  text: `
SELECT CASE $2 WHEN 'service' THEN service.name ELSE o.version END AS name, sum(o.count)::float8 AS count,
       min(o.first_seen) AS "firstSeen", max(o.last_seen) AS "lastSeen"
  FROM error_fingerprint f JOIN error_occurrence o ON o.fingerprint = f.hash JOIN service ON service.id = o.service_id
 WHERE f.group_id = $1 AND o.count > 0
 GROUP BY 1 ORDER BY count DESC, name
 LIMIT 100`,
};

/** What was done about the problem $1, and about those that went into it. */
export const GROUP_EVENTS: Statement = {
  name: 'group-events',
  text: `
SELECT id::text AS id, at, actor, action, detail, undone_by IS NOT NULL AS undone
  FROM error_group_event
 WHERE group_id = ANY(ARRAY(SELECT id FROM error_group WHERE id = $1 UNION ALL SELECT id FROM error_group WHERE merged_into = $1
   UNION ALL SELECT id FROM error_group WHERE regrouped_into = $1 AND first_seen IS NULL))
 ORDER BY error_group_event.id DESC
 LIMIT 100`,
};

interface Share {
  name: string;
  count: number;
  firstSeen: Date;
  lastSeen: Date;
}

interface EventRow {
  id: string;
  at: Date;
  actor: string;
  action: string;
  detail: Record<string, unknown>;
  undone: boolean;
}

interface FingerprintRow {
  id: string;
  title: string;
  culprit: string | null;
  basis: { by: string; summary: string; parts: string[] };
  count: number;
}

/** One problem, with everything that is known of it. */
@Injectable()
export class GroupById {
  constructor(private readonly pool: QueryPool) {}

  /**
   * @param id 16 hexadecimal digits
   * @returns null when there is none
   * @throws QueryError
   */
  async answer(
    id: string,
    asked: { range: RequestedRange; now: Date; signal?: AbortSignal | undefined },
  ): Promise<GroupAnswer | null> {
    return this.pool.snapshot(
      async (snapshot) => {
        const [row] = await snapshot.rows<GroupRow & { number: string }>(GROUP_BY_ID, [numberOfGroup(id)]);
        if (row === undefined) return null;
        const range = countedRange(closeRange(await snapshot.start, asked.range, asked.now), asked.now);
        const partsOf = await readGroupParts(snapshot, [row.number], range, null);
        const parts = partsOf(row.id);
        const count = [...parts.trend.values()].reduce((sum, one) => sum + one, 0);
        return {
          ...toGroup({ ...row, count }, range, parts),
          ...(await readDetail(snapshot, row.number)),
          samples: await readGroupSamples(snapshot, row.number),
          ...(await groupCompleteness(snapshot)),
        };
      },
      { signal: asked.signal },
    );
  }
}

async function readDetail(snapshot: Snapshot, number: string) {
  const [fingerprints, services, versions, events] = await Promise.all([
    snapshot.rows<FingerprintRow>(GROUP_FINGERPRINTS, [number]),
    snapshot.rows<Share>(GROUP_SHARES, [number, 'service']),
    snapshot.rows<Share>(GROUP_SHARES, [number, 'version']),
    snapshot.rows<EventRow>(GROUP_EVENTS, [number]),
  ]);
  return {
    byService: services.map(presentShare),
    byVersion: versions.map(presentShare),
    groupedBy: groupedBy(fingerprints.map(({ basis }) => basis)),
    fingerprints: fingerprints.map(({ basis, ...one }) => ({ ...one, by: basis.by, parts: basis.parts })),
    events: events.map(({ at, ...event }) => ({ ...event, at: at.toISOString() })),
  };
}

function presentShare({ firstSeen, lastSeen, ...share }: Share) {
  return { ...share, firstSeen: firstSeen.toISOString(), lastSeen: lastSeen.toISOString() };
}
