import { Injectable } from '@nestjs/common';
import { type Level, LEVELS, SEVERITY } from '@log-monitor/log-record';
import type { ServiceTotals, StatisticsAnswer } from '@log-monitor/monitor-api';
import { completenessAt } from '../database/completeness.js';
import { type CountCell, readCounts } from './counter-reader.js';
import { readLedgerTotals } from '../ledger/ledger-totals.js';
import { closeRange, presentRange } from '../range/close-range.js';
import { QueryPool } from '../database/query-pool.js';
import { levelOf } from '../records/stored-record.js';
import { DAY_MS } from '../../time/durations.js';
import type { RequestedRange } from '../range/time-range.js';

export interface StatisticsQuestion {
  range: RequestedRange;
  services?: readonly string[] | undefined;
  now: Date;
  signal?: AbortSignal | undefined;
}

/** How much was logged, at which level, by whom, and what the ledger knows to be missing. */
@Injectable()
export class Statistics {
  constructor(private readonly pool: QueryPool) {}

  /** @throws QueryError */
  async answer(question: StatisticsQuestion): Promise<StatisticsAnswer> {
    return this.pool.snapshot(
      async (snapshot) => {
        const start = await snapshot.start;
        const range = closeRange(start, question.range, question.now);
        const services = question.services;
        const [cells, ledger] = await Promise.all([
          readCounts(snapshot, { range, bucketMs: DAY_MS, services }),
          readLedgerTotals(snapshot, range, services),
        ]);
        const { byService, ...totals } = summarise(cells);
        // fromEntries defines members: a service called __proto__ stays a plain member.
        const by_service = Object.fromEntries(byService);
        return { ...totals, by_service, ledger, range: presentRange(range), ...completenessAt(start) };
      },
      { signal: question.signal },
    );
  }
}

type Totals = Pick<StatisticsAnswer, 'total_logs' | 'total_errors' | 'by_level' | 'error_rate'>;

/** Adds cells up to totals; pure. */
export function summarise(cells: readonly CountCell[]): Totals & { byService: Map<string, ServiceTotals> } {
  const byLevel = Object.fromEntries(LEVELS.map((level) => [level, 0])) as Record<Level, number>;
  const byService = new Map<string, ServiceTotals>();
  for (const { service, level, count } of cells) {
    byLevel[levelOf(level)] += count;
    const totals = byService.get(service) ?? { total: 0, errors: 0, critical: 0, error_rate: 0 };
    totals.total += count;
    if (level >= SEVERITY.ERROR) totals.errors += count;
    if (level === SEVERITY.CRITICAL) totals.critical += count;
    totals.error_rate = rate(totals.errors, totals.total);
    byService.set(service, totals);
  }
  const total = LEVELS.reduce((sum, level) => sum + byLevel[level], 0);
  const errors = byLevel.ERROR + byLevel.CRITICAL;
  return { total_logs: total, total_errors: errors, by_level: byLevel, byService, error_rate: rate(errors, total) };
}

/** A share of 0..1; of nothing it is 0. */
export function rate(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
