import { Injectable } from '@nestjs/common';
import type { AccessSource, AccessSourcesAnswer } from '@log-monitor/monitor-api';
import { completenessAt } from '../database/completeness.js';
import { listOrNull } from '../database/filter-values.js';
import { QueryPool } from '../database/query-pool.js';
import type { Snapshot } from '../database/snapshot.js';
import type { Statement } from '../database/statement.js';
import type { AccessFilter } from './access-filter.js';

export const ACCESS_SOURCE_NAMES: Statement = {
  name: 'access-source-names',
  text: `
SELECT id, name FROM access_source`,
};

/**
 * Sources with the names $1, servers $2 and clusters $3, each or null, last seen first. What batches have counted is added to a source a little later: until then
 * they have it themselves.
 */
export const ACCESS_SOURCES: Statement = {
  name: 'access-sources',
  text: `
WITH open AS (
  SELECT (one ->> 'id')::int AS id, one
    FROM access_delta CROSS JOIN LATERAL jsonb_array_elements(sources) one
   WHERE slot IS NULL
), added AS (
  SELECT id, sum((one ->> 'lines')::bigint)::bigint AS lines, sum((one ->> 'requests')::bigint)::bigint AS requests,
         sum((one ->> 'healthChecks')::bigint)::bigint AS health_checks, sum((one ->> 'errors')::bigint)::bigint AS errors,
         sum((one ->> 'heartbeats')::bigint)::bigint AS heartbeats, sum((one ->> 'unparsed')::bigint)::bigint AS unparsed,
         sum((one ->> 'outside')::bigint)::bigint AS outside, jsonb_agg(one -> 'byReason') AS by_reason,
         to_timestamp(min((one ->> 'firstSeen')::float8) / 1000) AS first_seen, to_timestamp(max((one ->> 'lastSeen')::float8) / 1000) AS last_seen
    FROM open
   GROUP BY id
)
SELECT s.name, s.server, s.cluster, s.topic, s.format, least(s.first_seen, a.first_seen) AS first_seen, greatest(s.last_seen, a.last_seen) AS last_seen,
       s.lines + coalesce(a.lines, 0) AS lines, s.requests + coalesce(a.requests, 0) AS requests, s.health_checks + coalesce(a.health_checks, 0) AS health_checks,
       s.errors + coalesce(a.errors, 0) AS errors, s.heartbeats + coalesce(a.heartbeats, 0) AS heartbeats, s.unparsed + coalesce(a.unparsed, 0) AS unparsed,
       jsonb_build_array(s.unparsed_by_reason) || coalesce(a.by_reason, '[]') AS by_reason, s.late, s.outside + coalesce(a.outside, 0) AS outside,
       s.largest_skew_seconds
  FROM access_source s LEFT JOIN added a ON a.id = s.id
 WHERE ($1::text[] IS NULL OR s.name = ANY($1)) AND ($2::text[] IS NULL OR s.server = ANY($2)) AND ($3::text[] IS NULL OR s.cluster = ANY($3))
 ORDER BY last_seen DESC NULLS LAST, s.id
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
  by_reason: Record<string, number>[];
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
    unparsedByReason: sumByReason(row.by_reason),
    late: row.late,
    outside: row.outside,
    largestSkewSeconds: row.largest_skew_seconds,
  };
}

function sumByReason(parts: readonly Record<string, number>[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const [reason, count] of parts.flatMap((part) => Object.entries(part)))
    sums[reason] = (sums[reason] ?? 0) + count;
  return sums;
}
