import { Injectable } from '@nestjs/common';
import type { GroupComparisonAnswer } from '@log-monitor/monitor-api';
import { listOrNull } from '../database/filter-values.js';
import { QueryPool } from '../database/query-pool.js';
import type { Snapshot } from '../database/snapshot.js';
import type { Statement } from '../database/statement.js';
import { closeRange, presentRange } from '../range/close-range.js';
import type { RequestedRange, TimeRange } from '../range/time-range.js';
import { comparedRanges, type ComparedRanges } from './compared-ranges.js';
import { groupCompleteness } from './group-completeness.js';
import { readGroupParts } from './group-parts.js';
import { GROUP_COLUMNS, type GroupRow, numberOfGroup, toGroup } from './group-row.js';

/**
 * Problems in [$1, $2) beside those in [$3, $4), counted by width $5, of the services $6; $7 of each kind. What is expected are the errors before, in the
 * proportion of the windows' lengths; by chance, their number differs by its square root (Poisson), and by three of these in one of a thousand cases.
 */
export const GROUP_COMPARISON: Statement = {
  name: 'group-comparison',
  text: `
WITH counted AS MATERIALIZED (
  SELECT f.group_id, coalesce(sum(c.count) FILTER (WHERE c.start >= $1 AND c.start < $2), 0)::float8 AS count,
         coalesce(sum(c.count) FILTER (WHERE c.start >= $3 AND c.start < $4), 0)::float8 AS before
    FROM error_count c JOIN error_fingerprint f ON f.hash = c.fingerprint
   WHERE c.width = $5 AND (c.start >= $1 AND c.start < $2 OR c.start >= $3 AND c.start < $4)
     AND ($6::text[] IS NULL OR c.service_id IN (SELECT id FROM service WHERE name = ANY($6)))
   GROUP BY f.group_id
), expected AS MATERIALIZED (
  SELECT counted.*, g.first_seen, before * extract(epoch FROM $2::timestamptz - $1) / extract(epoch FROM $4::timestamptz - $3) AS expected
    FROM counted JOIN error_group g ON g.id = counted.group_id WHERE g.triage->>'state' <> 'deleted'
), told AS (
  SELECT expected.*, CASE WHEN count > 0 AND first_seen >= $1 THEN 'new'
           WHEN count >= 2 * expected AND count - expected >= 3 * sqrt(greatest(expected, 1)) THEN 'grown'
           WHEN count = 0 AND expected >= 3 THEN 'vanished' END AS kind
    FROM expected
), ranked AS (
  SELECT told.*, count(*) OVER (PARTITION BY kind) AS of_kind,
         row_number() OVER (PARTITION BY kind ORDER BY CASE kind WHEN 'new' THEN count WHEN 'grown' THEN count - expected ELSE before END DESC, group_id) AS place
    FROM told WHERE kind IS NOT NULL
)
SELECT ${GROUP_COLUMNS}, ranked.kind, ranked.count, ranked.before, ranked.of_kind::int AS "ofKind"
  FROM ranked JOIN error_group g ON g.id = ranked.group_id
 WHERE ranked.place <= $7
 ORDER BY ranked.kind, ranked.place`,
};

/** When Kafka had the first record of one of the services $2 in the version $1; of a foreign producer, which has no ledger, when the monitor first read of it. */
export const VERSION_SEEN: Statement = {
  name: 'version-seen',
  text: `
SELECT min(coalesce(ledger.first_seen, source.created_at)) AS at
  FROM source LEFT JOIN ledger ON ledger.source_id = source.id JOIN service ON service.id = source.service_id
 WHERE source.version = $1 AND ($2::text[] IS NULL OR service.name = ANY($2))`,
};

export interface ComparisonQuestion {
  services?: readonly string[] | undefined;
  range: RequestedRange;
  /** Left out: a window of the same length that ends where this one begins. */
  before: RequestedRange;
  version?: string | undefined;
  limit: number;
  now: Date;
  signal?: AbortSignal | undefined;
}

interface ComparedRow extends GroupRow {
  kind: 'new' | 'grown' | 'vanished';
  before: number;
  ofKind: number;
}

/** Compares the problems of two windows: which are new, grown, vanished. */
@Injectable()
export class GroupComparison {
  constructor(private readonly pool: QueryPool) {}

  /**
   * @returns null when no record has the version
   * @throws QueryError
   */
  async answer(question: ComparisonQuestion): Promise<GroupComparisonAnswer | null> {
    return this.pool.snapshot(
      async (snapshot) => {
        const { version, services, now } = question;
        const seen =
          version === undefined
            ? []
            : await snapshot.rows<{ at: Date | null }>(VERSION_SEEN, [version, listOrNull(services)]);
        const deployedAt = seen[0]?.at ?? undefined;
        if (version !== undefined && deployedAt === undefined) return null;
        const asked = deployedAt === undefined ? question.range : { ...question.range, from: deployedAt };
        const current = closeRange(await snapshot.start, asked, now);
        return this.#compare(
          snapshot,
          question,
          comparedRanges(current, windowBefore(current, question.before), now),
          deployedAt,
        );
      },
      { signal: question.signal, cost: 'heavy' },
    );
  }

  async #compare(
    snapshot: Snapshot,
    { services, limit }: ComparisonQuestion,
    { current, before }: ComparedRanges,
    deployedAt: Date | undefined,
  ): Promise<GroupComparisonAnswer> {
    const of = listOrNull(services);
    const values = [current.from, current.to, before.from, before.to, current.width, of, limit];
    const rows = await snapshot.rows<ComparedRow>(GROUP_COMPARISON, values);
    const partsOf = await readGroupParts(
      snapshot,
      rows.map(({ id }) => numberOfGroup(id)),
      current,
      of,
    );
    const present = (kind: ComparedRow['kind']) =>
      rows
        .filter((row) => row.kind === kind)
        .map((row) => ({ ...toGroup(row, current, partsOf(row.id)), before: row.before }));
    const counted = (kind: ComparedRow['kind']) => rows.find((row) => row.kind === kind)?.ofKind ?? 0;
    return {
      ...{ range: presentRange(current), before: presentRange(before), deployedAt: deployedAt?.toISOString() ?? null },
      ...{ newCount: counted('new'), new: present('new') },
      ...{ grownCount: counted('grown'), grown: present('grown') },
      ...{ vanishedCount: counted('vanished'), vanished: present('vanished') },
      ...(await groupCompleteness(snapshot)),
    };
  }
}

function windowBefore({ from, to }: TimeRange, asked: RequestedRange): TimeRange {
  const end = asked.to ?? from;
  return { from: asked.from ?? new Date(end.getTime() - (to.getTime() - from.getTime())), to: end };
}
