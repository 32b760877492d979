import { Injectable } from '@nestjs/common';
import { DAY_MS } from '../../time/durations.js';
import { QueryPool } from '../database/query-pool.js';
import type { Statement } from '../database/statement.js';
import { ACCESS_HOSTS, projectOfHost, shownHost } from './access-names.js';
import { AccessSettings } from './access-settings.js';
import { readDeltas } from './delta-reader.js';

/** Sources and clusters that lines came from. */
export const ACCESS_ORIGINS: Statement = {
  name: 'access-origins',
  text: `
SELECT DISTINCT name, cluster FROM access_source LIMIT 10000`,
};

/** Hosts are those of so many days. */
const DAYS = 8;

/** The names that filters of requests can have. */
@Injectable()
export class AccessNamesList {
  constructor(
    private readonly pool: QueryPool,
    private readonly settings: AccessSettings,
  ) {}

  /** @throws QueryError */
  async hosts(signal?: AbortSignal): Promise<string[]> {
    const now = Date.now();
    const span = { from: Math.floor(now / DAY_MS - DAYS) * DAY_MS, to: now + DAY_MS };
    return this.pool.snapshot(
      async (snapshot) => {
        const [rows, open] = await Promise.all([
          snapshot.rows<{ host: string }>(ACCESS_HOSTS, [new Date(span.from), new Date(span.to)]),
          readDeltas(snapshot, 'host', span),
        ]);
        return sorted([...rows, ...open].map(({ host }) => shownHost(host)));
      },
      { signal },
    );
  }

  /** @throws QueryError */
  async projects(signal?: AbortSignal): Promise<string[]> {
    const hosts = await this.hosts(signal);
    return sorted(hosts.map((host) => projectOfHost(this.settings.projectOf, host)));
  }

  /** @throws QueryError */
  async origins(of: 'name' | 'cluster', signal?: AbortSignal): Promise<string[]> {
    type Row = { name: string; cluster: string | null };
    const rows = await this.pool.snapshot((snapshot) => snapshot.rows<Row>(ACCESS_ORIGINS), { signal });
    return sorted(rows.map((row) => row[of]).filter((name) => name !== null));
  }
}

function sorted(names: readonly string[]): string[] {
  return [...new Set(names)].sort();
}
