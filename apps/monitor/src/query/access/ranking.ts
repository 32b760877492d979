import { type Cell, OTHER } from '@log-monitor/access-statistics';
import type { CountedCell } from './counted-cells.js';

/** By what a list is ordered. */
export type Rank = 'requests' | 'errors' | 'slowness';

export interface Top {
  rank: Rank;
  /** Rows that are wanted. */
  limit: number;
  /** What was asked for less often is not listed. */
  least: number;
}

/** The rows of a top list, best first. */
export function best(cells: readonly CountedCell[], { rank, limit, least }: Top): CountedCell[] {
  const ranked = cells.filter(
    ({ value, host, cell }) => (value ?? host) !== OTHER && cell.requests >= least && rankOf(cell, rank) > 0,
  );
  const name = ({ host, value }: CountedCell): string => `${value ?? ''}\n${host ?? ''}`;
  ranked.sort(
    (left, right) =>
      rankOf(right.cell, rank) - rankOf(left.cell, rank) ||
      right.cell.requests - left.cell.requests ||
      (name(left) < name(right) ? -1 : 1),
  );
  return ranked.slice(0, limit);
}

/** What a list is ordered by: the most comes first. */
export function rankOf({ requests, errors, timed, durationUs }: Cell, rank: Rank): number {
  if (rank === 'requests') return requests;
  if (rank === 'errors') return errors;
  return timed === 0 ? 0 : durationUs / timed;
}
