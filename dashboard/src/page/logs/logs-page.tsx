import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { SearchAnswer, StoredRecord } from '@log-monitor/monitor-api';
import { askSearch } from '../../api/question.js';
import type { ListKind } from '../../list/list-kind.js';
import { ListView } from '../../list/list-view.js';
import { problemAside, recordColumns } from '../../list/record-columns.js';
import { useListFeed } from '../../list/use-list-feed.js';
import { serverNow } from '../../live/live-data.js';
import { LEVELS, type Scope } from '../../navigation/scope.js';
import { Choice } from '../../part/choice.js';
import { Filters } from '../../part/filters.js';
import type { Page, PageProps } from '../page.js';
import { LogChart } from './log-chart.js';

const MODES = [
  { value: '', label: 'Search' },
  { value: 'tail', label: 'Live tail' },
] as const satisfies readonly { value: Scope['follow']; label: string }[];

/** How often the chart is counted again under the live tail. */
const RECOUNT_MS = 10_000;

const RECORD_LIST: ListKind<StoredRecord, SearchAnswer> = {
  noun: 'record',
  columns: recordColumns('Logger', ({ logger }) => logger),
  aside: problemAside,
  ask: askSearch,
  itemsOf: ({ records }) => records,
  source: 'searched',
};

/** All records: search, how many over time, and what comes in from now on. */
export const LOGS_PAGE: Page = {
  path: 'logs',
  words: 'Logs',
  filters: ['service', 'level', 'host', 'logger', 'search', 'requestId', 'userId', 'traceId', 'attribute'],
  polls: [],
  View: LogsPage,
};

function LogsPage({ route, snapshot, onScope, onListed }: PageProps): JSX.Element {
  const { scope } = route;
  const { isPaused } = snapshot;
  const [count, setCount] = useState(0);
  const list = useListFeed(RECORD_LIST, scope, isPaused || route.id !== undefined);
  useEffect(() => onListed(list.items), [list.items]);
  useEffect(() => {
    if (scope.follow !== 'tail' || isPaused) return;
    const timer = setInterval(() => {
      if (!document.hidden) setCount((before) => before + 1);
    }, RECOUNT_MS);
    return () => clearInterval(timer);
  }, [scope.follow, isPaused]);
  const searchAgain = (): void => {
    list.feed.search(scope);
    setCount((before) => before + 1);
  };
  return (
    <div class="cards">
      <section class="card" aria-labelledby="logs-heading">
        <div class="card-head">
          <h2 id="logs-heading">Logs</h2>
          <Filters
            scope={scope}
            levels={LEVELS}
            services={snapshot.parts.services.answer?.services}
            fields={['host', 'logger', 'requestId', 'attribute']}
            onChange={onScope}
          >
            <Choice
              label="Mode"
              options={MODES}
              value={scope.follow}
              onChoose={(follow) => onScope({ ...scope, follow })}
            />
            {scope.follow === '' && (
              <button type="button" class="button" onClick={searchAgain}>
                Search again
              </button>
            )}
          </Filters>
        </div>
        <LogChart
          list={list.snapshot}
          records={list.items}
          now={serverNow(snapshot)}
          round={count}
          onLevel={(level) => onScope({ ...scope, level })}
        />
      </section>
      <section class="card" aria-label="Records">
        <ListView kind={RECORD_LIST} list={list} route={route} />
      </section>
    </div>
  );
}
