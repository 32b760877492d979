import { type JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { type StoredRecord } from '../../api/answer.js';
import { type ChartData, chartData } from '../../chart/chart-series.js';
import { ErrorChart } from '../../chart/error-chart.js';
import { foundHistogram } from '../../live/found-histogram.js';
import { type LogSnapshot, isCounted, isSearchDone, searchedFrom } from '../../live/log-feed.js';
import { LEVELS } from '../../navigation/log-scope.js';
import { wordsOfRange } from '../../navigation/scope.js';
import { ProblemNote } from '../../part/problem-note.js';

const NO_SLOTS = new Map<string, number>();

/** Records over time by level: from the API's counters where they know what is asked, from what is found otherwise. */
export function LogChart({
  snapshot,
  records,
  serverNow,
  onLevels,
}: {
  snapshot: LogSnapshot;
  records: readonly StoredRecord[];
  serverNow: number;
  onLevels: (levels: string) => void;
}): JSX.Element {
  const { scope, histogram } = snapshot;
  const hasCounters = isCounted(scope);
  const data = useMemo((): ChartData | undefined => {
    if (!hasCounters && snapshot.lastPage === undefined) return undefined;
    const answer = hasCounters ? histogram : foundHistogram(records, serverNow, searchedFrom(snapshot));
    return answer && inOrderOfLevels(chartData(answer, serverNow, NO_SLOTS, 'level'));
  }, [hasCounters, hasCounters ? histogram : records, snapshot.lastPage]);
  return (
    <>
      <ProblemNote problem={snapshot.histogramProblem} what="The chart" />
      {data === undefined ? (
        <div class="chart-placeholder" />
      ) : (
        <ErrorChart
          data={data}
          by="level"
          noun="record"
          chosen={LEVELS.some((level) => level === scope.levels) ? scope.levels : ''}
          onChoose={onLevels}
        />
      )}
      <p class="quiet chart-words">{wordsOf(snapshot, hasCounters)}</p>
    </>
  );
}

/** The quiet levels lowest, the grave ones on top. */
function inOrderOfLevels(data: ChartData): ChartData {
  const place = (name: string): number => LEVELS.findIndex((level) => level === name);
  return { ...data, series: data.series.toSorted((a, b) => place(a.name) - place(b.name)) };
}

function wordsOf(snapshot: LogSnapshot, hasCounters: boolean): string {
  if (hasCounters) return `Everything that fits in ${wordsOfRange(snapshot.scope.range)}.`;
  return isSearchDone(snapshot) ? 'All that was found.' : 'What is listed below; older ones are not counted yet.';
}
