import type { JSX } from 'preact';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import type { ErrorListAnswer, HistogramAnswer, StoredRecord } from '@log-monitor/monitor-api';
import { askErrors } from '../../api/question.js';
import { chartData } from '../../chart/chart-series.js';
import { ErrorChart } from '../../chart/error-chart.js';
import type { AlertMarks } from '../../chart/mark-words.js';
import type { ListKind } from '../../list/list-kind.js';
import { ListView } from '../../list/list-view.js';
import { problemAside, recordColumns } from '../../list/record-columns.js';
import { useListFeed } from '../../list/use-list-feed.js';
import { serverNow } from '../../live/live-data.js';
import { type ChartBy, ERROR_LEVELS, type Scope, formatScope, wordsOfRange } from '../../navigation/scope.js';
import { Choice } from '../../part/choice.js';
import { Filters } from '../../part/filters.js';
import { ProblemNote } from '../../part/problem-note.js';
import { useAlertMarks } from '../../chart/use-alert-marks.js';
import { VisibleText } from '../../part/visible-text.js';
import type { Page, PageProps } from '../page.js';
import { FirstSteps } from './first-steps.js';
import { ServiceTable } from './service-table.js';
import { StatTiles } from './stat-tiles.js';

const BY_OPTIONS = [
  { value: 'service', label: 'by service' },
  { value: 'level', label: 'by level' },
] as const satisfies readonly { value: ChartBy; label: string }[];

const ERROR_LIST: ListKind<StoredRecord, ErrorListAnswer> = {
  noun: 'error',
  columns: recordColumns('Type', ({ error }) => error?.type),
  aside: problemAside,
  ask: askErrors,
  itemsOf: ({ errors }) => errors,
  source: 'polled',
};

/** The first page: figures, errors over time, services, newest errors. */
export const OVERVIEW_PAGE: Page = {
  path: '',
  words: 'Errors',
  filters: ['service', 'level', 'search', 'group', 'requestId', 'userId', 'traceId'],
  levels: ERROR_LEVELS,
  polls: ['histogram', 'errors', 'recordAlerts'],
  View: OverviewPage,
};

function OverviewPage({ route, snapshot, onScope, onListed }: PageProps): JSX.Element {
  const { scope } = route;
  const { stats, services, histogram, errors } = snapshot.parts;
  const list = useListFeed(ERROR_LIST, scope, route.id !== undefined, {
    answer: errors.answer,
    scope: snapshot.scope,
  });
  useEffect(() => onListed(list.items), [list.items]);
  const alerts = useAlertMarks(snapshot.parts.recordAlerts.answer, scope);
  const serviceRows = services.answer?.services;
  const chooseService = (service: string): void => onScope({ ...scope, service });
  // Figures of another question stay in sight, dimmed, until the new ones are there: nothing flickers.
  const isStale = snapshot.scope !== undefined && formatScope(snapshot.scope) !== formatScope(scope);
  if (serviceRows?.length === 0 && stats.answer?.total_logs === 0) return <FirstSteps />;
  return (
    <div class="cards overview" data-stale={isStale}>
      <div class="tiles-area">
        <StatTiles stats={stats.answer} services={services.answer} scope={snapshot.scope ?? scope} />
        <ProblemNote problem={stats.problem} what="The statistics" />
      </div>
      <section class="card chart-card" aria-labelledby="chart-heading">
        <div class="card-head">
          <h2 id="chart-heading">
            Errors over time <ServiceWords service={scope.service} />
          </h2>
          <Choice
            label="Colours"
            options={BY_OPTIONS}
            value={scope.by}
            onChoose={(by) => onScope({ ...scope, by }, 'replace')}
          />
        </div>
        <ProblemNote problem={histogram.problem} what="The chart" />
        <Chart
          answer={histogram.answer}
          now={serverNow(snapshot)}
          scope={snapshot.scope ?? scope}
          alerts={alerts}
          onChoose={(chosen) => onScope({ ...scope, ...chosen })}
        />
      </section>
      <section class="card table-card services-card" aria-labelledby="services-heading">
        <div class="card-head">
          <h2 id="services-heading">Services</h2>
          <span class="quiet">{wordsOfRange(scope.range)}</span>
        </div>
        <ProblemNote problem={services.problem} what="The services" />
        {serviceRows && (
          <ServiceTable
            rows={serviceRows}
            chosen={scope.service}
            serverNow={serverNow(snapshot)}
            onChoose={chooseService}
          />
        )}
      </section>
      <section class="card errors-card" aria-labelledby="errors-heading">
        <div class="card-head">
          <h2 id="errors-heading">Newest errors</h2>
          <Filters scope={scope} levels={ERROR_LEVELS} services={serviceRows} onChange={onScope} />
        </div>
        <ProblemNote problem={errors.problem} what="The list of errors" />
        <ListView kind={ERROR_LIST} list={list} route={route} />
      </section>
    </div>
  );
}

function Chart({
  answer,
  now,
  scope,
  alerts,
  onChoose,
}: {
  answer: HistogramAnswer | undefined;
  now: number;
  scope: Scope;
  alerts: AlertMarks;
  onChoose: (chosen: Partial<Scope>) => void;
}): JSX.Element {
  const slots = useRef(new Map<string, number>());
  const data = useMemo(() => {
    if (answer === undefined) return undefined;
    const next = chartData(answer, now, slots.current, scope.by);
    slots.current = next.slots;
    return next;
  }, [answer]);
  if (data === undefined) return <div class="chart-placeholder" />;
  const { by } = scope;
  return (
    <ErrorChart data={data} by={by} alerts={alerts} chosen={scope[by]} onChoose={(name) => onChoose({ [by]: name })} />
  );
}

function ServiceWords({ service }: { service: string }): JSX.Element | null {
  return service === '' ? null : (
    <span class="quiet">
      of <VisibleText text={service} limit={60} />
    </span>
  );
}
