import type { ComponentChildren, JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import type { AccessBucket, AccessSeriesAnswer } from '@log-monitor/monitor-api';
import { type ChartData, chartData } from '../../chart/chart-series.js';
import { ErrorChart } from '../../chart/error-chart.js';
import type { AlertMarks } from '../../chart/mark-words.js';
import { LineChart, type Lines } from '../../chart/line-chart.js';
import type { Scope } from '../../navigation/scope.js';
import { bytesText, millisecondsText, rateText } from '../../text/number-text.js';
import { CardHead } from './traffic-card.js';

interface Line {
  name: string;
  color: string;
  /** null: nothing is known of the bucket. */
  valueOf: (bucket: AccessBucket) => number | null;
}

const LATENCY: readonly Line[] = [
  { name: 'mean', color: '0', valueOf: ({ latency }) => latency.mean },
  { name: 'p50', color: '2', valueOf: ({ latency }) => latency.p50 },
  { name: 'p95', color: 'warning', valueOf: ({ latency }) => latency.p95 },
  { name: 'p99', color: 'error', valueOf: ({ latency }) => latency.p99 },
  { name: 'max', color: 'critical', valueOf: ({ latency }) => latency.max },
];

const RATES: readonly Line[] = [
  { name: 'status 400 and more', color: 'warning', valueOf: (one) => (one.requests > 0 ? one.errorRate : null) },
  { name: 'server faults', color: 'error', valueOf: (one) => (one.requests > 0 ? one.faultRate : null) },
];

const BYTES: readonly Line[] = [{ name: 'bytes', color: '0', valueOf: ({ bytes }) => bytes }];

const EXPLANATIONS = {
  'Requests by status':
    'Requests by the class of the status that they were answered with. 101 (a websocket begins), 444 (closed without an answer) and 499 (the client left first) are told apart; none: no status is known. A click on a class shows only its requests.',
  Latency:
    'How long the answers took, as the logs say. mean: their average; p50, p95, p99: 50, 95 and 99 of 100 took no longer; max: the longest. Websockets and streams are not measured. A click shows or hides a line.',
  'Error rate':
    'Answers with status 400 and more, and failures of the server (5xx, or a gRPC status that says so), of all requests.',
  'Bytes sent': 'Bytes that were sent to clients, as the logs say.',
};

const NO_SLOTS = new Map<string, number>();

/** Requests, latency, share of errors and bytes over time. */
export function TrafficCharts({
  answer,
  now,
  scope,
  alerts,
  onChange,
}: {
  answer: AccessSeriesAnswer | undefined;
  /** The server's clock, epoch ms. */
  now: number;
  scope: Scope;
  alerts: AlertMarks;
  onChange: (scope: Scope) => void;
}): JSX.Element {
  const drawn = useMemo(() => answer && drawingsOf(answer, now, alerts), [answer, alerts]);
  return (
    <div class="traffic-charts">
      <ChartCard title="Requests by status">
        {drawn && (
          <ErrorChart
            data={drawn.requests}
            by="class"
            noun="request"
            alerts={alerts}
            chosen={scope.status}
            onChoose={(status) => onChange({ ...scope, status })}
          />
        )}
      </ChartCard>
      <ChartCard
        title="Latency"
        words={answer && lacksPercentiles(answer) ? 'percentiles are not counted with these filters' : undefined}
      >
        {drawn && <LineChart label="Latency" data={drawn.latency} textOf={millisecondsText} hidden={['max']} />}
      </ChartCard>
      <ChartCard title="Error rate">
        {drawn && <LineChart label="Error rate" data={drawn.rates} textOf={rateText} />}
      </ChartCard>
      <ChartCard title="Bytes sent">
        {drawn && <LineChart label="Bytes sent" data={drawn.bytes} textOf={bytesText} />}
      </ChartCard>
    </div>
  );
}

function ChartCard({
  title,
  words,
  children,
}: {
  title: keyof typeof EXPLANATIONS;
  /** What has to be known of the chart as it is now. */
  words?: string | undefined;
  children: ComponentChildren;
}): JSX.Element {
  return (
    <section class="card" aria-label={title}>
      <CardHead title={title} explanation={EXPLANATIONS[title]}>
        {words}
      </CardHead>
      {children ?? <div class="chart-placeholder" />}
    </section>
  );
}

function drawingsOf(
  answer: AccessSeriesAnswer,
  now: number,
  { marks }: AlertMarks,
): { requests: ChartData; latency: Lines; rates: Lines; bytes: Lines } {
  const buckets = answer.buckets.map(({ time, parts }) => ({
    time,
    counts: Object.fromEntries(Object.entries(parts).map(([name, { requests }]) => [name, requests])),
  }));
  const requests = chartData({ ...answer, buckets }, now, NO_SLOTS, 'class');
  const lines = (wanted: readonly Line[]): Lines => ({
    ...{ ...requests, marks },
    series: wanted.map(({ name, color, valueOf }) => ({ name, color, counts: valuesOf(answer, requests, valueOf) })),
  });
  return { requests, latency: lines(LATENCY), rates: lines(RATES), bytes: lines(BYTES) };
}

/** The buckets' values along the chart's times. */
function valuesOf(
  { buckets }: AccessSeriesAnswer,
  { times, intervalMs }: ChartData,
  valueOf: Line['valueOf'],
): (number | null)[] {
  const values = times.map((): number | null => null);
  for (const bucket of buckets) {
    const at = Math.round((Date.parse(bucket.time) - (times[0] ?? 0)) / intervalMs);
    if (at >= 0 && at < values.length) values[at] = valueOf(bucket);
  }
  return values;
}

/** True when durations were measured of which only sums are kept. */
function lacksPercentiles({ buckets }: AccessSeriesAnswer): boolean {
  const measured = buckets.filter(({ latency }) => latency.measured > 0);
  return measured.length > 0 && measured.every(({ latency }) => latency.p50 === null);
}
