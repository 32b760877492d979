import { ACCESS_FLAGS, LATENCY_KINDS } from '@log-monitor/access-record';
import { UNKNOWN } from '@log-monitor/access-statistics';
import { likePattern, listOrNull } from '../database/filter-values.js';
import { type AccessFilter, statusCodes } from './access-filter.js';

/** What a route is called in windows and answers: method and path with its variable parts named. */
export const ROUTE_NAME = `coalesce(r.method, '${UNKNOWN}') || ' ' || coalesce(r.route, r.path, '${UNKNOWN}')`;

/** Latency is the index in LATENCY_KINDS. */
export const IS_TIMED = `r.latency = ${LATENCY_KINDS.indexOf('measured')} AND r.duration_ms IS NOT NULL`;

/** A fault of the server: 5xx, or by gRPC's status. NULL is no. */
export const IS_FAULT = `(r.status BETWEEN 500 AND 599 OR r.flags & ${1 << ACCESS_FLAGS.indexOf('grpc_fault')} <> 0)`;

/** The index knows routes by their hash. Few of them are looked up by it, each by itself, so that it is known when the question is planned. */
const HASHED_ROUTES = 4;
const HASHES = Array.from({ length: HASHED_ROUTES }, (_, index) => `hashtext(($16)[${index + 1}])`).join(', ');

/**
 * Requests `r` of [$1, $2) with: $3 sources, $4 hosts, $5 names of routes, $6 paths, $7 status codes, $8 methods, $9 clients, $10 pattern of the line,
 * $11 whether health checks are wanted (null: both), $12 request, $13 trace, $14 least duration, $15 whether all of the status codes are 400 and more, $16 the
 * routes by themselves; each or null. What has an index is said in the words of the index.
 */
export const REQUEST_CONDITIONS = `r.time >= $1 AND r.time < $2
         AND ($3::int[] IS NULL OR r.source_id = ANY($3))
         AND ($4::text[] IS NULL OR coalesce(r.host, '') = ANY($4))
         AND ($16::text[] IS NULL OR cardinality($16) > ${HASHED_ROUTES} OR hashtext(r.route) = ANY(ARRAY[${HASHES}]))
         AND ($5::text[] IS NULL OR ${ROUTE_NAME} = ANY($5))
         AND ($6::text[] IS NULL OR coalesce(r.path, '${UNKNOWN}') = ANY($6))
         AND ($15::boolean IS NOT TRUE OR r.status >= 400)
         AND ($7::smallint[] IS NULL OR coalesce(r.status, 0) = ANY($7))
         AND ($8::text[] IS NULL OR coalesce(r.method, '${UNKNOWN}') = ANY($8))
         AND ($9::text[] IS NULL OR coalesce(r.client, '${UNKNOWN}') = ANY($9))
         AND ($10::text IS NULL OR r.line ILIKE $10)
         AND ($11::boolean IS NULL OR r.health_check = $11)
         AND ($12::text IS NULL OR (r.request_id = $12 AND ARRAY[hashtext(r.request_id)] @> ARRAY[hashtext($12)]))
         AND ($13::text IS NULL OR r.trace_id = $13)
         AND ($14::float8 IS NULL OR r.duration_ms >= $14)`;

/** Numbers of the sources and names of the hosts that a filter leaves; null: all. */
export interface ResolvedNames {
  sources: readonly number[] | null;
  hosts: readonly string[] | null;
}

/** $3 to $16 of {@link REQUEST_CONDITIONS}. */
export function requestValues(filter: AccessFilter, { sources, hosts }: ResolvedNames): unknown[] {
  const codes = statusCodes(filter.statuses);
  const routes = listOrNull(filter.routes);
  return [
    sources,
    hosts,
    routes,
    listOrNull(filter.paths),
    codes,
    listOrNull(filter.methods),
    listOrNull(filter.clients),
    filter.search === undefined ? null : likePattern(filter.search),
    filter.healthChecks === 'include' ? null : filter.healthChecks === 'only',
    filter.requestId ?? null,
    filter.traceId ?? null,
    filter.slowerThan ?? null,
    codes?.every((code) => code >= 400) ?? null,
    routes?.map((name) => name.slice(name.indexOf(' ') + 1)) ?? null,
  ];
}
