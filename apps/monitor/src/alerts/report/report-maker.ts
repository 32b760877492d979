import { Injectable } from '@nestjs/common';
import type { Report, ReportService, ReportTotals, ServiceTotals, StatisticsAnswer } from '@log-monitor/monitor-api';
import { Histogram } from '../../query/counts/histogram.js';
import { Statistics } from '../../query/counts/statistics.js';
import type { TimeRange } from '../../query/range/time-range.js';
import { MINUTE_MS } from '../../time/durations.js';
import { AlertTally } from './alert-tally.js';
import { ProblemTally } from './problem-tally.js';
import { RequestTally } from './request-tally.js';

export interface ReportSpan extends TimeRange {
  /** `daily`, `weekly` or a span such as `10m`. */
  readonly interval: string;
  /** IANA name. */
  readonly timeZone: string;
}

const CHART_BUCKETS = 48;
const SERVICES = 20;

/** Asks everything that a report says, as the dashboard would. */
@Injectable()
export class ReportMaker {
  constructor(
    private readonly statistics: Statistics,
    private readonly histogram: Histogram,
    private readonly problems: ProblemTally,
    private readonly requests: RequestTally,
    private readonly alerts: AlertTally,
  ) {}

  /** @throws QueryError, SinkError */
  async make({ interval, timeZone, ...span }: ReportSpan, now: Date): Promise<Report> {
    const earlier = { from: new Date(2 * span.from.getTime() - span.to.getTime()), to: span.from };
    // One after the other: a report may wait, people at the dashboard may not.
    const current = await this.statistics.answer({ range: span, now });
    const before = await this.statistics.answer({ range: earlier, now });
    const { missing, dropped } = current.ledger;
    return {
      ...{ from: span.from.toISOString(), to: span.to.toISOString(), madeAt: now.toISOString(), timeZone, interval },
      ...{ totals: totalsOf(current), before: totalsOf(before) },
      series: await this.#series(span, now),
      noisiest: noisiestOf(current, before),
      silent: silentOf(current, before),
      problems: await this.problems.make(span, now),
      ...{ missing, dropped },
      access: await this.requests.make(span, now),
      alerts: await this.alerts.count(span.from, span.to),
      completeThrough: current.completeThrough,
    };
  }

  async #series(range: TimeRange, now: Date): Promise<Report['series']> {
    const asked = { range, by: 'level', maxBuckets: CHART_BUCKETS, atLeastMs: MINUTE_MS, now } as const;
    const { buckets } = await this.histogram.answer(asked);
    return buckets.map(({ time, counts }) => ({
      time,
      records: Object.values(counts).reduce((sum, count) => sum + count, 0),
      errors: (counts['ERROR'] ?? 0) + (counts['CRITICAL'] ?? 0),
    }));
  }
}

type Counted = Pick<StatisticsAnswer, 'total_logs' | 'total_errors' | 'by_level' | 'error_rate' | 'by_service'>;

function totalsOf({ total_logs, total_errors, by_level, error_rate }: Counted): ReportTotals {
  return { records: total_logs, errors: total_errors, critical: by_level.CRITICAL, errorRate: error_rate };
}

/** Those with the most errors; pure. */
function noisiestOf(now: Pick<Counted, 'by_service'>, before: Pick<Counted, 'by_service'>): ReportService[] {
  return Object.entries(now.by_service)
    .map(([name, { total, errors }]) => ({
      ...{ name, records: total, errors },
      errorsBefore: ownTotals(before.by_service, name)?.errors ?? 0,
    }))
    .sort((a, b) => b.errors - a.errors || b.records - a.records || (a.name < b.name ? -1 : 1))
    .slice(0, SERVICES);
}

/** Those that logged before and not now, the busiest first; pure. */
function silentOf(now: Pick<Counted, 'by_service'>, before: Pick<Counted, 'by_service'>): Report['silent'] {
  return Object.entries(before.by_service)
    .filter(([name, { total }]) => total > 0 && (ownTotals(now.by_service, name)?.total ?? 0) === 0)
    .map(([name, { total }]) => ({ name, records: total }))
    .sort((a, b) => b.records - a.records || (a.name < b.name ? -1 : 1))
    .slice(0, SERVICES);
}

/** A service may be called __proto__. */
function ownTotals(services: Counted['by_service'], name: string): ServiceTotals | undefined {
  return Object.hasOwn(services, name) ? services[name] : undefined;
}
