import { Injectable } from '@nestjs/common';
import {
  Cell,
  DistinctCount,
  type FacetName,
  FACETS,
  LatencyHistogram,
  WINDOW_DAYS,
  type WindowCell,
} from '@log-monitor/access-statistics';
import type { AccessSummaryAnswer } from '@log-monitor/monitor-api';
import { completenessAt } from '../database/completeness.js';
import { listOrNull } from '../database/filter-values.js';
import type { Snapshot } from '../database/snapshot.js';
import type { RequestedRange } from '../range/time-range.js';
import { type AccessFilter, statusCodes } from './access-filter.js';
import { resolveNames } from './access-names.js';
import { AccessSettings } from './access-settings.js';
import { ACCESS_START, type AccessStart, closeSpan, nothingSince } from './access-start.js';
import { ClosedWindows } from './closed-windows.js';
import { type CountedCell, CountedCells } from './counted-cells.js';
import { readDeltas } from './delta-reader.js';
import { chooseFacet, type Dimension, valueOf } from './facet-choice.js';
import { countLines, inLine } from './line-reader.js';
import type { LocalTime } from './local-time.js';
import { type ResolvedNames, requestValues } from './request-conditions.js';
import { countRequests } from './request-reader.js';
import { bucketStarts, bucketWidth, type Span, type WidthRequest } from './time-buckets.js';
import { best, type Top } from './ranking.js';
import { keptSince, narrowestWidth, planWindows } from './window-plan.js';
import { keyOf, type Wanted, type WindowQuestion } from './window-reader.js';

export interface Counting {
  filter: AccessFilter;
  range: RequestedRange;
  now: Date;
  /** What is to be told apart; at most one of it besides source, host and status. */
  by?: readonly Dimension[] | undefined;
  /** Undefined: all of the range is one bucket. */
  buckets?: (WidthRequest & { local: LocalTime }) | undefined;
  /** With percentiles. */
  latency?: boolean | undefined;
  /** With distinct clients. */
  clients?: boolean | undefined;
  /** Only the values of a top list are wanted; the others are added up as `(other)`. */
  top?: Top | undefined;
  /** Only these values. */
  values?: readonly string[] | undefined;
}

/** Members of every answer about requests. */
type Basis = Pick<AccessSummaryAnswer, 'range' | 'basis' | 'shortened' | 'late' | 'completeThrough' | 'lag'>;

export interface Counted {
  cells: CountedCell[];
  span: Span;
  /** Where buckets begin, milliseconds since 1970. */
  starts: number[];
  /** Milliseconds. */
  width: number;
  basis: Basis;
}

/** More would take longer to count one by one than an answer may. */
const MOST_REQUESTS = 1_000_000;

/** What has been worked out of a question before anything is counted. */
interface Prepared {
  counting: Counting;
  start: AccessStart;
  span: Span;
  names: ResolvedNames | null;
}

/** Counts requests: from the windows where they can tell, else one by one. */
@Injectable()
export class AccessCounter {
  readonly #windows = new ClosedWindows();

  constructor(private readonly settings: AccessSettings) {}

  /** Whether a question has to look at the requests themselves. */
  isHeavy({ by = [], filter }: Pick<Counting, 'by' | 'filter'>): boolean {
    return chooseFacet(by, filter) === undefined;
  }

  /** Whether the parts add up to all that can be told of the whole. Parts by status have no percentiles, and requests are counted for a shorter range than windows. */
  isWhole({ by = [], filter }: Pick<Counting, 'by' | 'filter'>): boolean {
    const whole = chooseFacet([], filter);
    const apart = chooseFacet(by, filter);
    if (!whole || !apart) return !whole;
    return FACETS[apart].latency || !FACETS[whole].latency;
  }

  /** @throws QueryError */
  async count(snapshot: Snapshot, counting: Counting): Promise<Counted> {
    const { filter } = counting;
    const origin = [filter.sources, filter.servers, filter.clusters].map(listOrNull);
    const [start] = await snapshot.rows<AccessStart>(ACCESS_START, origin);
    if (!start) throw new TypeError('a SELECT without FROM gives one row');
    const span = closeSpan(start, counting.range, counting.now);
    const names = await resolveNames(snapshot, filter, { start, span, projectOf: this.settings.projectOf });
    const facet = chooseFacet(counting.by ?? [], filter);
    const prepared = { counting, start, span, names };
    return facet ? this.#countWindows(snapshot, facet, prepared) : this.#countRequests(snapshot, prepared);
  }

