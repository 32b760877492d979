import type { HistogramBucket, ServiceSummary, StoredRecord } from '@log-monitor/monitor-api';
import type { Deploy } from '../../query/counts/deploy-list.js';

/** Grafana shows notices at the corner of the panel. */
interface Notices {
  notices: { severity: 'info' | 'error'; text: string }[];
}

export interface SeriesElement {
  target: string;
  refId: string;
  datapoints: [value: number, timeMs: number][];
  meta?: Notices;
}

/** Every column says its type: Grafana would take a message "123" for a number otherwise. */
export interface TableElement {
  type: 'table';
  refId: string;
  columns: { text: string; type: 'time' | 'string' | 'number' }[];
  rows: (string | number | null)[][];
  meta?: Notices;
}

export interface LogLinesElement {
  refId: string;
  name: string;
  meta: { type: 'log-lines'; preferredVisualisationType: 'logs' };
  fields: { name: string; type: 'time' | 'string' | 'other'; values: unknown[] }[];
}

export type GrafanaElement = SeriesElement | TableElement | LogLinesElement;

/** Lines in one chart; what lies beyond is added up in one more, so that the sum stays true. */
const MAX_SERIES = 50;
const REST = '(other services)';

/** What a client draws as "no data". */
export function emptyElement(target: string, refId: string): SeriesElement {
  return { target, refId, datapoints: [] };
}

/** No data, and why: an empty series alone would look like a quiet one. */
export function unknownTarget(target: string, refId: string): SeriesElement {
  const text = `There is no target ${JSON.stringify(target.slice(0, 100))}; POST /metrics lists what there is.`;
  return { ...emptyElement(target, refId), meta: { notices: [{ severity: 'error', text }] } };
}

/** One line: all counts of a bucket together. */
export function totalSeries(buckets: readonly HistogramBucket[], target: string, refId: string): SeriesElement {
  const datapoints = buckets.map(({ time, counts }): [number, number] => [sum(counts), Date.parse(time)]);
  return { target, refId, datapoints };
}

/** A line per name, the biggest first by name's order of appearance. */
export function seriesByName(buckets: readonly HistogramBucket[], target: string, refId: string): SeriesElement[] {
  const totals = totalsByName(buckets);
  if (totals.length === 0) return [emptyElement(target, refId)];
  const shown = totals.slice(0, MAX_SERIES).map(([name]) => name);
  const series = shown.map((name) => ({
    target: name,
    refId,
    datapoints: buckets.map(({ time, counts }): [number, number] => [countOf(counts, name), Date.parse(time)]),
  }));
  if (totals.length <= MAX_SERIES) return series;
  const rest = buckets.map(({ time, counts }): [number, number] => [
    sum(counts) - shown.reduce((total, name) => total + countOf(counts, name), 0),
    Date.parse(time),
  ]);
  return [...series, { target: REST, refId, datapoints: rest }];
}

/** Names with their totals, biggest first. */
export function totalsByName(buckets: readonly HistogramBucket[]): [name: string, total: number][] {
  const totals = new Map<string, number>();
  for (const { counts } of buckets) {
    for (const [name, count] of Object.entries(counts)) totals.set(name, (totals.get(name) ?? 0) + count);
  }
  return [...totals].sort((left, right) => right[1] - left[1] || (left[0] < right[0] ? -1 : 1));
}

/** Errors of all records per bucket, 0 to 1; a bucket without records has no rate and no point. */
export function rateSeries(buckets: readonly HistogramBucket[], target: string, refId: string): SeriesElement {
  const datapoints = buckets.flatMap(({ time, counts }): [number, number][] => {
    const total = sum(counts);
    const errors = countOf(counts, 'ERROR') + countOf(counts, 'CRITICAL');
    return total === 0 ? [] : [[errors / total, Date.parse(time)]];
  });
  return { target, refId, datapoints };
}

export function countTable(text: string, totals: readonly [string, number][], refId: string): TableElement {
  return {
    type: 'table',
    refId,
    columns: [
      { text, type: 'string' },
      { text: 'count', type: 'number' },
    ],
    rows: totals.map(([name, count]) => [name, count]),
  };
}

