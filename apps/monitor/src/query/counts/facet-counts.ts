import { Injectable } from '@nestjs/common';
import type { Level } from '@log-monitor/log-record';
import type { FacetAnswer, Facets } from '@log-monitor/monitor-api';
import { widthFor } from './bucket-width.js';
import { completenessAt } from '../database/completeness.js';
import { type CountCell, readCounts } from './counter-reader.js';
import { readLedgerTotals } from '../ledger/ledger-totals.js';
import { closeRange, presentRange } from '../range/close-range.js';
import { QueryPool } from '../database/query-pool.js';
import type { Snapshot } from '../database/snapshot.js';
import type { Statement } from '../database/statement.js';
import { listOrNull, severities } from '../database/filter-values.js';
import { levelOf } from '../records/stored-record.js';
import type { RequestedRange, TimeRange } from '../range/time-range.js';

interface FacetQuestion {
  range: RequestedRange;
  services?: readonly string[] | undefined;
  levels?: readonly Level[] | undefined;
  /** Values per facet. */
  limit: number;
  now: Date;
  signal?: AbortSignal | undefined;
}

/** Counted from rows; more would take longer than an answer may. */
const MOST_ROWS = 1_500_000;

/** Rows of [$1, $2), services $3 and levels $4 or null, by source, logger and error type, the $5 most frequent of each. */
export const FACETS_OF_ROWS: Statement = {
  name: 'facets-of-rows',
  text: `
WITH chosen AS MATERIALIZED (
  SELECT id FROM service WHERE $3::text[] IS NULL OR name = ANY($3)
), counted AS MATERIALIZED (
  SELECT source_id, logger, error_type, GROUPING(source_id, logger, error_type) AS grouping, count(*) AS count
    FROM (
      SELECT source_id, logger, NULL::text AS error_type FROM log_record
       WHERE time >= $1 AND time < $2 AND ($3::text[] IS NULL OR service_id IN (SELECT id FROM chosen))
         AND ($4::smallint[] IS NULL OR level = ANY($4))
      UNION ALL
      SELECT source_id, logger, error_type FROM error_record
       WHERE time >= $1 AND time < $2 AND ($3::text[] IS NULL OR service_id IN (SELECT id FROM chosen))
         AND ($4::smallint[] IS NULL OR level = ANY($4))
    ) r
   GROUP BY GROUPING SETS ((source_id), (logger), (error_type))
)
(SELECT 'host' AS facet, host.name AS value, sum(counted.count)::bigint AS count
   FROM counted JOIN source ON source.id = counted.source_id JOIN host ON host.id = source.host_id
  WHERE counted.grouping = 3 GROUP BY host.name ORDER BY count DESC, value LIMIT $5)
UNION ALL
(SELECT 'logger', logger, count FROM counted WHERE grouping = 5 AND logger IS NOT NULL ORDER BY count DESC, logger LIMIT $5)
UNION ALL
(SELECT 'errorType', error_type, count FROM counted WHERE grouping = 6 AND error_type IS NOT NULL
  ORDER BY count DESC, error_type LIMIT $5)`,
};

/** The most frequent values in a range: the first look, without a query. */
@Injectable()
export class FacetCounts {
  constructor(private readonly pool: QueryPool) {}

  /** @throws QueryError */
  async answer(question: FacetQuestion): Promise<FacetAnswer> {
    const { services, limit, signal } = question;
    return this.pool.snapshot(
      async (snapshot) => {
        const start = await snapshot.start;
        const range = closeRange(start, question.range, question.now);
        const wanted = severities(question.levels);
        const bucketMs = widthFor(range, 1500);
        const [cells, ledger] = await Promise.all([
          readCounts(snapshot, { range, bucketMs, services, levels: wanted }),
          readLedgerTotals(snapshot, range, services),
        ]);
        const countedFrom = newestPart(cells, range);
        const ofRows = await readRows(snapshot, { ...range, from: countedFrom }, services, wanted, limit);
        const facets = {
          service: top(cells, (cell) => cell.service, limit),
          level: top(cells, (cell) => levelOf(cell.level), limit),
          ...ofRows,
        };
        return {
          facets,
          // Counted from the rows of this part of the range: its newest million or so.
          countedFrom: countedFrom.toISOString(),
          range: presentRange(range),
          ledger,
          ...completenessAt(start),
        };
      },
      { signal, cost: 'heavy' },
    );
  }
}

async function readRows(
  snapshot: Snapshot,
  range: TimeRange,
  services: readonly string[] | undefined,
  levels: number[] | null,
  limit: number,
) {
  const values = [range.from, range.to, listOrNull(services), levels, limit];
  const rows = await snapshot.rows<{ facet: string; value: string; count: number }>(FACETS_OF_ROWS, values);
  const of = (name: keyof Facets) =>
    rows.filter((row) => row.facet === name).map(({ value, count }) => ({ value, count }));
  return { host: of('host'), logger: of('logger'), errorType: of('errorType') };
}

/** How far back the rows can be counted: whole buckets, newest first, until there are too many. */
function newestPart(cells: readonly CountCell[], range: TimeRange): Date {
  const buckets = new Map<number, number>();
  for (const { bucket, count } of cells) buckets.set(bucket, (buckets.get(bucket) ?? 0) + count);
  let rows = 0;
  let from = range.from.getTime();
  for (const [bucket, count] of [...buckets].sort(([left], [right]) => right - left)) {
    rows += count;
    if (rows > MOST_ROWS) return new Date(Math.max(from, range.from.getTime()));
    from = bucket;
  }
  return range.from;
}

function top(cells: readonly CountCell[], nameOf: (cell: CountCell) => string, limit: number) {
  const counts = new Map<string, number>();
  for (const cell of cells) counts.set(nameOf(cell), (counts.get(nameOf(cell)) ?? 0) + cell.count);
  return [...counts]
    .map(([value, count]) => ({ value, count }))
    .filter(({ count }) => count > 0)
    .sort((left, right) => right.count - left.count || (left.value < right.value ? -1 : 1))
    .slice(0, limit);
}