  async #countWindows(snapshot: Snapshot, facet: FacetName, prepared: Prepared): Promise<Counted> {
    const { counting, start, span, names } = prepared;
    const { by = [], filter, buckets, now } = counting;
    const kept = keptSince(WINDOW_DAYS, now.getTime());
    const finest = FACETS[facet].finest;
    const narrowest = narrowestWidth(span.from, finest, kept) * 1000;
    const width = buckets ? bucketWidth(span, buckets, narrowest) : Math.max(span.to - span.from, 1);
    const borders = buckets ? bucketStarts(span, width, buckets.local) : [];
    const request = { range: span, finest, kept, nothingSince: nothingSince(start) };
    const plan = planWindows({ ...request, borders: borders.slice(1) });
    const starts = buckets ? bucketStarts(plan.covered, width, buckets.local) : [plan.covered.from];
    const question: WindowQuestion = {
      facet,
      segments: names ? plan.segments : [],
      starts,
      sources: names?.sources ?? null,
      hosts: names?.hosts ?? null,
      values: counting.values ?? valuesOf(facet, filter),
      statuses: FACETS[facet].byStatus ? statusCodes(filter.statuses) : null,
      apart: {
        source: by.includes('source'),
        host: by.includes('host'),
        value: by.some((dimension) => dimension === valueOf(facet)),
        status: by.includes('status'),
      },
    };
    const open = names ? await readDeltas(snapshot, facet, plan.covered) : [];
    const matching = open.filter((one) => isMeant(question, one));
    const cells = await this.#readCells(snapshot, question, counting, matching);
    const shortened = plan.shortened ? ('retention' as const) : null;
    return this.#counted(snapshot, { cells, span: plan.covered, starts, width, basis: 'windows', shortened });
  }

  async #readCells(
    snapshot: Snapshot,
    question: WindowQuestion,
    { latency = false, clients = false, top }: Counting,
    open: readonly WindowCell[],
  ): Promise<CountedCells> {
    if (!top) {
      const cells = await this.#windows.read(snapshot, question, { sums: true, latency, clients });
      for (const one of open)
        addOpen(cells.at(keyOf(question, timed(one))), one.cell, { sums: true, latency, clients });
      return cells;
    }
    const sums = new CountedCells();
    for (const one of open) sums.at(keyOf(question, timed(one))).merge(one.cell);
    const cells = await this.#windows.readTop(snapshot, question, top, sums);
    if (!FACETS[question.facet].latency && !FACETS[question.facet].clients) return cells;
    const values = best(cells.list(), top).map(({ value }) => value ?? '');
    const wanted = { sums: false, latency, clients };
    const listed = await this.#windows.read(snapshot, { ...question, values: values.toSorted() }, wanted);
    for (const one of open) {
      if (values.includes(one.value)) addOpen(listed.at(keyOf(question, timed(one))), one.cell, wanted);
    }
    for (const { cell, ...key } of listed.list()) addOpen(cells.at(key), cell, wanted);
    return cells;
  }

  async #countRequests(snapshot: Snapshot, prepared: Prepared): Promise<Counted> {
    const { counting, names } = prepared;
    const { by = [], filter, buckets, latency = false, clients = false } = counting;
    const conditions = requestValues(filter, names ?? { sources: [], hosts: [] });
    const ofLines = inLine(by);
    if (ofLines) {
      const { parsing } = this.settings;
      const counted = await countLines(snapshot, prepared.span, { conditions, by: ofLines, parsing });
      const { from, to } = counted.span;
      return this.#counted(snapshot, { ...counted, starts: [from], width: Math.max(to - from, 1), basis: 'requests' });
    }
    const { span, shortened } = await this.#countableSpan(snapshot, prepared);
    const width = buckets ? bucketWidth(span, buckets, 10_000) : Math.max(span.to - span.from, 1);
    const starts = buckets ? bucketStarts(span, width, buckets.local) : [span.from];
    const question = { range: span, conditions, starts, by, latency, clients };
    const cells = names && span.from < span.to ? await countRequests(snapshot, question) : new CountedCells();
    return this.#counted(snapshot, { cells, span, starts, width, basis: 'requests', shortened });
  }

  /** The newest part of a range that does not hold more requests than can be counted one by one. */
  async #countableSpan(
    snapshot: Snapshot,
    { counting, start, span }: Prepared,
  ): Promise<{ span: Span; shortened: 'retention' | 'volume' | null }> {
    const { now, filter } = counting;
    // An index leads to the few requests with an id.
    if (filter.requestId !== undefined) return { span, shortened: null };
    const { sources, servers, clusters } = filter;
    const buckets = { maxBuckets: 300, local: this.settings.local('UTC') };
    const all = await this.count(snapshot, {
      filter: { sources, servers, clusters, healthChecks: 'exclude' },
      range: { from: new Date(span.from), to: new Date(span.to) },
      now,
      buckets,
    });
    const oldest = start.oldest_request?.getTime() ?? span.to;
    let from = span.to;
    let total = 0;
    const requests = new Map(all.cells.map(({ bucket, cell }) => [bucket, cell.requests]));
    for (let bucket = all.starts.length - 1; bucket >= 0; bucket -= 1) {
      const count = requests.get(bucket) ?? 0;
      if (total + count > MOST_REQUESTS)
        return { span: { from: Math.min(from, span.to), to: span.to }, shortened: 'volume' };
      const begin = all.starts[bucket] as number;
      // A bucket that begins before the oldest request has lost some of its own.
      if (count > 0 && begin < oldest && begin + all.width <= oldest) {
        return { span: { from: Math.min(from, span.to), to: span.to }, shortened: 'retention' };
      }
      total += count;
      from = begin;
    }
    return { span, shortened: null };
  }

  async #counted(
    snapshot: Snapshot,
    counted: { cells: CountedCells; span: Span; starts: number[]; width: number } & Pick<Basis, 'basis' | 'shortened'>,
  ): Promise<Counted> {
    const { span, starts, width, basis, shortened } = counted;
    const cells = counted.cells.list();
    const late = cells.reduce((sum, { cell }) => sum + cell.late, 0);
    const range = { from: new Date(span.from).toISOString(), to: new Date(span.to).toISOString() };
    return {
      cells,
      span,
      starts,
      width,
      basis: { range, basis, shortened, late, ...completenessAt(await snapshot.start) },
    };
  }
}

