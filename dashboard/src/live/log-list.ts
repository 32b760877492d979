import { type StoredRecord } from '../api/answer.js';

/** What the live tail has to say besides records. */
export type TailNote =
  | { kind: 'lost'; at: number }
  | { kind: 'back'; at: number }
  /** So many records were left out because this reader did not keep up. */
  | { kind: 'skipped'; count: number }
  /** What lay between is past retention, or the topic was made anew. */
  | { kind: 'gap'; reason: string; since: string | null };

export type LogRow =
  { kind: 'record'; key: string; record: StoredRecord } | { kind: 'note'; key: string; note: TailNote };

/** The rows of the Logs page: what was found, and above it what the tail has brought since. */
export interface LogList {
  /** Newest first; records of the tail in the order in which they were stored. */
  rows: LogRow[];
  /** Newer than `rows` and not shown yet, newest first. */
  waiting: LogRow[];
  /** Records that came since the reader looked away, also those that no longer fit into `waiting`. */
  waitingCount: number;
  /** Rows fell off at the end: "older" would no longer follow on the last one. */
  isCut: boolean;
}

/** Rows that are kept. */
export const MOST_ROWS = 1000;

export const NO_ROWS: LogList = { rows: [], waiting: [], waitingCount: 0, isCut: false };

export function recordRow(record: StoredRecord): LogRow {
  return { kind: 'record', key: record.id, record };
}

/**
 * Takes in what the tail brought.
 *
 * @param arrived oldest first
 * @param isFollowing the reader is at the top and nothing of the list is in use: rows may be put in at once
 */
export function receiveTail(list: LogList, arrived: readonly LogRow[], isFollowing: boolean): LogList {
  const known = keysOf(list);
  const fresh: LogRow[] = [];
  for (const row of arrived) {
    if (known.has(row.key)) continue;
    known.add(row.key);
    fresh.push(row);
  }
  const waiting = [...fresh.reverse(), ...list.waiting].slice(0, MOST_ROWS);
  const records = fresh.filter((row) => row.kind === 'record').length;
  const next = { ...list, waiting, waitingCount: list.waitingCount + records };
  return isFollowing ? showWaitingRows(next) : next;
}

/** Puts the waiting rows into the list; both are capped alike, so that no hole can come between them. */
export function showWaitingRows(list: LogList): LogList {
  if (list.waiting.length === 0) return list;
  const rows = [...list.waiting, ...list.rows];
  return {
    rows: rows.slice(0, MOST_ROWS),
    waiting: [],
    waitingCount: 0,
    isCut: list.isCut || rows.length > MOST_ROWS || list.waitingCount > MOST_ROWS,
  };
}

/** Adds a page of records that a search found, newest first, at the end. */
export function appendFound(list: LogList, records: readonly StoredRecord[]): LogList {
  const known = keysOf(list);
  const rows = [...list.rows, ...records.filter((record) => !known.has(record.id)).map(recordRow)];
  return { ...list, rows: rows.slice(0, MOST_ROWS), isCut: list.isCut || rows.length > MOST_ROWS };
}

export function recordsOf(rows: readonly LogRow[]): StoredRecord[] {
  return rows.flatMap((row) => (row.kind === 'record' ? [row.record] : []));
}

function keysOf(list: LogList): Set<string> {
  return new Set([...list.rows, ...list.waiting].map((row) => row.key));
}
