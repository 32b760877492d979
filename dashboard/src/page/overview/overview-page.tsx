import { type JSX, type Ref } from 'preact';
import { useMemo, useRef } from 'preact/hooks';
import { type HistogramAnswer } from '../../api/answer.js';
import { chartData } from '../../chart/chart-series.js';
import { ErrorChart } from '../../chart/error-chart.js';
import { type LiveData, type LiveSnapshot, type Part } from '../../live/live-data.js';
import { type ChartBy, type ErrorLevel, type Scope, formatScope, wordsOfRange } from '../../navigation/scope.js';
import { Choice } from '../../part/choice.js';
import { ProblemNote } from '../../part/problem-note.js';
import { VisibleText } from '../../part/visible-text.js';
import { ErrorList } from './error-list.js';
import { FilterBar } from './filter-bar.js';
import { FirstSteps } from './first-steps.js';
import { ServiceTable } from './service-table.js';
import { StatTiles } from './stat-tiles.js';

const BY_OPTIONS = [
  { value: 'service', label: 'by service' },
  { value: 'level', label: 'by level' },
] as const satisfies readonly { value: ChartBy; label: string }[];

/** The first screen: figures, errors over time, services, newest errors. */
export function OverviewPage({
  scope,
  live,
  snapshot,
  listRef,
  openId,
  onScope,
}: {
  scope: Scope;
  live: LiveData;
  snapshot: LiveSnapshot;
  listRef: Ref<HTMLDivElement>;
  /** The error that is open beside the list. */
  openId: string | undefined;
  onScope: (scope: Scope, how?: 'push' | 'replace') => void;
}): JSX.Element {
  const serviceRows = snapshot.services.answer?.services;
  const chooseService = (service: string): void => onScope({ ...scope, service });
  // Figures of another question stay in sight, dimmed, until the new ones are there: nothing flickers.
  const isStale = snapshot.scope !== undefined && formatScope(snapshot.scope) !== formatScope(scope);
  if (serviceRows?.length === 0 && snapshot.stats.answer?.total_logs === 0) return <FirstSteps />;
  return (
    <div class="overview" data-stale={isStale}>
      <div class="tiles-area">
        <StatTiles stats={snapshot.stats.answer} services={snapshot.services.answer} scope={snapshot.scope ?? scope} />
        <ProblemNote problem={snapshot.stats.problem} what="The statistics" />
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
        <ProblemNote problem={snapshot.histogram.problem} what="The chart" />
        <Chart
          histogram={snapshot.histogram}
          serverNow={Date.now() + snapshot.clockOffset}
          scope={snapshot.scope ?? scope}
          onService={chooseService}
          onLevel={(level) => onScope({ ...scope, level })}
        />
      </section>
      <section class="card services-card" aria-labelledby="services-heading">
        <div class="card-head">
          <h2 id="services-heading">Services</h2>
          <span class="quiet">{wordsOfRange(scope.range)}</span>
        </div>
        <ProblemNote problem={snapshot.services.problem} what="The services" />
        {serviceRows && (
          <ServiceTable
            rows={serviceRows}
            chosen={scope.service}
            serverNow={Date.now() + snapshot.clockOffset}
            onChoose={chooseService}
          />
        )}
      </section>
      <section class="card errors-card" aria-labelledby="errors-heading">
        <div class="card-head">
          <h2 id="errors-heading">Newest errors</h2>
          <FilterBar scope={scope} serviceNames={namesOf(serviceRows)} onChange={onScope} />
        </div>
        <ErrorList listRef={listRef} live={live} feed={snapshot.feed} scope={scope} openId={openId} />
      </section>
    </div>
  );
}

function Chart({
  histogram,
  serverNow,
  scope,
  onService,
  onLevel,
}: {
  histogram: Part<HistogramAnswer>;
  serverNow: number;
  scope: Scope;
  onService: (service: string) => void;
  onLevel: (level: ErrorLevel | '') => void;
}): JSX.Element {
  const slots = useRef(new Map<string, number>());
  const { answer } = histogram;
  const data = useMemo(() => {
    if (answer === undefined) return undefined;
    const next = chartData(answer, serverNow, slots.current, scope.by);
    slots.current = next.slots;
    return next;
  }, [answer]);
  if (data === undefined) return <div class="chart-placeholder" />;
  const isByService = scope.by === 'service';
  return (
    <ErrorChart
      data={data}
      by={scope.by}
      chosen={isByService ? scope.service : scope.level}
      onChoose={(name) => (isByService ? onService(name) : onLevel(name as ErrorLevel | ''))}
    />
  );
}

function ServiceWords({ service }: { service: string }): JSX.Element | null {
  return service === '' ? null : (
    <span class="quiet">
      of <VisibleText text={service} limit={60} />
    </span>
  );
}

function namesOf(rows: readonly { name: string }[] | undefined): string[] {
  return (rows ?? []).map((row) => row.name).sort();
}
