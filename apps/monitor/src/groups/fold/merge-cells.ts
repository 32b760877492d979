import { DistinctCount } from '@log-monitor/access-statistics';
import type { ErrorCell } from '../../store/groups/error-cell.js';

/** What several batches add to one fingerprint in one service and version. */
export interface MergedCell extends Omit<ErrorCell, 'minutes' | 'users'> {
  minutes: Map<number, number>;
  count: number;
}

export interface MergedCells {
  cells: MergedCell[];
  /** Users who were affected, by fingerprint. */
  users: Map<string, DistinctCount>;
}

/** Adds cells up. The result does not depend on their order. */
export function mergeCells(given: readonly ErrorCell[]): MergedCells {
  const cells = new Map<string, MergedCell>();
  const users = new Map<string, DistinctCount>();
  for (const { minutes, users: encoded, ...cell } of given) {
    const key = `${cell.fingerprint}/${cell.serviceId}/${cell.version}`;
    let merged = cells.get(key);
    if (merged === undefined) cells.set(key, (merged = { ...cell, minutes: new Map(), count: 0 }));
    for (const [minute, count] of minutes) {
      merged.minutes.set(minute, (merged.minutes.get(minute) ?? 0) + count);
      merged.count += count;
    }
    if (isBefore(cell.first, merged.first)) merged.first = cell.first;
    merged.last = Math.max(merged.last, cell.last);
    merged.happened = Math.max(merged.happened, cell.happened);
    if (encoded !== undefined) usersOf(users, cell.fingerprint).mergeEncoded(Buffer.from(encoded, 'base64'));
  }
  const sorted = [...cells.entries()].sort(([left], [right]) => (left < right ? -1 : 1));
  return { cells: sorted.map(([, cell]) => cell), users };
}

function isBefore([time, id]: ErrorCell['first'], [otherTime, otherId]: ErrorCell['first']): boolean {
  return time < otherTime || (time === otherTime && id < otherId);
}

function usersOf(users: Map<string, DistinctCount>, fingerprint: string): DistinctCount {
  let count = users.get(fingerprint);
  if (count === undefined) users.set(fingerprint, (count = new DistinctCount()));
  return count;
}
