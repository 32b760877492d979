import { Injectable } from '@nestjs/common';
import type { AccessFigures, AccessTopRow, Anomaly, ReportAccess, ReportRoute } from '@log-monitor/monitor-api';
import { AccessSummary } from '../../query/access/access-summary.js';
import { AccessTop } from '../../query/access/access-top.js';
import { AnomalyList } from '../../query/access/anomaly-list.js';
import type { TimeRange } from '../../query/range/time-range.js';

const ROWS = 10;
/** A mean of fewer requests says little. */
const LEAST_OF_SLOWEST = 10;
/** Findings are few; more than these are counted as so many. */
const MOST_ANOMALIES = 1000;

/** The requests of a span: how many, by whom, for what, how slow, and what was unusual. */
@Injectable()
export class RequestTally {
  constructor(
    private readonly summary: AccessSummary,
    private readonly top: AccessTop,
    private readonly anomalies: AnomalyList,
  ) {}

  /**
   * @returns null when no web server wrote lines in this span or the one before
   * @throws QueryError
   */
  async make(range: TimeRange, now: Date): Promise<ReportAccess | null> {
    const asked = { filter: { healthChecks: 'exclude' }, range, now } as const;
    const { current, before } = await this.summary.answer(asked);
    if (current.requests === 0 && before.requests === 0) return null;
    const clients = await this.top.answer({ ...asked, list: 'clients', limit: ROWS });
    const routes = await this.top.answer({ ...asked, list: 'routes', limit: ROWS });
    const slow = { list: 'routes', rank: 'slowness', least: LEAST_OF_SLOWEST, limit: ROWS } as const;
    const slowest = await this.top.answer({ ...asked, ...slow });
    const found = await this.anomalies.page({ filter: { silenced: 'exclude' }, range, limit: MOST_ANOMALIES, now });
    return {
      totals: totalsOf(current),
      before: totalsOf(before),
      clients: clients.rows.map(({ name, requests, errors }) => ({ address: name, requests, errors })),
      routes: routes.rows.map(routeOf),
      slowest: slowest.rows.map(routeOf),
      anomalyCount: found.count,
      anomalies: gravest(found.anomalies),
    };
  }
}

function totalsOf({ requests, errors, errorRate, faults, latency }: AccessFigures): ReportAccess['totals'] {
  return { requests, errors, errorRate, faults, p95: latency.p95 };
}

function routeOf({ name, host, requests, errors, faults, latency }: AccessTopRow): ReportRoute {
  return { host, name, requests, errors, faults, mean: latency.mean, p95: latency.p95 };
}

/** Of equal ones the newest first, as they come. */
function gravest(found: readonly Anomaly[]): ReportAccess['anomalies'] {
  return [...found]
    .sort((one, other) => other.score - one.score)
    .slice(0, ROWS)
    .map(({ id, detector, title, score, why, firstSeen, lastSeen }) => ({
      ...{ id, detector, title, score, why, firstSeen, lastSeen },
    }));
}
