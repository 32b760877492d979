import type { JSX } from 'preact';
import type { PolledName } from '../../api/polled.js';
import { serverNow } from '../../live/live-data.js';
import { formatScope } from '../../navigation/scope.js';
import { ProblemNote } from '../../part/problem-note.js';
import { useTrafficMarks } from '../../chart/use-alert-marks.js';
import { countedText } from '../../text/number-text.js';
import type { Page, PageProps } from '../page.js';
import { CauseCard } from './cause-card.js';
import { ErrorLogSection } from './error-log-section.js';
import { RequestPanel } from './request-panel.js';
import { RequestSection } from './request-section.js';
import { SourceSection } from './source-section.js';
import { TrafficCharts } from './traffic-charts.js';
import { TRAFFIC_FILTERS, TrafficFilters } from './traffic-filters.js';
import { TrafficTables } from './traffic-tables.js';
import { TrafficTiles } from './traffic-tiles.js';
import { UnparsedSection } from './unparsed-section.js';
import { useRounds } from '../../part/use-rounds.js';

const POLLS: readonly PolledName[] = [
  'accessSummary',
  'accessSeries',
  'accessSources',
  'accessRequests',
  'requestAlerts',
  'anomalies',
];

/** What web servers and gateways wrote down: how many requests, how they were answered, how long it took. */
export const TRAFFIC_PAGE: Page = {
  path: 'traffic',
  words: 'Traffic',
  filters: TRAFFIC_FILTERS.map(({ name }) => name),
  polls: POLLS,
  View: TrafficPage,
  Details: RequestPanel,
};

function TrafficPage(props: PageProps): JSX.Element {
  const { route, snapshot, onScope } = props;
  const { scope } = route;
  const { accessSummary, accessSeries, accessSources } = snapshot.parts;
  const round = useRounds(snapshot.isPaused);
  const isStale = snapshot.scope !== undefined && formatScope(snapshot.scope) !== formatScope(scope);
  const now = serverNow(snapshot);
  const alerts = useTrafficMarks(snapshot, scope);
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
      <TrafficCharts answer={accessSeries.answer} now={now} scope={scope} alerts={alerts} onChange={onScope} />
      <TrafficTables scope={scope} round={round} onChange={onScope} />
      <CauseCard scope={scope} round={round} />
      <RequestSection {...props} />
      <ErrorLogSection route={route} now={now} round={round} onChange={onScope} />
      <SourceSection part={accessSources} scope={scope} serverNow={now} onChange={onScope} />
      <UnparsedSection sources={sources ?? []} route={route} round={round} onChange={onScope} />
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
