import type { DecodedRecord } from './decoded-record.js';
import type { LogColumns } from './log-columns.js';

/** What a batch of log records carries. */
export interface LogBatch {
  /** Records of our own format below ERROR, nearly all as a rule, and copies of errors that are stored. */
  scanned: LogColumns;
  /** All others: parsed ones. */
  parsed: readonly DecodedRecord[];
}

export const LOG_KIND = 'log';
