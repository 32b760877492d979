import { useEffect, useMemo, useState } from 'preact/hooks';
import { type LogScope, formatLogScope } from '../navigation/log-scope.js';
import { LogFeed, type LogSnapshot } from './log-feed.js';

/** How often the chart is counted anew under the live tail. */
const RECOUNT_MS = 10_000;

/**
 * The Logs page's data.
 *
 * @param isFollowing see LogFeed; read when rows arrive
 */
export function useLogFeed(scope: LogScope, isFollowing: () => boolean): { feed: LogFeed; snapshot: LogSnapshot } {
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
      if (!document.hidden) void feed.loadHistogram();
    }, RECOUNT_MS);
    return () => clearInterval(timer);
  }, [feed, scope.follow]);
  return { feed, snapshot };
}
