import { type ErrorsAnswer, type StoredRecord } from '../api/answer.js';

/**
 * The list of newest errors. New ones come in at the top without moving what somebody is reading: they wait until the
 * reader asks for them or is at the top again.
 */
export interface ErrorFeed {
  /** Newest first. */
  shown: StoredRecord[];
  /** Newer than `shown` and not shown yet, newest first. */
  waiting: StoredRecord[];
  /** The newest page as it came last: where the list starts again when it must. */
  newest: ErrorsAnswer;
  /** More errors came than one page holds, so that some between `waiting` and `shown` are unknown. */
  hasHole: boolean;
  /** Where "load older" goes on; null at the end. */
  olderCursor: string | null;
  hasLoadedOlder: boolean;
}

/** Rows in the list at most: "load older" ends here, and new errors beyond it start the list again from the newest page. */
export const MOST_SHOWN = 2000;
const MOST_WAITING = 1000;

export function startFeed(page: ErrorsAnswer): ErrorFeed {
  return {
    shown: page.errors,
    waiting: [],
    newest: page,
    hasHole: false,
    olderCursor: page.nextCursor,
    hasLoadedOlder: false,
  };
}

/**
 * Takes in the newest page.
 *
 * @param isFollowing the reader is at the top and nothing of the list is in use: new errors may be put in at once
 */
export function receiveNewest(feed: ErrorFeed, page: ErrorsAnswer, isFollowing: boolean): ErrorFeed {
  if (isFollowing && !feed.hasLoadedOlder) return startFeed(page);
  const known = new Set([...feed.shown, ...feed.waiting].map((record) => record.id));
  const fresh = page.errors.filter((record) => !known.has(record.id));
  const waiting = newestFirst([...fresh, ...feed.waiting]);
  const touchesKnown = fresh.length < page.errors.length || page.nextCursor === null;
  const next: ErrorFeed = {
    ...feed,
    newest: page,
    waiting: waiting.length > MOST_WAITING ? waiting.slice(0, MOST_WAITING) : waiting,
    hasHole: feed.hasHole || !touchesKnown || waiting.length > MOST_WAITING,
  };
  return isFollowing ? showWaiting(next) : next;
}

/** Puts the waiting errors into the list. */
export function showWaiting(feed: ErrorFeed): ErrorFeed {
  const shown = newestFirst([...feed.waiting, ...feed.shown]);
  if (feed.hasHole || shown.length > MOST_SHOWN) return startFeed(feed.newest);
  return { ...feed, shown, waiting: [] };
}

/** Adds a page of older errors at the end. */
export function appendOlder(feed: ErrorFeed, page: ErrorsAnswer): ErrorFeed {
  const known = new Set(feed.shown.map((record) => record.id));
  const older = page.errors.filter((record) => !known.has(record.id));
  return { ...feed, shown: [...feed.shown, ...older], olderCursor: page.nextCursor, hasLoadedOlder: true };
}

/** True when "load older" has something to bring and room for it. */
export function canLoadOlder(feed: ErrorFeed): boolean {
  return feed.olderCursor !== null && feed.shown.length < MOST_SHOWN;
}

/** How many new errors wait, as words: exact, or a lower bound when some are not known. */
export function waitingText(feed: ErrorFeed): string | undefined {
  const count = feed.waiting.length;
  if (count === 0) return undefined;
  const words = count === 1 ? 'new error' : 'new errors';
  return feed.hasHole ? `more than ${count} ${words}` : `${count} ${words}`;
}

function newestFirst(records: StoredRecord[]): StoredRecord[] {
  return records.toSorted((a, b) => compareText(b.timestamp, a.timestamp) || compareText(b.id, a.id));
}

/** By code unit, as the server compares: localeCompare would order by the reader's language. */
function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
