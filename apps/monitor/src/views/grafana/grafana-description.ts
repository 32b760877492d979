import { oneText, rangeParameters } from '@log-monitor/monitor-api';
import { z } from 'zod';
import type { RouteDescription } from '../docs/describe.js';
import { ACCESS_TARGETS, TARGETS } from './target-catalog.js';

/** The Grafana routes in the API's description. */

const names = z.array(z.string());
const datapoint = z.array(z.number()).length(2).describe('value, epoch milliseconds');
const notices = z
  .object({ notices: z.array(z.object({ severity: z.enum(['info', 'error']), text: z.string() })) })
  .describe('why there is nothing to draw, or of what this is a part; Grafana shows it at the corner of the panel');
const element = z.union([
  z.object({ target: z.string(), refId: z.string(), datapoints: z.array(datapoint), meta: notices.optional() }),
  z.object({
    type: z.literal('table'),
    refId: z.string(),
    columns: z.array(z.object({ text: z.string(), type: z.enum(['time', 'string', 'number']) })),
    rows: z.array(z.array(z.union([z.string(), z.number(), z.null()]))),
    meta: notices.optional(),
  }),
  z.object({
    refId: z.string(),
    name: z.string(),
    meta: z.object({ type: z.literal('log-lines'), preferredVisualisationType: z.literal('logs') }),
    fields: z.array(z.object({ name: z.string(), type: z.string(), values: z.array(z.unknown()) })),
  }),
]);
const elements = z.array(element);
const annotationList = z.array(
  z.object({ annotation: z.unknown(), time: z.int(), title: z.string(), tags: names, text: z.string() }),
);

const targetList = [...TARGETS, ...ACCESS_TARGETS].map((target) => target.value).join(', ');
const seriesExample = [{ target: 'error_count', refId: 'A', datapoints: [[3, 1_795_244_400_000]] }];
const annotationExample = [
  {
    annotation: {},
    time: 1_795_244_400_123,
    title: 'booking: ConnectionError',
    tags: ['ERROR', 'booking'],
    text: 'Database connection failed',
  },
];
const describedTarget = oneText(`what to draw: ${targetList}`, 'error_count');

export const root: RouteDescription = {
  summary: 'Grafana: test of the data source',
  answer: z.object({ status: z.literal('ok') }),
  example: { status: 'ok' },
  problems: [],
};

export const search: RouteDescription = {
  summary: 'Grafana (SimpleJson): names of the metrics',
  body: { description: 'part of a name, or nothing', example: { target: 'error' } },
  answer: names,
  example: ['error_count', 'error_by_service'],
};

export const searchByGet: RouteDescription = {
  summary: 'Grafana (JSON API): names of the metrics',
  parameters: z.object({ target: oneText('part of a name', 'error') }),
  answer: names,
  example: ['error_count', 'error_by_service'],
};

export const metrics: RouteDescription = {
  summary: 'Grafana (simPod): metrics with their options',
  body: { description: 'what was chosen so far', example: {} },
  answer: z.array(
    z.object({ value: z.string(), label: z.string(), payloads: z.array(z.object({ name: z.string() }).loose()) }),
  ),
  example: [{ value: 'ingest_lag', label: 'Records in Kafka that are not stored yet', payloads: [] }],
};

export const payloadOptions: RouteDescription = {
  summary: 'Grafana (simPod): the values of an option',
  body: { description: 'metric and option', example: { metric: 'error_count', payload: {}, name: 'level' } },
  answer: z.array(z.object({ value: z.string(), label: z.string() })),
  example: [{ value: 'ERROR', label: 'ERROR' }],
};

export const query: RouteDescription = {
  summary: 'Grafana: series, tables and log lines',
  description: `One element or more per target; an unknown target gives an empty one with its refId. Targets: ${targetList}.`,
  body: {
    description: "Grafana's query request, or a bare target over the last 24 hours",
    example: { target: 'error_count' },
  },
  answer: elements,
  example: seriesExample,
};

export const queryByGet: RouteDescription = {
  summary: 'Grafana (JSON API): the same by a plain address',
  parameters: z.object({ target: describedTarget, ...rangeParameters }),
  answer: elements,
  example: seriesExample,
};

export const variable: RouteDescription = {
  summary:
    'Grafana (simPod): values of a dashboard variable: services, levels, hosts, projects, httpHosts, sources, clusters',
  body: { description: 'which variable', example: { payload: { target: 'services' } } },
  answer: z.array(z.object({ __text: z.string(), __value: z.string() })),
  example: [{ __text: 'booking', __value: 'booking' }],
};

export const tagKeys: RouteDescription = {
  summary: 'Grafana: keys of ad-hoc filters',
  body: { description: 'not looked at', example: {} },
  answer: z.array(z.object({ type: z.string(), text: z.string() })),
  example: [{ type: 'string', text: 'service' }],
};

export const tagValues: RouteDescription = {
  summary: 'Grafana: values of an ad-hoc filter',
  body: { description: 'the key', example: { key: 'level' } },
  answer: z.array(z.object({ text: z.string() })),
  example: [{ text: 'ERROR' }],
};

export const annotations: RouteDescription = {
  summary: 'Grafana (SimpleJson): the newest errors as marks',
  body: {
    description: 'range and annotation; the annotation\'s query may be "critical", "deploys" or "alerts"',
    example: {
      range: { from: '2026-11-21T06:00:00.000Z', to: '2026-11-21T07:00:00.000Z' },
      annotation: { query: 'critical' },
    },
  },
  answer: annotationList,
  example: annotationExample,
};

export const annotationsByGet: RouteDescription = {
  summary: 'Grafana (JSON API): the newest errors as marks',
  parameters: z.object({
    query: oneText(
      'critical: only those errors; deploys: first records of new versions; alerts: what fired and was resolved',
      'deploys',
    ),
    ...rangeParameters,
  }),
  answer: annotationList,
  example: annotationExample,
};