/** A series as the table that SimpleJson's table panel asks for. */
export function seriesTable(series: SeriesElement): TableElement {
  return {
    type: 'table',
    refId: series.refId,
    columns: [
      { text: 'time', type: 'time' },
      { text: series.target, type: 'number' },
    ],
    rows: series.datapoints.map(([value, time]) => [time, value]),
  };
}

/** message comes first among the texts: as an annotation, Grafana shows the first of them. */
export function errorTable(records: readonly StoredRecord[], refId: string): TableElement {
  const texts = [
    'message',
    'level',
    'service',
    'host',
    'type',
    'requestId',
    'userId',
    'id',
    'problem',
    'tags',
  ] as const;
  return {
    type: 'table',
    refId,
    columns: [{ text: 'time', type: 'time' }, ...texts.map((text) => ({ text, type: 'string' as const }))],
    rows: records.map((record) => [
      Date.parse(record.timestamp),
      record.message,
      record.level,
      record.service,
      record.host,
      record.error?.type ?? '',
      record.requestId ?? '',
      record.userId ?? '',
      record.id,
      record.group?.title ?? '',
      `${record.level},${record.service}`,
    ]),
  };
}

/** The frame of Grafana's logs panel. */
export function logLines(records: readonly StoredRecord[], refId: string): LogLinesElement {
  const field = (name: string, type: 'time' | 'string' | 'other', value: (record: StoredRecord) => unknown) => ({
    name,
    type,
    values: records.map(value),
  });
  return {
    refId,
    name: 'errors',
    meta: { type: 'log-lines', preferredVisualisationType: 'logs' },
    fields: [
      field('timestamp', 'time', (record) => Date.parse(record.timestamp)),
      field('body', 'string', (record) => bodyOf(record)),
      field('severity', 'string', (record) => record.level.toLowerCase()),
      field('id', 'string', (record) => record.id),
      field('labels', 'other', labelsOf),
    ],
  };
}

function bodyOf(record: StoredRecord): string {
  return record.error?.stack ? `${record.message}\n${record.error.stack}` : record.message;
}

function labelsOf(record: StoredRecord): Record<string, string> {
  const { service, host, level, logger, requestId, userId, traceId } = record;
  const problem = record.group?.id;
  const labels = { service, host, level, logger, type: record.error?.type, requestId, userId, traceId, problem };
  return Object.fromEntries(
    Object.entries(labels).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

/** Fields by the names that Grafana's annotations look for. */
export function deployTable(deploys: readonly Deploy[], refId: string): TableElement {
  return {
    type: 'table',
    refId,
    columns: [
      { text: 'time', type: 'time' },
      { text: 'text', type: 'string' },
      { text: 'title', type: 'string' },
      { text: 'tags', type: 'string' },
    ],
    rows: deploys.map(({ service, version, at }) => [
      at.getTime(),
      `${service} ${version}`,
      'deploy',
      `deploy,${service}`,
    ]),
  };
}

export function serviceTable(services: readonly ServiceSummary[], refId: string): TableElement {
  return {
    type: 'table',
    refId,
    columns: [
      { text: 'service', type: 'string' },
      { text: 'status', type: 'string' },
      { text: 'hosts', type: 'number' },
      { text: 'instances', type: 'number' },
      { text: 'total', type: 'number' },
      { text: 'errors', type: 'number' },
      { text: 'error_rate', type: 'number' },
      { text: 'last_seen', type: 'time' },
    ],
    rows: services.map((service) => [
      service.name,
      service.status,
      service.hosts,
      service.instances,
      service.total,
      service.errors,
      service.error_rate,
      service.last_seen === null ? null : Date.parse(service.last_seen),
    ]),
  };
}

type Counts = HistogramBucket['counts'];

/** What a service called `constructor` has must not be taken from the object's prototype. */
function countOf(counts: Counts, name: string): number {
  return Object.hasOwn(counts, name) ? (counts[name] ?? 0) : 0;
}

function sum(counts: Counts): number {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}
