import { Injectable } from '@nestjs/common';
import { statusClass } from '@log-monitor/access-record';
import type { AccessProjectsAnswer, AccessStatusesAnswer } from '@log-monitor/monitor-api';
import { rate } from '../counts/statistics.js';
import { QueryPool } from '../database/query-pool.js';
import { AccessCounter, totalOf } from './access-counter.js';
import { projectOfHost, shownHost } from './access-names.js';
import { AccessSettings } from './access-settings.js';
import type { AccessQuestion } from './access-summary.js';
import { addUp } from './counted-cells.js';
import { figuresOf } from './figures.js';
import { elapsedSeconds } from './time-buckets.js';

/** Hosts of a project that are listed. */
const MOST_HOSTS = 20;

/** How requests divide into status codes and projects. */
@Injectable()
export class AccessShares {
  constructor(
    private readonly pool: QueryPool,
    private readonly counter: AccessCounter,
    private readonly settings: AccessSettings,
  ) {}

  /** @throws QueryError */
  async statuses({ filter, range, now, signal }: AccessQuestion): Promise<AccessStatusesAnswer> {
    const counting = { filter, range, now, by: ['status'] as const };
    return this.pool.snapshot(
      async (snapshot) => {
        const { cells, span, basis } = await this.counter.count(snapshot, counting);
        const total = totalOf(cells).requests;
        const statuses = [...addUp(cells, ({ status }) => status ?? 0)]
          .filter(([, { requests }]) => requests > 0)
          .sort(([left, a], [right, b]) => b.requests - a.requests || left - right)
          .map(([status, cell]) => ({
            status,
            class: statusClass(status),
            share: rate(cell.requests, total),
            ...figuresOf(cell, elapsedSeconds(span, now)),
          }));
        return { statuses, ...basis };
      },
      { signal, cost: this.counter.isHeavy(counting) ? 'heavy' : 'light' },
    );
  }

  /** @throws QueryError */
  async projects({ filter, range, now, signal }: AccessQuestion): Promise<AccessProjectsAnswer> {
    const counting = { filter, range, now, by: ['host'] as const, latency: true };
    return this.pool.snapshot(
      async (snapshot) => {
        const { cells, span, basis } = await this.counter.count(snapshot, counting);
        const total = totalOf(cells).requests;
        const projectOf = (host: string | null): string => projectOfHost(this.settings.projectOf, host ?? '');
        const byBusiest = [...cells].sort((a, b) => b.cell.requests - a.cell.requests);
        const projects = [...addUp(cells, ({ host }) => projectOf(host))]
          .filter(([, { requests }]) => requests > 0)
          .sort(([left, a], [right, b]) => b.requests - a.requests || (left < right ? -1 : 1))
          .map(([project, cell]) => ({
            project,
            hosts: byBusiest
              .filter(({ host }) => projectOf(host) === project)
              .slice(0, MOST_HOSTS)
              .map(({ host }) => shownHost(host ?? '')),
            share: rate(cell.requests, total),
            ...figuresOf(cell, elapsedSeconds(span, now)),
          }));
        return { projects, ...basis };
      },
      { signal, cost: this.counter.isHeavy(counting) ? 'heavy' : 'light' },
    );
  }
}
