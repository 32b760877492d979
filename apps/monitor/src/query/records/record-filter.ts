import { type Level, SEVERITY } from '@log-monitor/log-record';

/** What a list of records can be narrowed to. Several values of one member mean "any of them". */
export interface RecordFilter {
  services?: readonly string[];
  levels?: readonly Level[];
  hosts?: readonly string[];
  loggers?: readonly string[];
  /** Case-insensitive substring of message, error type and error message; `%`, `_` and `\` mean themselves. */
  search?: string;
  requestId?: string;
  userId?: string;
  traceId?: string;
  /** Members that `attributes` must hold, by their text; `a.b` also means member b of a. */
  attributes?: Readonly<Record<string, string>>;
}

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
