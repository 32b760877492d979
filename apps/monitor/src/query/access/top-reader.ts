import { Cell, type Counts, OTHER } from '@log-monitor/access-statistics';
import { type Snapshot } from '../database/snapshot.js';
import { type Statement } from '../database/statement.js';
import { CountedCells } from './counted-cells.js';
import {
  addSums,
  type SumRow,
  valuesOf,
  WINDOW_KEY,
  WINDOW_SUMS,
  WINDOWS,
  type WindowQuestion,
} from './window-reader.js';

/** By what a list is ordered. */
export type Rank = 'requests' | 'errors' | 'slowness';

export interface Top {
  rank: Rank;
  /** Rows that are wanted. */
  limit: number;
  /** What was asked for less often is not listed. */
  least: number;
}

const SUMS = `requests, errors, faults, bytes, timed, duration_us, longest_us, late`;

/**
 * The $15 values with the most requests, errors or slowness ($14) among those with $16 requests or more, those named $17 besides, and all together as the row of
 * bucket -1. Its `cut` is the most that one value can have had more than its row says.
 */
export const ACCESS_WINDOW_TOP: Statement = {
  name: 'access-window-top',
  text: `
WITH sums AS MATERIALIZED (
  SELECT ${WINDOW_KEY}, ${WINDOW_SUMS}
    FROM ${WINDOWS}
   GROUP BY 1, 2, 3, 4, 5
), best AS (
  SELECT * FROM sums
   WHERE value <> '${OTHER}' AND requests >= $16
     AND CASE $14::text WHEN 'errors' THEN errors > 0 WHEN 'slowness' THEN timed > 0 ELSE true END
   ORDER BY CASE $14 WHEN 'errors' THEN errors::float8 WHEN 'slowness' THEN duration_us::float8 / timed ELSE requests::float8 END DESC,
            requests DESC, value, host
   LIMIT $15
)
SELECT bucket, source, host, value, status, ${SUMS}, cut FROM best
UNION
SELECT bucket, source, host, value, status, ${SUMS}, cut FROM sums WHERE value = ANY($17::text[]) AND value <> '${OTHER}'
UNION ALL
SELECT -1, NULL, NULL, NULL, NULL,
       coalesce(sum(requests), 0)::bigint, coalesce(sum(errors), 0)::bigint, coalesce(sum(faults), 0)::bigint, coalesce(sum(bytes), 0)::bigint,
       coalesce(sum(timed), 0)::bigint, coalesce(sum(duration_us), 0)::bigint, coalesce(max(longest_us), 0), coalesce(sum(late), 0)::bigint,
       (SELECT coalesce(max(cut), 0)::bigint FROM (SELECT sum(cut) AS cut FROM sums GROUP BY host) of_host)
  FROM sums`,
};

/**
 * Sums of the values that a list is made of, and of all others as the value `(other)`.
 *
 * @param besides values that are wanted wherever they stand
 */
export async function readTopSums(
  snapshot: Snapshot,
  question: WindowQuestion,
  { rank, limit, least }: Top,
  besides: readonly string[],
): Promise<CountedCells> {
  const cells = new CountedCells();
  if (question.segments.length === 0) return cells;
  const values = [...valuesOf(question), rank, limit, least, besides];
  const rows = await snapshot.rows<SumRow>(ACCESS_WINDOW_TOP, values);
  const rest = new Cell(0, true);
  for (const row of rows) {
    if (row.bucket < 0) addSums(rest, row);
    else addSums(cells.at(row), row);
  }
  for (const { cell } of cells.list()) subtract(rest, cell);
  cells.at({ bucket: 0, source: null, host: null, value: OTHER, status: null }).merge(rest);
  return cells;
}

const SUMMED = ['requests', 'errors', 'faults', 'bytes', 'timed', 'durationUs', 'late'] as const;

function subtract(rest: Counts, part: Counts): void {
  for (const field of SUMMED) rest[field] -= part[field];
}
