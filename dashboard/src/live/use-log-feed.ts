import { type RefObject } from 'preact';
import { useEffect, useMemo, useState } from 'preact/hooks';
import { type LogScope, formatLogScope } from '../navigation/log-scope.js';
import { LogFeed, type LogSnapshot } from './log-feed.js';

/** How often the chart is counted anew under the live tail. */
const RECOUNT_MS = 10_000;

interface Holding {
  /** See LogFeed; read when rows arrive. */
  isFollowing: () => boolean;
  /** Paused by the reader: rows that come in wait, and the chart stands still. */
  isPaused: RefObject<boolean>;
}

/** The Logs page's data. */
export function useLogFeed(
  scope: LogScope,
  { isFollowing, isPaused }: Holding,
): { feed: LogFeed; snapshot: LogSnapshot } {
  const feed = useMemo(() => new LogFeed(scope, isFollowing), []);
  const [snapshot, setSnapshot] = useState(feed.snapshot);
  useEffect(() => feed.subscribe(() => setSnapshot(feed.snapshot)), [feed]);
  useEffect(() => {
    feed.start(scope);
    return () => feed.end();
  }, [feed, formatLogScope(scope)]);
  useEffect(() => {
    if (scope.follow !== 'tail') return;
    const timer = setInterval(() => {
      if (!document.hidden && isPaused.current !== true) void feed.loadHistogram();
    }, RECOUNT_MS);
    return () => clearInterval(timer);
  }, [feed, scope.follow]);
  return { feed, snapshot };
}
