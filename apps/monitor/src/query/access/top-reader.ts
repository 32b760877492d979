import { Cell, type Counts, OTHER } from '@log-monitor/access-statistics';
import type { Snapshot } from '../database/snapshot.js';
import type { Statement } from '../database/statement.js';
import { type CellKey, CountedCells } from './counted-cells.js';
import type { Top } from './ranking.js';
import {
  addSums,
  type SumRow,
  valuesOf,
  WINDOW_KEY,
  WINDOW_SUMS,
  WINDOWS,
  type WindowQuestion,
} from './window-reader.js';

const SUMS = `requests, errors, faults, bytes, timed, duration_us, longest_us, late`;

/**
 * The $15 values with the most requests, errors or slowness ($14) among those with $16 requests or more, and all together as the row of bucket -1. Its `cut` is the most that one value can have had more than its row says.
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
UNION ALL
SELECT -1, NULL, NULL, NULL, NULL,
       coalesce(sum(requests), 0)::bigint, coalesce(sum(errors), 0)::bigint, coalesce(sum(faults), 0)::bigint, coalesce(sum(bytes), 0)::bigint,
       coalesce(sum(timed), 0)::bigint, coalesce(sum(duration_us), 0)::bigint, coalesce(max(longest_us), 0), coalesce(sum(late), 0)::bigint,
       (SELECT coalesce(max(cut), 0)::bigint FROM (SELECT sum(cut) AS cut FROM sums GROUP BY host) of_host)
  FROM sums`,
};

/** Sums of the values that a list is made of, and of all others as the value `(other)`. */
export async function readTopSums(
  snapshot: Snapshot,
  question: WindowQuestion,
  { rank, limit, least }: Top,
): Promise<CountedCells> {
  const cells = new CountedCells();
  const rest = new Cell(0, true);
  for (const row of await snapshot.rows<SumRow>(ACCESS_WINDOW_TOP, [...valuesOf(question), rank, limit, least])) {
    if (row.bucket < 0) addSums(rest, row);
    else addSums(cells.at(row), row);
  }
  for (const { cell } of cells.list()) subtract(rest, cell);
  cells.at(OTHERS).merge(rest);
  return cells;
}

/** What a list does not name. */
export const OTHERS: CellKey = { bucket: 0, source: null, host: null, value: OTHER, status: null };

const SUMMED = ['requests', 'errors', 'faults', 'bytes', 'timed', 'durationUs', 'late'] as const;

/** Takes out what was counted among others. The longest of what is left is not known: it stays that of all. */
export function subtract(rest: Counts, part: Counts): void {
  for (const field of SUMMED) rest[field] -= part[field];
}