/** All cells together. */
export function totalOf(cells: readonly CountedCell[]): Cell {
  const total = new Cell(0, false);
  for (const { cell } of cells) total.mergeCell(cell);
  return total;
}

/** What a filter asks of the windows' value. */
function valuesOf(facet: FacetName, { methods, routes, paths, clients }: AccessFilter): readonly string[] | null {
  const asked: Partial<Record<Dimension, readonly string[] | undefined>> = {
    method: methods,
    route: routes,
    path: paths,
    client: clients,
  };
  const dimension = valueOf(facet);
  return listOrNull(dimension && asked[dimension]);
}

function isMeant({ sources, hosts, values, statuses }: WindowQuestion, one: WindowCell): boolean {
  return (
    (sources?.includes(one.source) ?? true) &&
    (hosts?.includes(one.host) ?? true) &&
    (values?.includes(one.value) ?? true) &&
    (statuses?.includes(one.cell.status) ?? true)
  );
}

/** Adds what is wanted of it. */
function addOpen(to: Cell, cell: Cell, { sums, latency, clients }: Wanted): void {
  if (sums) to.merge(cell);
  if (latency && cell.latency) (to.latency ??= new LatencyHistogram()).merge(cell.latency);
  if (clients && cell.clients) (to.clients ??= new DistinctCount()).merge(cell.clients);
}

/** With its begin in milliseconds, as buckets have it. */
function timed({ start, source, host, value, cell }: WindowCell) {
  return { start: start * 1000, source, host, value, status: cell.status };
}
