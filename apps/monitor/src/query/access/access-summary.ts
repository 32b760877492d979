import { Injectable } from '@nestjs/common';
import type { AccessSummaryAnswer } from '@log-monitor/monitor-api';
import { QueryPool } from '../database/query-pool.js';
import type { RequestedRange } from '../range/time-range.js';
import { AccessCounter, totalOf } from './access-counter.js';
import type { AccessFilter } from './access-filter.js';
import { figuresOf } from './figures.js';
import { elapsedSeconds } from './time-buckets.js';

export interface AccessQuestion {
  filter: AccessFilter;
  range: RequestedRange;
  now: Date;
  signal?: AbortSignal | undefined;
}

/** The figures of a range, and of the range before. */
@Injectable()
export class AccessSummary {
  constructor(
    private readonly pool: QueryPool,
    private readonly counter: AccessCounter,
  ) {}

  /** @throws QueryError */
  async answer({ filter, range, now, signal }: AccessQuestion): Promise<AccessSummaryAnswer> {
    const counting = { filter, now, latency: true, clients: true };
    return this.pool.snapshot(
      async (snapshot) => {
        const { cells, span, basis } = await this.counter.count(snapshot, { ...counting, range });
        const from = new Date(2 * span.from - span.to);
        const to = new Date(span.from);
        const before = await this.counter.count(snapshot, { ...counting, range: { from, to } });
        return {
          current: figuresOf(totalOf(cells), elapsedSeconds(span, now)),
          before: figuresOf(totalOf(before.cells), elapsedSeconds(before.span, now)),
          rangeBefore: before.basis.range,
          ...basis,
        };
      },
      { signal, cost: this.counter.isHeavy({ filter }) ? 'heavy' : 'light' },
    );
  }
}
