import { type JSX, type Ref } from 'preact';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { type StoredRecord } from '../../api/answer.js';
import { type LiveSnapshot } from '../../live/live-data.js';
import { recordsOf } from '../../live/log-list.js';
import { useLogFeed } from '../../live/use-log-feed.js';
import { type LogScope } from '../../navigation/log-scope.js';
import { type Route } from '../../navigation/route.js';
import { LogChart } from './log-chart.js';
import { LogFilters } from './log-filters.js';
import { LogRows } from './log-rows.js';

/** All records: search, how many over time, and what comes in from now on. */
export function LogsPage({
  route,
  live,
  listRef,
  isFollowing,
  onScope,
  onFound,
}: {
  route: Route & { page: 'logs' };
  live: LiveSnapshot;
  listRef: Ref<HTMLDivElement>;
  /** May new rows be put into the list at once? */
  isFollowing: () => boolean;
  onScope: (scope: LogScope, how?: 'push' | 'replace') => void;
  /** Told what the list shows, newest first. */
  onFound: (records: readonly StoredRecord[]) => void;
}): JSX.Element {
  const { scope } = route;
  const isPaused = useRef(false);
  isPaused.current = live.isPaused;
  const { feed, snapshot } = useLogFeed(scope, { isFollowing: () => !isPaused.current && isFollowing(), isPaused });
  const records = useMemo(() => recordsOf(snapshot.list.rows), [snapshot.list.rows]);
  useEffect(() => onFound(records), [records]);
  const names = (live.services.answer?.services ?? []).map((row) => row.name).sort();
  return (
    <div class="logs">
      <section class="card" aria-labelledby="logs-heading">
        <div class="card-head">
          <h2 id="logs-heading">Logs</h2>
          <LogFilters scope={scope} serviceNames={names} onChange={onScope} onAgain={() => feed.start(scope)} />
        </div>
        <LogChart
          snapshot={snapshot}
          records={records}
          serverNow={Date.now() + live.clockOffset}
          onLevels={(levels) => onScope({ ...scope, levels })}
        />
      </section>
      <section class="card" aria-label="Records">
        <LogRows listRef={listRef} feed={feed} snapshot={snapshot} route={route} />
      </section>
    </div>
  );
}
