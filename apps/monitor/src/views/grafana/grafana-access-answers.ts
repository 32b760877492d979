import { Injectable } from '@nestjs/common';
import {
  ACCESS_ERROR_PARTS,
  ACCESS_PARTS,
  type AccessErrorPart,
  type AccessFigures,
  type AccessPart,
  type AccessSeriesAnswer,
} from '@log-monitor/monitor-api';
import { AccessErrorClasses } from '../../query/access/access-error-classes.js';
import type { AccessFilter } from '../../query/access/access-filter.js';
import { AccessSeries } from '../../query/access/access-series.js';
import { FailureCauses } from '../../query/causes/failure-causes.js';
import type { AccessTargetAnswer, AskedOfAccess } from './access-asked.js';
import { errorClassTable } from './access-tables.js';
import { causeTable } from './cause-table.js';
import { emptyElement, seriesByName, type SeriesElement, seriesTable } from './grafana-element.js';
import { GrafanaAccessTables } from './grafana-access-tables.js';
import { type GrafanaTarget, readText } from './grafana-request.js';
import type { AccessTargetName } from './target-catalog.js';

/** What is drawn of each bucket; null: no point. */
const FIGURE: Readonly<Partial<Record<AccessTargetName, (figures: AccessFigures) => number | null>>> = {
  access_requests: ({ requests }) => requests,
  access_rps: ({ perSecond }) => perSecond,
  access_status: ({ requests }) => requests,
  access_latency_avg: ({ latency }) => latency.mean,
  access_latency_p50: ({ latency }) => latency.p50,
  access_latency_p95: ({ latency }) => latency.p95,
  access_latency_p99: ({ latency }) => latency.p99,
  access_latency_max: ({ latency }) => latency.max,
  access_error_rate: ({ requests, errorRate }) => (requests === 0 ? null : errorRate),
  access_fault_rate: ({ requests, faultRate }) => (requests === 0 ? null : faultRate),
  access_bytes: ({ bytes }) => bytes,
};

/** Narrower buckets would only cost: windows are no narrower. */
const LEAST_MS = 10_000;

/** Answers Grafana's targets about web servers. */
@Injectable()
export class GrafanaAccessAnswers {
  constructor(
    private readonly series: AccessSeries,
    private readonly errorClasses: AccessErrorClasses,
    private readonly causes: FailureCauses,
    private readonly tables: GrafanaAccessTables,
  ) {}

  /** @throws QueryError, ProblemError */
  async answer({ filter, ...asked }: AskedOfAccess): Promise<AccessTargetAnswer> {
    const { target: name, refId } = asked.target;
    if (!filter) return { elements: [emptyElement(name, refId)] };
    const figure = FIGURE[name as AccessTargetName];
    if (figure) return this.#drawSeries({ filter, ...asked }, figure);
    if (name === 'access_errors') return this.#errors({ filter, ...asked });
    if (name === 'access_causes') return this.#causes({ filter, ...asked });
    return this.tables.answer({ filter, ...asked });
  }

  async #drawSeries(
    { target, question, filter, now, signal }: AskedOfAccess & { filter: AccessFilter },
    figure: (figures: AccessFigures) => number | null,
  ): Promise<AccessTargetAnswer> {
    const { range, maxDataPoints, intervalMs } = question;
    const fallback = target.target === 'access_status' ? 'class' : 'none';
    const by = oneOf<AccessPart>(ACCESS_PARTS, readText(target.payload, 'by')) ?? fallback;
    const atLeast = Math.max(intervalMs, LEAST_MS);
    const answer = await this.series.answer({ filter, range, now, signal, by, maxBuckets: maxDataPoints, atLeast });
    const drawn = by === 'none' ? [whole(answer, target, figure)] : partsOf(answer, target, figure);
    return { elements: target.type === 'table' ? drawn.map(seriesTable) : drawn, completeness: answer };
  }

  async #errors({ target, question, filter, now, signal }: AskedOfAccess & { filter: AccessFilter }) {
    const { range, maxDataPoints, intervalMs } = question;
    const by = oneOf<AccessErrorPart>(ACCESS_ERROR_PARTS, readText(target.payload, 'by'));
    const { hosts, clients, sources, clusters } = filter;
    const answer = await this.errorClasses.answer({
      filter: { hosts, clients, sources, clusters },
      range,
      by: by ?? 'class',
      maxBuckets: maxDataPoints,
      atLeast: intervalMs,
      now,
      signal,
    });
    const elements = by
      ? seriesByName(answer.buckets, target.target, target.refId)
      : [errorClassTable(answer.rows, target.refId)];
    return { elements, completeness: answer };
  }

  async #causes({ target, question, filter, now, signal }: AskedOfAccess & { filter: AccessFilter }) {
    const answer = await this.causes.answer({ filter, range: question.range, now, signal });
    return { elements: [causeTable(answer, target.refId)], completeness: answer };
  }
}

function whole(
  { buckets }: AccessSeriesAnswer,
  { target, refId }: GrafanaTarget,
  figure: (figures: AccessFigures) => number | null,
): SeriesElement {
  const datapoints = buckets.flatMap((bucket): [number, number][] => {
    const value = figure(bucket);
    return value === null ? [] : [[value, Date.parse(bucket.time)]];
  });
  return { target, refId, datapoints };
}

function partsOf(
  { buckets, names }: AccessSeriesAnswer,
  { target, refId }: GrafanaTarget,
  figure: (figures: AccessFigures) => number | null,
): SeriesElement[] {
  if (names.length === 0) return [emptyElement(target, refId)];
  return names.map((name) => ({
    target: name,
    refId,
    datapoints: buckets.flatMap(({ time, parts }): [number, number][] => {
      const part = Object.hasOwn(parts, name) ? parts[name] : undefined;
      // What nobody asked for in a bucket had no requests there, and no latency.
      const value = part ? figure(part) : figure(NOTHING);
      return value === null ? [] : [[value, Date.parse(time)]];
    }),
  }));
}

const NOTHING: AccessFigures = {
  requests: 0,
  perSecond: 0,
  errors: 0,
  errorRate: 0,
  faults: 0,
  faultRate: 0,
  bytes: 0,
  latency: { measured: 0, mean: null, max: null, p50: null, p95: null, p99: null },
  clients: 0,
};

function oneOf<Choice extends string>(choices: readonly Choice[], text: string | undefined): Choice | undefined {
  return choices.find((choice) => choice === text);
}
