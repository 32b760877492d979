import type {
  AccessErrorClassesAnswer,
  AccessProjectsAnswer,
  AccessRequest,
  AccessSource,
  AccessTopRow,
  Anomaly,
} from '@log-monitor/monitor-api';
import { emptyElement, type SeriesElement, type TableElement } from './grafana-element.js';

type Type = TableElement['columns'][number]['type'];
type Column<Row> = readonly [text: string, type: Type, value: (row: Row) => string | number | null];

function table<Row>(columns: readonly Column<Row>[], rows: readonly Row[], refId: string): TableElement {
  return {
    type: 'table',
    refId,
    columns: columns.map(([text, type]) => ({ text, type })),
    rows: rows.map((row) => columns.map(([, , value]) => value(row))),
  };
}

const FIGURES = [
  ['requests', 'number', ({ requests }) => requests],
  ['share', 'number', ({ share }) => share],
  ['errors', 'number', ({ errors }) => errors],
  ['error_rate', 'number', ({ errorRate }) => errorRate],
  ['mean_ms', 'number', ({ latency }) => latency.mean],
  ['p95_ms', 'number', ({ latency }) => latency.p95],
  ['max_ms', 'number', ({ latency }) => latency.max],
  ['bytes', 'number', ({ bytes }) => bytes],
] as const satisfies Column<Omit<AccessTopRow, 'name' | 'host' | 'statuses'>>[];

/** @param name what its rows stand for */
export function topTable(name: string, rows: readonly AccessTopRow[], refId: string): TableElement {
  const columns: Column<AccessTopRow>[] = [
    [name, 'string', (row) => row.name],
    ['host', 'string', (row) => row.host ?? ''],
    ...FIGURES,
    [
      'statuses',
      'string',
      ({ statuses }) =>
        Object.entries(statuses)
          .map(([code, count]) => `${code}: ${count}`)
          .join(', '),
    ],
  ];
  return table(columns, rows, refId);
}

export function projectTable(projects: AccessProjectsAnswer['projects'], refId: string): TableElement {
  const columns: Column<AccessProjectsAnswer['projects'][number]>[] = [
    ['project', 'string', ({ project }) => project],
    ...FIGURES,
    ['hosts', 'string', ({ hosts }) => hosts.join(', ')],
  ];
  return table(columns, projects, refId);
}

export function errorClassTable(rows: AccessErrorClassesAnswer['rows'], refId: string): TableElement {
  const columns: Column<AccessErrorClassesAnswer['rows'][number]>[] = [
    ['host', 'string', ({ host }) => host],
    ['level', 'string', ({ level }) => level],
    ['class', 'string', (row) => row.class],
    ['count', 'number', ({ count }) => count],
    ['share', 'number', ({ share }) => share],
  ];
  return table(columns, rows, refId);
}

export function requestTable(requests: readonly AccessRequest[], refId: string): TableElement {
  const columns: Column<AccessRequest>[] = [
    ['time', 'time', ({ time }) => Date.parse(time)],
    ['status', 'number', ({ status }) => status],
    ['duration_ms', 'number', ({ durationMs }) => durationMs],
    ['host', 'string', ({ host }) => host ?? ''],
    ['method', 'string', ({ method }) => method ?? ''],
    ['path', 'string', ({ path }) => path ?? ''],
    ['client', 'string', ({ client }) => client ?? ''],
    ['source', 'string', ({ source }) => source],
    ['line', 'string', ({ line }) => line],
    ['id', 'string', ({ id }) => id],
  ];
  return table(columns, requests, refId);
}

export function sourceTable(sources: readonly AccessSource[], refId: string): TableElement {
  const columns: Column<AccessSource>[] = [
    ['source', 'string', ({ name }) => name],
    ['server', 'string', ({ server }) => server ?? ''],
    ['cluster', 'string', ({ cluster }) => cluster ?? ''],
    ['topic', 'string', ({ topic }) => topic],
    ['lines', 'number', ({ lines }) => lines],
    ['requests', 'number', ({ requests }) => requests],
    ['errors', 'number', ({ errors }) => errors],
    ['unparsed', 'number', ({ unparsed }) => unparsed],
    ['late', 'number', ({ late }) => late],
    ['outside', 'number', ({ outside }) => outside],
    ['timeEnd', 'time', ({ lastSeen }) => (lastSeen === null ? null : Date.parse(lastSeen))],
  ];
  return table(columns, sources, refId);
}

/** With the columns by which Grafana makes annotations: time, timeEnd, title, text. */
export function anomalyTable(anomalies: readonly Anomaly[], refId: string): TableElement {
  const columns: Column<Anomaly>[] = [
    ['time', 'time', ({ firstSeen }) => Date.parse(firstSeen)],
    ['last_seen', 'time', ({ lastSeen }) => Date.parse(lastSeen)],
    ['title', 'string', ({ title }) => title],
    ['score', 'number', ({ score }) => score],
    ['source', 'string', ({ source }) => source],
    ['host', 'string', ({ host }) => host ?? ''],
    ['route', 'string', ({ route }) => route ?? ''],
    ['client', 'string', ({ client, network }) => client ?? network ?? ''],
    ['observed', 'number', ({ observed }) => observed],
    ['expected', 'number', ({ expected }) => expected],
    ['text', 'string', ({ why }) => why],
    ['detector', 'string', ({ detector }) => detector],
  ];
  return table(columns, anomalies, refId);
}

/** A series for each detector: its score from where a finding begins to where it ends. */
export function anomalyScores(anomalies: readonly Anomaly[], target: string, refId: string): SeriesElement[] {
  const detectors = [...new Set(anomalies.map(({ detector }) => detector))].sort();
  if (detectors.length === 0) return [emptyElement(target, refId)];
  return detectors.map((name) => ({
    ...{ target: name, refId },
    datapoints: anomalies
      .filter(({ detector }) => detector === name)
      .flatMap(({ score, firstSeen, lastSeen }): [number, number][] => [
        [score, Date.parse(firstSeen)],
        [score, Date.parse(lastSeen)],
      ])
      .sort(([, a], [, b]) => a - b),
  }));
}
