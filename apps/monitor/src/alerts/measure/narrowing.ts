import type { AlertScope } from '@log-monitor/monitor-api';
import { likePattern } from '../../query/database/filter-values.js';

/** What only the stored records can tell of a rule's scope; the counters know services and levels alone. */
export interface Narrowing extends Pick<
  AlertScope,
  'services' | 'exceptServices' | 'levels' | 'versions' | 'errorTypes' | 'search' | 'regex'
> {
  /** The same for the same conditions, whichever rule has them. */
  readonly id: string;
}

/** @returns undefined when counters are enough */
export function narrowingOf(scope: AlertScope): Narrowing | undefined {
  const { services, exceptServices, levels, versions, errorTypes, search, regex } = scope;
  if ((versions ?? errorTypes ?? search ?? regex) === undefined) return undefined;
  const asked = [versions, errorTypes, search, regex, services, exceptServices, levels];
  const id = JSON.stringify(asked.map((one) => (Array.isArray(one) ? [...one].sort() : (one ?? null))));
  const conditions = Object.entries({ services, exceptServices, levels, versions, errorTypes, search, regex });
  return { id, ...Object.fromEntries(conditions.filter(([, value]) => value !== undefined)) };
}

/** Names in which `*` stands for any characters as patterns of LIKE; null: any name. */
export function likePatterns(names: readonly string[] | undefined): string[] | null {
  return (
    names?.map((name) =>
      name
        .split('*')
        .map((part) => likePattern(part).slice(1, -1))
        .join('%'),
    ) ?? null
  );
}
