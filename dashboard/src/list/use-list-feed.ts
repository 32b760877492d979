import type { RefObject } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { type Scope, formatScope } from '../navigation/scope.js';
import { ListFeed, type ListSnapshot } from './list-feed.js';
import type { ListKind, PagedAnswer } from './list-kind.js';
import { isListInUse } from './list-in-use.js';
import { type Listed, itemsOf } from './live-list.js';

export interface ListInUse<Item extends Listed, Answer extends PagedAnswer> {
  feed: ListFeed<Item, Answer>;
  snapshot: ListSnapshot<Item, Answer>;
  /** What is shown, newest first. */
  items: readonly Item[];
  /** The list's box, for telling whether it is in use. */
  box: RefObject<HTMLDivElement | null>;
}

/**
 * A page's list.
 *
 * @param isHeld rows that come in wait: something of the list is open, or the reader has paused the page
 * @param polled the newest page and what it belongs to, of a list that is polled
 */
export function useListFeed<Item extends Listed, Answer extends PagedAnswer>(
  kind: ListKind<Item, Answer>,
  scope: Scope,
  isHeld: boolean,
  polled?: { answer: Answer | undefined; scope: Scope | undefined },
): ListInUse<Item, Answer> {
  const box = useRef<HTMLDivElement>(null);
  const held = useRef(isHeld);
  held.current = isHeld;
  const feed = useMemo(() => new ListFeed(kind, scope, () => !held.current && !isListInUse(box.current)), []);
  const [snapshot, setSnapshot] = useState(feed.snapshot);
  useEffect(() => feed.subscribe(() => setSnapshot(feed.snapshot)), [feed]);
  useEffect(() => {
    if (kind.source === 'searched') feed.search(scope);
    return () => feed.end();
  }, [feed, kind.source === 'searched' ? formatScope(scope) : '']);
  useEffect(() => {
    if (polled?.answer && polled.scope) feed.receive(polled.answer, polled.scope);
  }, [polled?.answer]);
  const items = useMemo(() => itemsOf(snapshot.list.shown.rows), [snapshot.list.shown.rows]);
  return { feed, snapshot, items, box };
}
