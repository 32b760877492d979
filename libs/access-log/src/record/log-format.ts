import type {
  AccessErrorRecord,
  AccessFlag,
  AccessRecord,
  HeartbeatLine,
  UnparsedReason,
} from '@log-monitor/access-record';
import type { ParseSettings } from './parse-settings.js';

/** What goes with a line into a format's parser. */
export interface LineContext {
  readonly settings: ParseSettings;
  /** What was seen when the bytes became text. */
  readonly flags: readonly AccessFlag[] | undefined;
  /** The wrapper's time in milliseconds since 1970 UTC, if there is one. */
  readonly wrapperTime: number | undefined;
  /** The time that an application's logger wrote before the line of the request, as it came. */
  readonly headTime?: string | undefined;
}

/** A record, or why the line gives none. */
export type FormatResult = AccessRecord | AccessErrorRecord | HeartbeatLine | UnparsedReason;

/** One format of lines. Its parser never throws and works in time linear in the line's length. */
export interface LogFormat {
  readonly name: string;
  readonly kind: 'access' | 'error';
  /** True when a bad time or status is found in any text that has as many words, so that this says little before a line has been read. */
  readonly isLoose?: boolean;
  readonly parse: (line: string, context: LineContext) => FormatResult;
}
