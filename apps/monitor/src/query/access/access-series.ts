import { Injectable } from '@nestjs/common';
import { statusClass } from '@log-monitor/access-record';
import { Cell, OTHER } from '@log-monitor/access-statistics';
import type { AccessBucket, AccessPart, AccessSeriesAnswer } from '@log-monitor/monitor-api';
import { QueryPool } from '../database/query-pool.js';
import { AccessCounter, type Counted } from './access-counter.js';
import { projectOfHost, shownHost } from './access-names.js';
import { AccessSettings } from './access-settings.js';
import { readSourceNames } from './access-source-list.js';
import type { AccessQuestion } from './access-summary.js';
import { addUp, type CountedCell } from './counted-cells.js';
import type { Dimension } from './facet-choice.js';
import { figuresOf } from './figures.js';
import { bucketSpans, elapsedSeconds, type WidthRequest } from './time-buckets.js';

interface SeriesQuestion extends AccessQuestion, WidthRequest {
  by: AccessPart;
  /** Name of a time zone; undefined: the one that was configured. */
  timeZone?: string | undefined;
}

/** Parts of a bucket; what lies beyond is added up in one more, so that the sum stays true. */
const MOST_PARTS = 20;

const DIMENSION: Readonly<Record<AccessPart, Dimension | undefined>> = {
  none: undefined,
  class: 'status',
  status: 'status',
  host: 'host',
  project: 'host',
  method: 'method',
  source: 'source',
};

/** Requests over time, as a whole and by one of their properties. */
@Injectable()
export class AccessSeries {
  constructor(
    private readonly pool: QueryPool,
    private readonly counter: AccessCounter,
    private readonly settings: AccessSettings,
  ) {}

  /** @throws QueryError RANGE_INVALID when the interval would make too many buckets */
  async answer(question: SeriesQuestion): Promise<AccessSeriesAnswer> {
    const { filter, range, now, by, interval, maxBuckets, atLeast } = question;
    const local = this.settings.local(question.timeZone);
    const counting = { filter, range, now, latency: true, buckets: { interval, maxBuckets, atLeast, local } };
    const dimension = DIMENSION[by];
    const parted = { ...counting, by: dimension ? [dimension] : [] };
    return this.pool.snapshot(
      async (snapshot) => {
        const isOne = this.counter.isWhole(parted);
        const whole = await this.counter.count(snapshot, isOne ? parted : counting);
        const apart = isOne ? whole : await this.counter.count(snapshot, { ...parted, ...exactly(whole) });
        const sources = by === 'source' ? await readSourceNames(snapshot) : new Map<number, string>();
        const nameOf = (cell: CountedCell): string => this.#nameOf(by, cell, sources);
        const parts = dimension ? partsOf(apart.cells, nameOf) : undefined;
        return {
          buckets: bucketsOf(whole, parts?.buckets, now),
          names: parts?.names ?? [],
          intervalMs: whole.width,
          timeZone: local.zone,
          ...whole.basis,
        };
      },
      { signal: question.signal, cost: this.counter.isHeavy(parted) ? 'heavy' : 'light' },
    );
  }

  #nameOf(by: AccessPart, { status, host, value, source }: CountedCell, sources: ReadonlyMap<number, string>): string {
    switch (by) {
      case 'none':
        return '';
      case 'class':
        return statusClass(status ?? 0);
      case 'status':
        return String(status ?? 0);
      case 'host':
        return shownHost(host ?? '');
      case 'project':
        return projectOfHost(this.settings.projectOf, host ?? '');
      case 'method':
        return value ?? '';
      case 'source':
        return sources.get(source ?? 0) ?? OTHER;
    }
  }
}

/** The parts are counted in the very buckets of the whole. */
function exactly({ span, width }: Counted) {
  return { range: { from: new Date(span.from), to: new Date(span.to) }, interval: width };
}

/** Per bucket the sums by name: of the names with the most requests, the others as `(other)`. */
function partsOf(cells: readonly CountedCell[], nameOf: (cell: CountedCell) => string) {
  const totals = new Map<string, number>();
  for (const counted of cells) {
    const name = nameOf(counted);
    totals.set(name, (totals.get(name) ?? 0) + counted.cell.requests);
  }
  const names = [...totals].sort(([left, a], [right, b]) => b - a || (left < right ? -1 : 1)).map(([name]) => name);
  const shown = new Set(names.slice(0, MOST_PARTS));
  const ofBuckets = new Map<number, CountedCell[]>();
  for (const counted of cells) {
    const ofBucket = ofBuckets.get(counted.bucket);
    if (ofBucket) ofBucket.push(counted);
    else ofBuckets.set(counted.bucket, [counted]);
  }
  const keptName = (counted: CountedCell): string => {
    const name = nameOf(counted);
    return shown.has(name) ? name : OTHER;
  };
  const buckets = new Map([...ofBuckets].map(([bucket, ofBucket]) => [bucket, addUp(ofBucket, keptName)]));
  return { buckets, names: names.length > shown.size ? [...shown, OTHER] : [...shown] };
}

function bucketsOf(
  { cells, span, starts }: Counted,
  parts: ReadonlyMap<number, ReadonlyMap<string, Cell>> | undefined,
  now: Date,
): AccessBucket[] {
  const sums = addUp(cells, ({ bucket }) => bucket);
  return bucketSpans(span, starts).map((part, index) => {
    const seconds = elapsedSeconds(part, now);
    const named = [...(parts?.get(index) ?? [])].map(([name, cell]) => [name, figuresOf(cell, seconds)] as const);
    return {
      time: new Date(starts[index] as number).toISOString(),
      ...figuresOf(sums.get(index) ?? new Cell(0, false), seconds),
      // fromEntries defines members: a host called __proto__ stays one.
      parts: Object.fromEntries(named),
    };
  });
}
