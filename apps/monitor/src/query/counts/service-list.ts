import { Injectable } from '@nestjs/common';
import type { ServicesAnswer, ServiceStatus, ServiceSummary } from '@log-monitor/monitor-api';
import { completenessAt } from '../database/completeness.js';
import { readCounts } from './counter-reader.js';
import { readLedgerTotals } from '../ledger/ledger-totals.js';
import { closeRange, presentRange } from '../range/close-range.js';
import { QueryPool } from '../database/query-pool.js';
import type { Snapshot } from '../database/snapshot.js';
import type { Statement } from '../database/statement.js';
import { listOrNull } from '../database/filter-values.js';
import { rate, type StatisticsQuestion, summarise } from './statistics.js';
import { DAY_MS, MINUTE_MS } from '../../time/durations.js';
import type { TimeRange } from '../range/time-range.js';
import { LongestPauses } from './longest-pauses.js';

/**
 * Every service $3 (or all), with the hosts and processes seen in [$1, $2) (producers without an instance have no ledger: each
 * of their hosts counts as one process), its newest record among the times [$5, $6), and whether it had an error
 * within five minutes of $4 (clocks differ).
 */
export const SERVICES: Statement = {
  name: 'services',
  text: `
SELECT service.id, service.name,
       coalesce(alive.hosts, 0) AS hosts, coalesce(alive.instances, 0) AS instances, alive.last_arrival,
       greatest(newest_log.time, newest_error.time) AS newest,
       EXISTS (SELECT FROM error_record e WHERE e.service_id = service.id AND e.time >= $4::timestamptz - interval '5 minutes'
                  AND e.time < $4::timestamptz + interval '5 minutes') AS failing
  FROM service
  LEFT JOIN (
    SELECT source.service_id, count(DISTINCT source.host_id) AS hosts, count(*) AS instances, max(l.last_seen) AS last_arrival
      FROM source LEFT JOIN ledger l ON l.source_id = source.id
     WHERE (l.last_seen >= $1 AND l.first_seen < $2) OR (source.instance IS NULL AND source.created_at < $2)
     GROUP BY source.service_id
  ) alive ON alive.service_id = service.id
  LEFT JOIN LATERAL (SELECT time FROM log_record WHERE service_id = service.id AND time >= $5 AND time < $6
                      ORDER BY time DESC LIMIT 1) newest_log ON true
  LEFT JOIN LATERAL (SELECT time FROM error_record WHERE service_id = service.id AND time >= $5 AND time < $6
                      ORDER BY time DESC LIMIT 1) newest_error ON true
 WHERE $3::text[] IS NULL OR service.name = ANY($3)
 ORDER BY service.name
 LIMIT 10000`,
  plan: 'once',
};

/** The newest record of the services $1 in all of time, and the newest arrival that the ledger knows of. */
export const LAST_SIGNS: Statement = {
  name: 'last-signs',
  text: `
SELECT chosen.id, greatest(newest_log.time, newest_error.time) AS newest,
       (SELECT max(l.last_seen) FROM ledger l JOIN source ON source.id = l.source_id WHERE source.service_id = chosen.id) AS last_arrival
  FROM unnest($1::int[]) chosen (id)
  LEFT JOIN LATERAL (SELECT time FROM log_record WHERE service_id = chosen.id ORDER BY time DESC LIMIT 1) newest_log ON true
  LEFT JOIN LATERAL (SELECT time FROM error_record WHERE service_id = chosen.id ORDER BY time DESC LIMIT 1) newest_error ON true`,
};

interface ServiceRow {
  id: number;
  name: string;
  hosts: number;
  instances: number;
  newest: Date | null;
  last_arrival: Date | null;
  failing: boolean;
}

type LastSign = Pick<ServiceRow, 'id' | 'newest' | 'last_arrival'>;

/** Nobody is called silent for less: clocks differ and records travel. */
const SHORTEST_SILENCE_MS = 5 * MINUTE_MS;

/** The services that ever logged, and how they are. */
@Injectable()
export class ServiceList {
  constructor(
    private readonly pool: QueryPool,
    private readonly longestPauses: LongestPauses,
  ) {}

  /** @throws QueryError */
  async answer(question: StatisticsQuestion): Promise<ServicesAnswer> {
    const pauses = await this.longestPauses.perService(question.now, question.signal);
    return this.pool.snapshot(
      async (snapshot) => {
        const start = await snapshot.start;
        const range = closeRange(start, question.range, question.now);
        const [rows, cells, ledger] = await Promise.all([
          readServices(snapshot, { range, newest: start.newest_minute_end }, question),
          readCounts(snapshot, { range, bucketMs: DAY_MS, services: question.services }),
          readLedgerTotals(snapshot, range, question.services),
        ]);
        const totals = summarise(cells).byService;
        const services = rows.map((row): ServiceSummary => {
          const { total, errors } = totals.get(row.name) ?? { total: 0, errors: 0 };
          return {
            name: row.name,
            hosts: row.hosts,
            instances: row.instances,
            last_seen: row.lastSeen?.toISOString() ?? null,
            total,
            errors,
            error_rate: rate(errors, total),
            status: statusOf(row, pauses.get(row.id), question.now),
          };
        });
        return { services, range: presentRange(range), ledger, ...completenessAt(start) };
      },
      { signal: question.signal },
    );
  }
}

/**
 * The services and when each was last heard of. Nearly all have logged within a day: only for the others are all partitions
 * looked at. The time of arrival speaks where no row was kept.
 */
async function readServices(
  snapshot: Snapshot,
  { range, newest }: { range: TimeRange; newest: Date | null },
  { services, now }: StatisticsQuestion,
): Promise<(ServiceRow & { lastSeen: Date | null })[]> {
  const dayAgo = new Date(now.getTime() - DAY_MS);
  const end = newest ?? now;
  const values = [range.from, range.to, listOrNull(services), now, dayAgo, end < now ? now : end];
  const rows = await snapshot.rows<ServiceRow>(SERVICES, values);
  const silent = rows.filter(({ newest }) => newest === null).map(({ id }) => id);
  const signs = silent.length === 0 ? [] : await snapshot.rows<LastSign>(LAST_SIGNS, [silent]);
  const signOf = new Map(signs.map((sign) => [sign.id, sign]));
  return rows.map((row) => {
    const sign = signOf.get(row.id);
    return { ...row, lastSeen: row.newest ?? sign?.newest ?? row.last_arrival ?? sign?.last_arrival ?? null };
  });
}

/**
 * How a service is.
 *
 * @param usualPauseMs its longest pause lately; undefined: it has hardly logged, and only a whole day without is silence
 */
export function statusOf(
  row: { lastSeen: Date | null; failing: boolean },
  usualPauseMs: number | undefined,
  now: Date,
): ServiceStatus {
  if (row.failing) return 'failing';
  const patience = usualPauseMs === undefined ? DAY_MS : Math.max(usualPauseMs, SHORTEST_SILENCE_MS);
  const quietMs = row.lastSeen === null ? Number.POSITIVE_INFINITY : now.getTime() - row.lastSeen.getTime();
  return quietMs > patience ? 'silent' : 'ok';
}
