import { type Level, SEVERITY } from '@log-monitor/log-record';

/** A substring as a pattern of LIKE in which every character means itself. */
export function likePattern(substring: string): string {
  return `%${substring.replace(/[\\%_]/g, '\\$&')}%`;
}

/** Levels as the store keeps them, or null for all. */
export function severities(levels: readonly Level[] | undefined): number[] | null {
  return levels && levels.length > 0 ? levels.map((level) => SEVERITY[level]) : null;
}

/** A list as a parameter: an empty one narrows nothing. */
export function listOrNull(values: readonly string[] | undefined): readonly string[] | null {
  return values && values.length > 0 ? values : null;
}
