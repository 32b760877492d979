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

/** What a list can hold. Items of one `instance` stand in the order of their `seq`, whatever their times. */
export interface Listed {
  id: string;
  instance?: string;
  seq?: number;
}

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
 * is at the top again. The order of a page is the server's, and no row is ever sorted by time or id: only the server knows
 * which of two records of one millisecond came first.
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

export function startList<Item extends Listed>(page: ListPage<Item>): LiveList<Item> {
  const shown = stretchOf(page);
  return { shown, newest: shown, waitingCount: 0, hasHole: false, hasLoadedOlder: false };
}

export function itemRow<Item extends Listed>(item: Item): Row<Item> {
  return { kind: 'item', key: item.id, item };
}

/**
 * Takes in the newest page, asked again.
 *
 * @param isFollowing the reader is at the top and nothing of the list is in use: new rows may be put in at once
 */
export function receiveNewest<Item extends Listed>(
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
 * Takes in what the tail brought: on top, but below what its process logged later and is shown already.
 *
 * @param arrived oldest first
 * @param isFollowing as in receiveNewest
 */
export function receiveTail<Item extends Listed>(
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
  const rows = fresh.length === 0 ? list.newest.rows : placed(fresh, list.newest.rows);
  const newest = rows === list.newest.rows ? list.newest : capped({ ...list.newest, rows });
  const next = { ...list, newest, waitingCount: list.waitingCount + itemsOf(fresh).length };
  return isFollowing ? showWaiting(next) : next;
}

/** Takes in the first page under a tail that may have brought rows before: the page's order counts, the rest is placed. */
export function receiveFirst<Item extends Listed>(list: LiveList<Item>, page: ListPage<Item>): LiveList<Item> {
  const first = stretchOf(page);
  const inPage = new Set(first.rows.map((row) => row.key));
  const fill = (stretch: Stretch<Item>): Stretch<Item> => {
    if (stretch.isCut) return stretch;
    const others = stretch.rows.filter((row) => !inPage.has(row.key));
    return capped({ ...first, rows: placed(others.toReversed(), first.rows) });
  };
  const shown = fill(list.shown);
  const newest = list.newest === list.shown ? shown : fill(list.newest);
  return { ...list, shown, newest, waitingCount: itemsOf(newest.rows).length - itemsOf(shown.rows).length };
}

/** Puts what waits into the list. */
export function showWaiting<Item>(list: LiveList<Item>): LiveList<Item> {
  if (list.shown === list.newest) return list;
  const hasLoadedOlder = list.hasLoadedOlder && !list.hasHole;
  return { ...list, shown: list.newest, waitingCount: 0, hasHole: false, hasLoadedOlder };
}

/** Adds a page of older items at the end; what the tail had placed among them goes where the page has it. */
export function appendOlder<Item extends Listed>(list: LiveList<Item>, page: ListPage<Item>): LiveList<Item> {
  const older = page.items.map(itemRow);
  const inPage = new Set(older.map((row) => row.key));
  const append = (stretch: Stretch<Item>): Stretch<Item> => {
    if (stretch.isCut) return stretch;
    const rows = [...stretch.rows.filter((row) => !inPage.has(row.key)), ...older];
    return capped({ ...stretch, rows, olderCursor: page.nextCursor });
  };
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

/** `arrived`, oldest first, put into `rows` one by one: each below the last row that its process logged later, else on top. */
function placed<Item extends Listed>(arrived: readonly Row<Item>[], rows: readonly Row<Item>[]): Row<Item>[] {
  const highest = new Map<string, number>();
  for (const row of rows) noteNumber(highest, row);
  let result = [...rows];
  let top: Row<Item>[] = [];
  for (const row of arrived) {
    if (!isBelow(row, highest)) {
      noteNumber(highest, row);
      top.push(row);
      continue;
    }
    result = [...top.reverse(), ...result];
    top = [];
    result.splice(result.findLastIndex((other) => isLater(other, row)) + 1, 0, row);
  }
  return [...top.reverse(), ...result];
}

function noteNumber(highest: Map<string, number>, row: Row<Listed>): void {
  if (row.kind === 'note' || row.item.instance === undefined || row.item.seq === undefined) return;
  highest.set(row.item.instance, Math.max(row.item.seq, highest.get(row.item.instance) ?? 0));
}

/** True when something that the row's process logged later is among what `highest` tells of. */
function isBelow(row: Row<Listed>, highest: ReadonlyMap<string, number>): boolean {
  if (row.kind === 'note' || row.item.instance === undefined) return false;
  return (row.item.seq ?? Infinity) < (highest.get(row.item.instance) ?? 0);
}

function isLater(row: Row<Listed>, than: Row<Listed>): boolean {
  if (row.kind === 'note' || than.kind === 'note' || row.item.instance !== than.item.instance) return false;
  return (row.item.seq ?? 0) > (than.item.seq ?? 0);
}

function stretchOf<Item extends Listed>({ items, nextCursor }: ListPage<Item>): Stretch<Item> {
  return capped({ rows: items.map(itemRow), olderCursor: nextCursor, isCut: false });
}

function capped<Item>(stretch: Stretch<Item>): Stretch<Item> {
  const { rows, isCut } = stretch;
  return { ...stretch, rows: rows.slice(0, MOST_ROWS), isCut: isCut || rows.length > MOST_ROWS };
}

function keysOf<Item>({ shown, newest }: LiveList<Item>): Set<string> {
  return new Set([...shown.rows, ...(newest === shown ? [] : newest.rows)].map((row) => row.key));
}
