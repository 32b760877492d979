import { Injectable } from '@nestjs/common';
import { type Level, LEVELS, SEVERITY } from '@log-monitor/log-record';
import type { HistogramAnswer, HistogramBucket } from '@log-monitor/monitor-api';
import { chooseBucket, widthFor } from './bucket-width.js';
import { completenessAt } from '../database/completeness.js';
import { type CountCell, readCounts } from './counter-reader.js';
import { readHostCounts } from './host-counts.js';
import { readLedgerTotals } from '../ledger/ledger-totals.js';
import { closeRange, presentRange } from '../range/close-range.js';
import { QueryPool } from '../database/query-pool.js';
import { levelOf } from '../records/stored-record.js';
import { MINUTE_MS } from '../../time/durations.js';
import { floorToMinute, type RequestedRange, type TimeRange } from '../range/time-range.js';

interface HistogramQuestion {
  range: RequestedRange;
  by: 'level' | 'service';
  /** Width of a bucket in milliseconds; undefined: chosen by the range. */
  bucketMs?: number | undefined;
  /** For charts: the narrowest width that makes at most so many buckets and is no narrower than `atLeastMs`. */
  maxBuckets?: number | undefined;
  atLeastMs?: number | undefined;
  /** Only these levels are counted; an empty list: none. */
  levels?: readonly Level[] | undefined;
  services?: readonly string[] | undefined;
  /** Only records from these hosts, counted one by one. */
  hosts?: readonly string[] | undefined;
  now: Date;
  signal?: AbortSignal | undefined;
}

/** Records over time, by level or by service. */
@Injectable()
export class Histogram {
  constructor(private readonly pool: QueryPool) {}

  /** @throws QueryError RANGE_INVALID when the interval would make too many buckets */
  async answer(question: HistogramQuestion): Promise<HistogramAnswer> {
    return this.pool.snapshot(
      async (snapshot) => {
        const start = await snapshot.start;
        const range = closeRange(start, question.range, question.now);
        const filled = filledPart(range, question);
        const bucketMs = widthOf(filled, question);
        const { services, hosts, by } = question;
        const counting = { range, bucketMs, services, levels: question.levels?.map((level) => SEVERITY[level]), by };
        const [cells, ledger] = await Promise.all([
          hosts ? readHostCounts(snapshot, { ...counting, hosts }) : readCounts(snapshot, counting),
          readLedgerTotals(snapshot, range, services),
        ]);
        const buckets = toBuckets(cells, filled, bucketMs, question);
        return { buckets, intervalMs: bucketMs, range: presentRange(range), ledger, ...completenessAt(start) };
      },
      { signal: question.signal, cost: question.hosts ? 'heavy' : 'light' },
    );
  }
}

function widthOf(range: TimeRange, { bucketMs, maxBuckets, atLeastMs }: HistogramQuestion): number {
  return maxBuckets === undefined ? chooseBucket(range, bucketMs) : widthFor(range, maxBuckets, atLeastMs);
}

/** One record dated 2099 must not stretch everybody's chart over decades: an open end is filled until now only. */
function filledPart(range: TimeRange, { range: asked, now }: HistogramQuestion): TimeRange {
  if (asked.to) return range;
  const nextMinute = floorToMinute(new Date(now.getTime() + MINUTE_MS));
  const to = range.to < nextMinute ? range.to : nextMinute;
  return { from: range.from, to: to < range.from ? range.from : to };
}

/**
 * Lays cells out along the range; pure. Without holes up to the end of `range`: a bucket in which nothing was logged is there with
 * zeros. Beyond it, where only clocks that run ahead put records, just the buckets that have some.
 */
function toBuckets(
  cells: readonly CountCell[],
  range: TimeRange,
  bucketMs: number,
  { by, levels }: Pick<HistogramQuestion, 'by' | 'levels'>,
): HistogramBucket[] {
  const nameOf = (cell: CountCell): string => (by === 'level' ? levelOf(cell.level) : cell.service);
  const names = by === 'level' ? (levels ?? LEVELS) : [...new Set(cells.map((cell) => cell.service))].sort();
  const buckets = new Map<number, Map<string, number>>();
  const bucketAt = (time: number): Map<string, number> => {
    const bucket = buckets.get(time) ?? new Map(names.map((name) => [name, 0]));
    buckets.set(time, bucket);
    return bucket;
  };
  const first = Math.floor(range.from.getTime() / bucketMs) * bucketMs;
  for (let time = first; time < range.to.getTime(); time += bucketMs) bucketAt(time);
  for (const cell of cells) {
    const counts = bucketAt(cell.bucket);
    counts.set(nameOf(cell), (counts.get(nameOf(cell)) ?? 0) + cell.count);
  }
  return [...buckets]
    .sort(([left], [right]) => left - right)
    .map(([time, counts]) => ({ time: new Date(time).toISOString(), counts: Object.fromEntries(counts) }));
}
