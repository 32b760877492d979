import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { askAnomalies, askAnomalyRules, askAnomalySilences } from '../../api/access-question.js';
import type { PolledName } from '../../api/polled.js';
import { useAnswer } from '../../api/use-answer.js';
import { chartData } from '../../chart/chart-series.js';
import { ErrorChart } from '../../chart/error-chart.js';
import { useTrafficMarks } from '../../chart/use-alert-marks.js';
import { serverNow } from '../../live/live-data.js';
import { ANOMALIES_PATH, DETECTORS } from '../../navigation/anomaly-place.js';
import { type FilterName, hasFilters, type Scope, withoutFilters } from '../../navigation/scope.js';
import { Choice } from '../../part/choice.js';
import { FilterChip } from '../../part/filter-chip.js';
import { ProblemNote } from '../../part/problem-note.js';
import { useRounds } from '../../part/use-rounds.js';
import type { Page, PageProps } from '../page.js';
import { AnomalyTable } from './anomaly-table.js';
import { JudgedNote } from './judged-note.js';
import { RuleTable } from './rule-table.js';
import { SilenceSection } from './silence-section.js';

const POLLS: readonly PolledName[] = ['accessSeries', 'requestAlerts', 'anomalies'];
/** The status narrows the chart alone. */
const FILTERS = ['detector', 'host', 'route', 'client', 'source', 'status'] as const satisfies readonly FilterName[];
const SHOWN = [
  { value: '', label: 'Without what is kept back' },
  { value: 'all', label: 'With it' },
] as const;
const NO_SLOTS = new Map<string, number>();

/** What is unusual in requests, why, and what is kept back. */
export const ANOMALIES_PAGE: Page = {
  path: ANOMALIES_PATH,
  words: 'Anomalies',
  filters: FILTERS,
  polls: POLLS,
  View: AnomaliesPage,
};

function AnomaliesPage({ route: { scope }, snapshot, onScope }: PageProps): JSX.Element {
  const [changes, setChanges] = useState(0);
  const round = useRounds(snapshot.isPaused) + changes;
  const { answer, problem } = useAnswer(askAnomalies(scope), round);
  const rules = useAnswer(askAnomalyRules());
  const silences = useAnswer(askAnomalySilences(), round);
  const now = serverNow(snapshot);
  const changed = (): void => setChanges(changes + 1);
  return (
    <div class="cards">
      <AnomalyFilters scope={scope} titleOf={(name) => titleOf(rules.answer?.rules ?? [], name)} onChange={onScope} />
      <RequestChart {...{ scope, snapshot, now, onScope }} />
      <section class="card table-card" aria-label="What was unusual">
        <div class="card-head">
          <h2>What was unusual</h2>
          {answer && <JudgedNote sources={answer.sources} serverNow={now} />}
        </div>
        <ProblemNote problem={problem} what="The list of anomalies" />
        {answer && <AnomalyTable anomalies={answer.anomalies} scope={scope} serverNow={now} onChange={changed} />}
        {answer?.nextCursor && <p class="quiet">The newest 100; a shorter range or a filter shows others.</p>}
      </section>
      <SilenceSection part={silences} onChange={changed} />
      {rules.answer && <RuleTable rules={rules.answer.rules} />}
    </div>
  );
}

function AnomalyFilters({
  scope,
  titleOf,
  onChange,
}: {
  scope: Scope;
  titleOf: (detector: string) => string;
  onChange: PageProps['onScope'];
}): JSX.Element {
  const set = (name: FilterName) => (value: string) => onChange({ ...scope, [name]: value });
  return (
    <section class="card traffic-filters" aria-label="Filters">
      <div class="filters" role="search">
        <select
          class="button"
          aria-label="Detector"
          value={scope.detector}
          onChange={(event) => set('detector')(event.currentTarget.value)}
        >
          <option value="">All detectors</option>
          {DETECTORS.map((name) => (
            <option key={name} value={name}>
              {titleOf(name)}
            </option>
          ))}
        </select>
        {FILTERS.slice(1).map((name) => (
          <FilterChip key={name} label={name} value={scope[name]} onRemove={() => set(name)('')} />
        ))}
        <Choice
          label="What is kept back"
          options={SHOWN}
          value={scope.show}
          onChoose={(show) => onChange({ ...scope, show })}
        />
        {hasFilters(scope) && (
          <button type="button" class="button" onClick={() => onChange(withoutFilters(scope))}>
            Clear filters
          </button>
        )}
      </div>
    </section>
  );
}

/** Requests over time, with what was unusual as marks. */
function RequestChart({
  scope,
  snapshot,
  now,
  onScope,
}: Pick<PageProps, 'snapshot' | 'onScope'> & { scope: Scope; now: number }): JSX.Element {
  const { answer, problem } = snapshot.parts.accessSeries;
  const alerts = useTrafficMarks(snapshot, scope);
  const buckets = answer?.buckets.map(({ time, parts }) => ({
    time,
    counts: Object.fromEntries(Object.entries(parts).map(([name, { requests }]) => [name, requests])),
  }));
  return (
    <section class="card" aria-label="Requests by status">
      <div class="card-head">
        <h2>Requests by status</h2>
      </div>
      <ProblemNote problem={problem} what="The chart" />
      {answer && buckets ? (
        <ErrorChart
          data={chartData({ ...answer, buckets }, now, NO_SLOTS, 'class')}
          by="class"
          noun="request"
          alerts={alerts}
          chosen={scope.status}
          onChoose={(status) => onScope({ ...scope, status })}
        />
      ) : (
        <div class="chart-placeholder" />
      )}
    </section>
  );
}

function titleOf(rules: readonly { detector: string; title: string }[], name: string): string {
  return rules.find(({ detector }) => detector === name)?.title ?? name;
}
