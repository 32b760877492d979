import type { Triage } from '../state/triage.js';

/** What decides which of several problems lasts when they become one. */
export interface PlannedGroup {
  /** Decimal. */
  id: string;
  triage: Triage;
  count: number;
  /** Made by ingest since the rules were changed, and nobody has done anything about it. */
  isFresh: boolean;
  /** It went into another when errors were regrouped, and has none of its own. */
  isDormant: boolean;
}

/** What needs somebody comes first: nothing is hidden because it became one with what was ignored. */
const RANK: Readonly<Record<Triage['state'], number>> = { open: 0, muted: 1, resolved: 2, ignored: 3, deleted: 4 };

/** @returns undefined of none */
export function lastingGroup(groups: readonly PlannedGroup[]): PlannedGroup | undefined {
  return [...groups].sort(
    (one, other) =>
      Number(one.isDormant) - Number(other.isDormant) ||
      Number(one.isFresh) - Number(other.isFresh) ||
      RANK[one.triage.state] - RANK[other.triage.state] ||
      other.count - one.count ||
      (one.id < other.id ? -1 : 1),
  )[0];
}
