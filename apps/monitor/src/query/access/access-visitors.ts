import { Injectable } from '@nestjs/common';
import { Cell } from '@log-monitor/access-statistics';
import type { AccessVisitorsAnswer } from '@log-monitor/monitor-api';
import { DAY_MS, HOUR_MS } from '../../time/durations.js';
import { QueryPool } from '../database/query-pool.js';
import type { Snapshot } from '../database/snapshot.js';
import { AccessCounter, type Counted, totalOf } from './access-counter.js';
import { AccessSettings } from './access-settings.js';
import type { AccessQuestion } from './access-summary.js';
import { addUp } from './counted-cells.js';
import type { LocalTime } from './local-time.js';
import { bucketSpans } from './time-buckets.js';

interface VisitorQuestion extends AccessQuestion {
  /** Milliseconds; undefined: hours, or days where there are many. */
  interval?: number | undefined;
  timeZone?: string | undefined;
}

/** Clients are counted by the hour for no longer: each window of an hour has 12 kB of them. */
const HOURLY_MS = 8 * DAY_MS;
const HOURS = Array.from({ length: 24 }, (_, hour) => hour);

/** Distinct clients over time, and by the hour of the day. */
@Injectable()
export class AccessVisitors {
  constructor(
    private readonly pool: QueryPool,
    private readonly counter: AccessCounter,
    private readonly settings: AccessSettings,
  ) {}

  /** @throws QueryError */
  async answer(question: VisitorQuestion): Promise<AccessVisitorsAnswer> {
    const { filter, signal, now } = question;
    const local = this.settings.local(question.timeZone);
    return this.pool.snapshot(
      async (snapshot) => {
        const length = lengthOf(question);
        const isShort = length <= HOURLY_MS;
        const interval = question.interval ?? (isShort ? HOUR_MS : DAY_MS);
        const counted = await this.#count(snapshot, question, { interval, local, clients: true });
        const hourly =
          interval === HOUR_MS
            ? counted
            : await this.#count(snapshot, question, { interval: HOUR_MS, local, clients: isShort });
        return {
          total: visitorsOf(totalOf(counted.cells)),
          buckets: bucketsOf(counted),
          hoursOfDay: hoursOf(hourly, local),
          intervalMs: counted.width,
          timeZone: local.zone,
          ...counted.basis,
        };
      },
      {
        signal,
        cost: this.counter.isHeavy({ filter }) || lengthOf({ ...question, now }) > HOURLY_MS ? 'heavy' : 'light',
      },
    );
  }

  #count(
    snapshot: Snapshot,
    { filter, range, now }: VisitorQuestion,
    { interval, local, clients }: { interval: number; local: LocalTime; clients: boolean },
  ): Promise<Counted> {
    const buckets = clients ? { interval, local } : { maxBuckets: 2000, atLeast: interval, local };
    return this.counter.count(snapshot, { filter, range, now, clients, buckets });
  }
}

function lengthOf({ range: { from, to }, now }: Pick<VisitorQuestion, 'range' | 'now'>): number {
  const end = to ?? now;
  return from ? end.getTime() - from.getTime() : DAY_MS;
}

function visitorsOf({ requests, clients }: Cell) {
  return { requests, clients: clients?.estimate() ?? (requests === 0 ? 0 : null) };
}

function bucketsOf({ cells, span, starts }: Counted) {
  const sums = addUp(cells, ({ bucket }) => bucket);
  return bucketSpans(span, starts).map((_, index) => ({
    time: new Date(starts[index] as number).toISOString(),
    ...visitorsOf(sums.get(index) ?? new Cell(0, false)),
  }));
}

function hoursOf({ cells, starts }: Counted, local: LocalTime) {
  const hourAt = starts.map((start) => Math.floor((local.wallAt(start) / HOUR_MS) % 24));
  const sums = addUp(cells, ({ bucket }) => hourAt[bucket] ?? 0);
  return HOURS.map((hour) => ({ hour, ...visitorsOf(sums.get(hour) ?? new Cell(0, false)) }));
}
