import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import type { SearchAnswer, StoredRecord } from '@log-monitor/monitor-api';
import { askHistogram } from '../../api/question.js';
import { useAnswer } from '../../api/use-answer.js';
import { type ChartData, chartData } from '../../chart/chart-series.js';
import { ErrorChart } from '../../chart/error-chart.js';
import { foundHistogram } from '../../chart/found-histogram.js';
import type { ListSnapshot } from '../../list/list-feed.js';
import {
  LEVELS,
  type Scope,
  attributeOf,
  hasFilters,
  reachesBeyondRange,
  wordsOfRange,
} from '../../navigation/scope.js';
import { ProblemNote } from '../../part/problem-note.js';

type Found = ListSnapshot<StoredRecord, SearchAnswer>;

const NO_SLOTS = new Map<string, number>();

/** Records over time by level: from the API's counters where they know what is asked, from what is found otherwise. */
export function LogChart({
  list,
  records,
  now,
  round,
  onLevel,
}: {
  list: Found;
  records: readonly StoredRecord[];
  /** The server's clock, epoch ms. */
  now: number;
  /** Another number counts again. */
  round: number;
  onLevel: (level: string) => void;
}): JSX.Element {
  const { scope, lastPage } = list;
  const hasCounters = isCounted(scope);
  const counted = useAnswer(hasCounters ? askHistogram({ ...scope, by: 'level' }) : undefined, round);
  const data = useMemo((): ChartData | undefined => {
    if (!hasCounters && lastPage === undefined) return undefined;
    const answer = hasCounters ? counted.answer : foundHistogram(records, now, searchedFrom(list));
    return answer && inOrderOfLevels(chartData(answer, now, NO_SLOTS, 'level'));
  }, [hasCounters, hasCounters ? counted.answer : records, lastPage]);
  return (
    <>
      <ProblemNote problem={counted.problem} what="The chart" />
      {data === undefined ? (
        <div class="chart-placeholder" />
      ) : (
        <ErrorChart
          data={data}
          by="level"
          noun="record"
          chosen={LEVELS.some((level) => level === scope.level) ? scope.level : ''}
          onChoose={onLevel}
        />
      )}
      <p class="quiet chart-words">{wordsOf(list, hasCounters)}</p>
    </>
  );
}

/** True when the API's counters know what is asked: they are kept by service and level. */
function isCounted(scope: Scope): boolean {
  const { attribute } = scope;
  // An attribute that is not written to its end narrows nothing yet.
  const narrows = attributeOf(scope) === undefined ? '' : attribute;
  return !hasFilters({ ...scope, service: '', level: '', attribute: narrows });
}

/** True when everything that fits, back to the start of the range, has been found. */
function isSearchDone({ lastPage, list }: Found): boolean {
  return lastPage !== undefined && lastPage.nextCursor === null && !list.shown.isCut;
}

/** The left edge of what is known: the start of the range, or how far the search came; undefined when records tell. */
function searchedFrom(found: Found): number | undefined {
  const { lastPage, list, scope } = found;
  if (list.shown.isCut || reachesBeyondRange(scope)) return undefined;
  const edge = isSearchDone(found) ? lastPage?.range?.from : lastPage?.searchedBackTo;
  const time = Date.parse(edge ?? '');
  return Number.isNaN(time) ? undefined : time;
}

/** The quiet levels lowest, the grave ones on top. */
function inOrderOfLevels(data: ChartData): ChartData {
  const place = (name: string): number => LEVELS.findIndex((level) => level === name);
  return { ...data, series: data.series.toSorted((a, b) => place(a.name) - place(b.name)) };
}

function wordsOf(found: Found, hasCounters: boolean): string {
  if (hasCounters) return `Everything that fits in ${wordsOfRange(found.scope.range)}.`;
  return isSearchDone(found) ? 'All that was found.' : 'What is listed below; older ones are not counted yet.';
}
