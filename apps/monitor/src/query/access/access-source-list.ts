import { Injectable } from '@nestjs/common';
import { type AccessSource, type AccessSourcesAnswer } from '@log-monitor/monitor-api';
import { completenessAt } from '../completeness.js';
import { listOrNull } from '../database/filter-values.js';
import { QueryPool } from '../database/query-pool.js';
import { type Snapshot } from '../database/snapshot.js';
import { type Statement } from '../database/statement.js';
import { type AccessFilter } from './access-filter.js';

export const ACCESS_SOURCE_NAMES: Statement = {
  name: 'access-source-names',
  text: `
SELECT id, name FROM access_source`,
};

/** Sources with the names $1, servers $2 and clusters $3, each or null, last seen first. */
export const ACCESS_SOURCES: Statement = {
  name: 'access-sources',
  text: `
SELECT name, server, cluster, topic, format, first_seen, last_seen, lines, requests, health_checks, errors, heartbeats, unparsed, unparsed_by_reason,
       late, outside, largest_skew_seconds
  FROM access_source
 WHERE ($1::text[] IS NULL OR name = ANY($1)) AND ($2::text[] IS NULL OR server = ANY($2)) AND ($3::text[] IS NULL OR cluster = ANY($3))
 ORDER BY last_seen DESC NULLS LAST, id
 LIMIT 1000`,
};

interface Row {
  name: string;
  server: string | null;
  cluster: string | null;
  topic: string;
  format: string | null;
  first_seen: Date | null;
  last_seen: Date | null;
  lines: number;
  requests: number;
  health_checks: number;
  errors: number;
  heartbeats: number;
  unparsed: number;
  unparsed_by_reason: Record<string, number>;
  late: number;
  outside: number;
  largest_skew_seconds: number | null;
}

/** Names of the sources by their numbers. */
export async function readSourceNames(snapshot: Snapshot): Promise<Map<number, string>> {
  const rows = await snapshot.rows<{ id: number; name: string }>(ACCESS_SOURCE_NAMES);
  return new Map(rows.map(({ id, name }) => [id, name]));
}

/** Where lines come from, and what came. */
@Injectable()
export class AccessSourceList {
  constructor(private readonly pool: QueryPool) {}

  /** @throws QueryError */
  async answer(
    { sources, servers, clusters }: Pick<AccessFilter, 'sources' | 'servers' | 'clusters'>,
    signal?: AbortSignal,
  ): Promise<AccessSourcesAnswer> {
    const values = [sources, servers, clusters].map(listOrNull);
    return this.pool.snapshot(
      async (snapshot) => {
        const [start, rows] = await Promise.all([snapshot.start, snapshot.rows<Row>(ACCESS_SOURCES, values)]);
        return { sources: rows.map(toSource), ...completenessAt(start) };
      },
      { signal },
    );
  }
}

function toSource(row: Row): AccessSource {
  return {
    name: row.name,
    server: row.server,
    cluster: row.cluster,
    topic: row.topic,
    format: row.format,
    firstSeen: row.first_seen?.toISOString() ?? null,
    lastSeen: row.last_seen?.toISOString() ?? null,
    lines: row.lines,
    requests: row.requests,
    healthChecks: row.health_checks,
    errors: row.errors,
    heartbeats: row.heartbeats,
    unparsed: row.unparsed,
    unparsedByReason: row.unparsed_by_reason,
    late: row.late,
    outside: row.outside,
    largestSkewSeconds: row.largest_skew_seconds,
  };
}
