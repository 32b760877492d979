import { Injectable } from '@nestjs/common';
import { type Level, LEVELS, SEVERITY } from '@log-monitor/log-record';
import { type Completeness, completenessAt } from '../completeness.js';
import { type CountCell, readCounts } from './counter-reader.js';
import { type LedgerTotals, readLedgerTotals } from '../ledger/ledger-totals.js';
import { closeRange } from '../range/open-range.js';
import { QueryPool } from '../database/query-pool.js';
import { levelOf } from '../records/stored-record.js';
import { DAY_MS, type RequestedRange, type TimeRange } from '../range/time-range.js';

export interface ServiceTotals {
  total: number;
  /** ERROR and CRITICAL. */
  errors: number;
  critical: number;
  /** errors / total, 0 when there is nothing. */
  errorRate: number;
}

export interface Statistics extends Completeness {
  total: number;
  errors: number;
  errorRate: number;
  byLevel: Record<Level, number>;
  byService: Map<string, ServiceTotals>;
  ledger: LedgerTotals;
  range: TimeRange;
}

export interface StatisticsQuestion {
  range: RequestedRange;
  services?: readonly string[] | undefined;
  now: Date;
  signal?: AbortSignal | undefined;
}

/** How much was logged, at which level, by whom, and what the ledger knows to be missing. */
@Injectable()
export class StatisticsQuery {
  constructor(private readonly pool: QueryPool) {}

  /** @throws QueryError */
  async answer(question: StatisticsQuestion): Promise<Statistics> {
    return this.pool.snapshot(
      async (snapshot) => {
        const start = await snapshot.start;
        const range = closeRange(start, question.range, question.now);
        const services = question.services;
        const [cells, ledger] = await Promise.all([
          readCounts(snapshot, { range, bucketMs: DAY_MS, services }),
          readLedgerTotals(snapshot, range, services),
        ]);
        return { ...completenessAt(start), ...summarise(cells), ledger, range };
      },
      { signal: question.signal },
    );
  }
}

/** Adds cells up to totals; pure. */
export function summarise(
  cells: readonly CountCell[],
): Pick<Statistics, 'total' | 'errors' | 'errorRate' | 'byLevel' | 'byService'> {
  const byLevel = Object.fromEntries(LEVELS.map((level) => [level, 0])) as Record<Level, number>;
  const byService = new Map<string, ServiceTotals>();
  for (const { service, level, count } of cells) {
    byLevel[levelOf(level)] += count;
    const totals = byService.get(service) ?? { total: 0, errors: 0, critical: 0, errorRate: 0 };
    totals.total += count;
    if (level >= SEVERITY.ERROR) totals.errors += count;
    if (level === SEVERITY.CRITICAL) totals.critical += count;
    totals.errorRate = rate(totals.errors, totals.total);
    byService.set(service, totals);
  }
  const total = LEVELS.reduce((sum, level) => sum + byLevel[level], 0);
  const errors = byLevel.ERROR + byLevel.CRITICAL;
  return { total, errors, errorRate: rate(errors, total), byLevel, byService };
}

/** A share of 0..1; of nothing it is 0. */
export function rate(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
