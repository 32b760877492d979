import { type JSX } from 'preact';
import type { AccessRequest, AccessRequestsAnswer } from '@log-monitor/monitor-api';
import { askAccessRequests } from '../../api/access-question.js';
import { type PolledName } from '../../api/polled.js';
import { type ListKind } from '../../list/list-kind.js';
import { ListView } from '../../list/list-view.js';
import { useListFeed } from '../../list/use-list-feed.js';
import { serverNow } from '../../live/live-data.js';
import { formatScope } from '../../navigation/scope.js';
import { ProblemNote } from '../../part/problem-note.js';
import { countedText } from '../../text/number-text.js';
import { type Page, type PageProps } from '../page.js';
import { REQUEST_COLUMNS } from './request-columns.js';
import { RequestPanel } from './request-panel.js';
import { SourceTable } from './source-table.js';
import { TrafficCharts } from './traffic-charts.js';
import { TrafficFilters } from './traffic-filters.js';
import { TrafficTables } from './traffic-tables.js';
import { TrafficTiles } from './traffic-tiles.js';

const REQUEST_LIST: ListKind<AccessRequest, AccessRequestsAnswer> = {
  noun: 'request',
  columns: REQUEST_COLUMNS,
  ask: askAccessRequests,
  itemsOf: ({ requests }) => requests,
  source: 'polled',
};

const POLLS: readonly PolledName[] = ['accessSummary', 'accessSeries', 'accessSources', 'accessRequests'];

/** What web servers and gateways wrote down: how many requests, how they were answered, how long it took. */
export const TRAFFIC_PAGE: Page = {
  path: 'traffic',
  words: 'Traffic',
  filters: ['search', 'status', 'host', 'project', 'route', 'path', 'method', 'client', 'source'],
  polls: POLLS,
  View: TrafficPage,
  Details: RequestPanel,
};

function TrafficPage({ route, snapshot, onScope }: PageProps): JSX.Element {
  const { scope } = route;
  const { accessSummary, accessSeries, accessSources, accessRequests } = snapshot.parts;
  const list = useListFeed(REQUEST_LIST, scope, route.id !== undefined, {
    answer: accessRequests.answer,
    scope: snapshot.scope,
  });
  const isStale = snapshot.scope !== undefined && formatScope(snapshot.scope) !== formatScope(scope);
  const now = serverNow(snapshot);
  const sources = accessSources.answer?.sources;
  if (sources?.length === 0 && !accessSummary.answer?.current.requests) return <NoTraffic />;
  return (
    <div class="cards traffic" data-stale={isStale}>
      <TrafficFilters scope={scope} onChange={onScope} />
      <div>
        <TrafficTiles answer={accessSummary.answer} />
        <ProblemNote problem={accessSummary.problem} what="The figures" />
        <Caveats answer={accessSummary.answer} />
      </div>
      <ProblemNote problem={accessSeries.problem} what="The charts" />
      <TrafficCharts answer={accessSeries.answer} now={now} scope={scope} onChange={onScope} />
      <TrafficTables scope={scope} isPaused={snapshot.isPaused} onChange={onScope} />
      <section class="card" aria-labelledby="requests-heading">
        <div class="card-head">
          <h2 id="requests-heading">Newest requests</h2>
          <span class="quiet">{scope.status === '' ? 'status 400 and more' : `status ${scope.status}`}</span>
        </div>
        <ProblemNote problem={accessRequests.problem} what="The list of requests" />
        <ListView kind={REQUEST_LIST} list={list} route={route} />
      </section>
      <section class="card table-card" aria-labelledby="sources-heading">
        <div class="card-head">
          <h2 id="sources-heading">Sources</h2>
          <span class="quiet">everything that ever came of each</span>
        </div>
        <ProblemNote problem={accessSources.problem} what="The sources" />
        {sources && <SourceTable rows={sources} scope={scope} serverNow={now} onChange={onScope} />}
      </section>
    </div>
  );
}

/** What has to be known of the figures, where there is anything. */
function Caveats({ answer }: Pick<Parameters<typeof TrafficTiles>[0], 'answer'>): JSX.Element | null {
  if (answer === undefined) return null;
  const { late, shortened } = answer;
  const words = [
    ...(late > 0 ? [`${countedText(late, 'request')} came late and changed figures that had been shown before.`] : []),
    ...(shortened === 'retention' ? ['What is older than the charts begin is no longer kept.'] : []),
    ...(shortened === 'volume' ? ['The range is cut: there are too many requests to count one by one.'] : []),
  ];
  return words.length === 0 ? null : <p class="quiet caveats">{words.join(' ')}</p>;
}

function NoTraffic(): JSX.Element {
  return (
    <section class="card first-steps" aria-labelledby="no-traffic-heading">
      <h2 id="no-traffic-heading">No access log yet</h2>
      <p>
        Run <code>npm run collect -- /var/log/nginx/access.log</code> in the folder of log-monitor, and the requests of
        that file appear here.
      </p>
    </section>
  );
}
