import type { TailGap } from '@log-monitor/monitor-api';
import { countText } from '../text/number-text.js';

/** What the live tail has to say apart from records. */
export type TailNote =
  | { kind: 'lost'; at: number }
  | { kind: 'back'; at: number }
  /** So many records were left out because this reader did not keep up. */
  | { kind: 'skipped'; count: number }
  /** What lay between is past retention, or the topic was made again. */
  | ({ kind: 'gap' } & TailGap);

export type Row<Item> = { kind: 'item'; key: string; item: Item } | { kind: 'note'; key: string; note: TailNote };

/** Rows without a hole, newest first. */
interface Stretch<Item> {
  rows: readonly Row<Item>[];
  /** Where "load older" goes on; null at the end. */
  olderCursor: string | null;
  /** Rows fell off at the end: older ones would no longer follow on the last one. */
  isCut: boolean;
}

/**
 * A list that grows at the top without moving what somebody is reading: what is new waits until the reader asks for it or
 * is at the top again. The order is always the server's: no row is ever sorted here, since only the server knows which of
 * two records of one millisecond came first.
 */
export interface LiveList<Item> {
  shown: Stretch<Item>;
  /** All that is known from the newest row down; the same as `shown` while nothing waits. */
  newest: Stretch<Item>;
  /** Items that came since the reader looked away. */
  waitingCount: number;
  /** More came than one page holds, so that some between `newest` and `shown` are unknown. */
  hasHole: boolean;
  hasLoadedOlder: boolean;
}

/** A page of a list as the server gave it, newest first. */
export interface ListPage<Item> {
  items: readonly Item[];
  nextCursor: string | null;
}

/** Rows that are kept. */
export const MOST_ROWS = 1000;

export function startList<Item extends { id: string }>(page: ListPage<Item>): LiveList<Item> {
  const shown = stretchOf(page);
  return { shown, newest: shown, waitingCount: 0, hasHole: false, hasLoadedOlder: false };
}

export function itemRow<Item extends { id: string }>(item: Item): Row<Item> {
  return { kind: 'item', key: item.id, item };
}

/**
 * Takes in the newest page, asked again.
 *
 * @param isFollowing the reader is at the top and nothing of the list is in use: new rows may be put in at once
 */
export function receiveNewest<Item extends { id: string }>(
  list: LiveList<Item>,
  page: ListPage<Item>,
  isFollowing: boolean,
): LiveList<Item> {
  if (isFollowing && !list.hasLoadedOlder) return startList(page);
  const top = stretchOf(page);
  const known = keysOf(list);
  const fresh = top.rows.filter((row) => !known.has(row.key)).length;
  const isWhole = page.nextCursor === null;
  const touchesKnown = isWhole || fresh < top.rows.length;
  const next: LiveList<Item> = {
    ...list,
    newest: touchesKnown && !isWhole ? putOnTop(top.rows, list.newest) : top,
    waitingCount: list.waitingCount + fresh,
    hasHole: list.hasHole || !touchesKnown,
  };
  return isFollowing ? showWaiting(next) : next;
}

/**
 * Takes in what the tail brought.
 *
 * @param arrived oldest first
 * @param isFollowing as in receiveNewest
 */
export function receiveTail<Item>(
  list: LiveList<Item>,
  arrived: readonly Row<Item>[],
  isFollowing: boolean,
): LiveList<Item> {
  const known = keysOf(list);
  const fresh: Row<Item>[] = [];
  for (const row of arrived) {
    if (known.has(row.key)) continue;
    known.add(row.key);
    fresh.push(row);
  }
  const next = {
    ...list,
    newest: fresh.length === 0 ? list.newest : putOnTop(fresh.reverse(), list.newest),
    waitingCount: list.waitingCount + itemsOf(fresh).length,
  };
  return isFollowing ? showWaiting(next) : next;
}

/** Puts what waits into the list. */
export function showWaiting<Item>(list: LiveList<Item>): LiveList<Item> {
  if (list.shown === list.newest) return list;
  const hasLoadedOlder = list.hasLoadedOlder && !list.hasHole;
  return { ...list, shown: list.newest, waitingCount: 0, hasHole: false, hasLoadedOlder };
}

/** Adds a page of older items at the end. */
export function appendOlder<Item extends { id: string }>(list: LiveList<Item>, page: ListPage<Item>): LiveList<Item> {
  const known = keysOf(list);
  const older = page.items.filter((item) => !known.has(item.id)).map(itemRow);
  const append = (stretch: Stretch<Item>): Stretch<Item> =>
    stretch.isCut ? stretch : capped({ ...stretch, rows: [...stretch.rows, ...older], olderCursor: page.nextCursor });
  const shown = append(list.shown);
  const newest = list.newest === list.shown ? shown : list.hasHole ? list.newest : append(list.newest);
  return { ...list, shown, newest, hasLoadedOlder: true };
}

/** True when "load older" has something to bring and room for it. */
export function canLoadOlder<Item>({ shown }: LiveList<Item>): boolean {
  return shown.olderCursor !== null && !shown.isCut;
}

/** How many new items wait, as words: exact, or a lower bound when some are not known. */
export function waitingText({ waitingCount, hasHole }: LiveList<unknown>, noun: string): string {
  const words = waitingCount === 1 ? `1 new ${noun}` : `${countText(waitingCount)} new ${noun}s`;
  return hasHole ? `more than ${words}` : words;
}

export function itemsOf<Item>(rows: readonly Row<Item>[]): Item[] {
  return rows.flatMap((row) => (row.kind === 'item' ? [row.item] : []));
}

/** `rows` as the top, in their order, then what followed on the last of them. */
function putOnTop<Item>(rows: readonly Row<Item>[], below: Stretch<Item>): Stretch<Item> {
  const keys = new Set(rows.map((row) => row.key));
  const last = below.rows.findLastIndex((row) => keys.has(row.key));
  return capped({ ...below, rows: [...rows, ...below.rows.slice(last + 1)] });
}

function stretchOf<Item extends { id: string }>({ items, nextCursor }: ListPage<Item>): Stretch<Item> {
  return capped({ rows: items.map(itemRow), olderCursor: nextCursor, isCut: false });
}

function capped<Item>(stretch: Stretch<Item>): Stretch<Item> {
  const { rows, isCut } = stretch;
  return { ...stretch, rows: rows.slice(0, MOST_ROWS), isCut: isCut || rows.length > MOST_ROWS };
}

function keysOf<Item>({ shown, newest }: LiveList<Item>): Set<string> {
  return new Set([...shown.rows, ...(newest === shown ? [] : newest.rows)].map((row) => row.key));
}
