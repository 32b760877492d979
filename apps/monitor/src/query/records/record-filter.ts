import type { Level } from '@log-monitor/log-record';

/** What a list of records can be narrowed to. Several values of one member mean "any of them". */
export interface RecordFilter {
  services?: readonly string[];
  levels?: readonly Level[];
  hosts?: readonly string[];
  loggers?: readonly string[];
  /** Case-insensitive substring of message, error type and error message; `%`, `_` and `\` mean themselves. */
  search?: string;
  /** Number of a problem, decimal; lists of errors alone have it. */
  group?: string;
  requestId?: string;
  userId?: string;
  traceId?: string;
  /** Members that `attributes` must hold, by their text; `a.b` also means member b of a. */
  attributes?: Readonly<Record<string, string>>;
}
