import { Injectable } from '@nestjs/common';
import { Cell, OTHER } from '@log-monitor/access-statistics';
import type { AccessTopAnswer, AccessTopRow } from '@log-monitor/monitor-api';
import { rate } from '../counts/statistics.js';
import { QueryPool } from '../database/query-pool.js';
import type { Snapshot } from '../database/snapshot.js';
import { AccessCounter, type Counting, totalOf } from './access-counter.js';
import { type AccessFilter, statusCodes } from './access-filter.js';
import { shownHost } from './access-names.js';
import type { AccessQuestion } from './access-summary.js';
import type { CountedCell } from './counted-cells.js';
import { chooseFacet, type Dimension } from './facet-choice.js';
import { figuresOf } from './figures.js';
import { elapsedSeconds } from './time-buckets.js';
import { best, type Rank, type Top } from './ranking.js';

/** The lists, by what their rows stand for. */
export const TOP_LISTS = [
  'urls',
  'routes',
  'hosts',
  'clients',
  'not-found',
  'referrers',
  'browsers',
  'systems',
] as const;

export type TopList = (typeof TOP_LISTS)[number];

export interface TopQuestion extends AccessQuestion {
  list: TopList;
  rank?: Rank | undefined;
  limit: number;
  /** What was asked for less often is not listed. */
  least?: number | undefined;
}

const ROWS_OF: Readonly<Record<TopList, readonly Dimension[]>> = {
  urls: ['host', 'path'],
  routes: ['host', 'route'],
  hosts: ['host'],
  clients: ['client'],
  'not-found': ['host', 'missing'],
  referrers: ['referrer'],
  browsers: ['browser'],
  systems: ['system'],
};

/** The most frequent, the slowest, the ones with the most errors. */
@Injectable()
export class AccessTop {
  constructor(
    private readonly pool: QueryPool,
    private readonly counter: AccessCounter,
  ) {}

  /** @throws QueryError */
  async answer(question: TopQuestion): Promise<AccessTopAnswer> {
    const { range, now, signal, list, rank = 'requests', limit, least = 1 } = question;
    const { by, filter } = rowsOf(list, question.filter);
    const top: Top = { rank, limit, least };
    // Hosts are few, and no value of a window.
    const counting: Counting = { filter, range, now, by, latency: true, top: list === 'hosts' ? undefined : top };
    return this.pool.snapshot(
      async (snapshot) => {
        const { cells, span, basis } = await this.counter.count(snapshot, counting);
        const listed = best(cells, top);
        const statuses =
          list === 'urls'
            ? await this.#statuses(snapshot, counting, listed)
            : new Map<string, Record<string, number>>();
        const seconds = elapsedSeconds(span, now);
        const total = totalOf(cells.map((one) => ({ ...one, cell: withoutSketches(one.cell) })));
        const rest = totalOf(
          cells.filter((one) => !listed.includes(one)).map((one) => ({ ...one, cell: withoutSketches(one.cell) })),
        );
        return {
          rows: listed.map((one): AccessTopRow => ({
            name: by.length === 1 && by[0] === 'host' ? shownHost(one.host ?? '') : (one.value ?? ''),
            host: by.length > 1 ? shownHost(one.host ?? '') : null,
            share: rate(one.cell.requests, total.requests),
            ...figuresOf(one.cell, seconds),
            statuses: statuses.get(keyOf(one)) ?? {},
          })),
          other: figuresOf(rest, seconds),
          approximate: cells.reduce((most, { value, cell }) => (value === OTHER ? Math.max(most, cell.cut) : most), 0),
          ...basis,
        };
      },
      { signal, cost: this.counter.isHeavy(counting) ? 'heavy' : 'light' },
    );
  }

  /** Requests of the listed URLs by status code. */
  async #statuses(snapshot: Snapshot, counting: Counting, listed: readonly CountedCell[]) {
    const values = listed.map(({ value }) => value ?? '');
    const { filter, range, now } = counting;
    const { cells } = await this.counter.count(snapshot, {
      filter,
      range,
      now,
      by: ['host', 'path', 'status'],
      values,
    });
    const statuses = new Map<string, Record<string, number>>();
    for (const counted of cells) {
      const counts = statuses.get(keyOf(counted)) ?? {};
      counts[String(counted.status ?? 0)] = counted.cell.requests;
      statuses.set(keyOf(counted), counts);
    }
    return statuses;
  }
}

/** What is told apart and what is counted for a list. */
function rowsOf(list: TopList, filter: AccessFilter): { by: readonly Dimension[]; filter: AccessFilter } {
  const by = ROWS_OF[list];
  if (list !== 'not-found' || chooseFacet(by, filter)) return { by, filter };
  const isAsked = statusCodes(filter.statuses)?.includes(404) ?? true;
  return { by: ROWS_OF.urls, filter: { ...filter, statuses: isAsked ? [404] : [NO_STATUS] } };
}

/** A number that no request has for its status. */
const NO_STATUS = 1000;

function keyOf({ host, value }: CountedCell): string {
  return `${host ?? ''}\n${value ?? ''}`;
}

/** Sums alone: of a part of the cells only some have percentiles, which would not be those of all. */
function withoutSketches(cell: Cell): Cell {
  const sums = new Cell(cell.status, cell.isOther);
  sums.merge(cell);
  return sums;
}
