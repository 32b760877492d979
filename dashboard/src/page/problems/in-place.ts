import type { Group } from '@log-monitor/monitor-api';

/**
 * Problems as they are now, in the places where somebody is looking at them: a row keeps its place, and one that is new waits.
 *
 * @param shown what is in sight
 * @param fresh the list as it would be
 */
export function inPlace(shown: readonly Group[], fresh: readonly Group[]): { groups: Group[]; waiting: number } {
  const byId = new Map(fresh.map((group) => [group.id, group]));
  const groups = shown.map((group) => byId.get(group.id) ?? group);
  const known = new Set(shown.map(({ id }) => id));
  return { groups, waiting: fresh.filter(({ id }) => !known.has(id)).length };
}
