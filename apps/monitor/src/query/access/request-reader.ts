import { DistinctCount, LatencyHistogram, UNKNOWN } from '@log-monitor/access-statistics';
import type { Snapshot } from '../database/snapshot.js';
import type { Statement } from '../database/statement.js';
import { type CellKey, CountedCells } from './counted-cells.js';
import type { Dimension } from './facet-choice.js';
import { IS_FAULT, IS_TIMED, REQUEST_CONDITIONS, ROUTE_NAME } from './request-conditions.js';
import type { Span } from './time-buckets.js';

/** By the buckets that begin at $17; $18 to $20: tell sources, statuses and hosts apart; $21 names what the value is. */
const KEY = `width_bucket(r.time, $17::timestamptz[]) - 1 AS bucket,
       CASE WHEN $18 THEN r.source_id END AS source, CASE WHEN $19 THEN coalesce(r.status, 0) END AS status,
       CASE WHEN $20 THEN coalesce(r.host, '') END AS host,
       CASE $21::text WHEN 'method' THEN coalesce(r.method, '${UNKNOWN}') WHEN 'route' THEN ${ROUTE_NAME}
                      WHEN 'path' THEN coalesce(r.path, '${UNKNOWN}') WHEN 'client' THEN coalesce(r.client, '${UNKNOWN}')
       END AS value`;

const OF_REQUESTS = `FROM access_record r
 WHERE ${REQUEST_CONDITIONS}`;

/** Sums of requests, counted one by one. */
export const ACCESS_REQUEST_SUMS: Statement = {
  name: 'access-request-sums',
  text: `
SELECT ${KEY},
       count(*) AS requests, count(*) FILTER (WHERE r.status >= 400) AS errors, count(*) FILTER (WHERE ${IS_FAULT}) AS faults,
       coalesce(sum(r.bytes), 0)::bigint AS bytes, count(*) FILTER (WHERE ${IS_TIMED}) AS timed,
       coalesce(sum(r.duration_ms) FILTER (WHERE ${IS_TIMED}), 0) AS duration_ms,
       coalesce(max(r.duration_ms) FILTER (WHERE ${IS_TIMED}), 0) AS longest_ms
  ${OF_REQUESTS}
 GROUP BY 1, 2, 3, 4, 5`,
};

/** How many requests took how long, in steps of 1 %. */
export const ACCESS_REQUEST_LATENCIES: Statement = {
  name: 'access-request-latencies',
  text: `
SELECT ${KEY}, exp(round(ln(greatest(r.duration_ms, 0.01)) * 100) / 100) AS duration_ms, count(*) AS requests
  ${OF_REQUESTS} AND ${IS_TIMED}
 GROUP BY 1, 2, 3, 4, 5, 6`,
};

/** The clients of requests, each once. */
export const ACCESS_REQUEST_CLIENTS: Statement = {
  name: 'access-request-clients',
  text: `
SELECT DISTINCT ${KEY}, r.client
  ${OF_REQUESTS} AND r.client IS NOT NULL`,
};

export interface RequestQuestion {
  range: Span;
  /** $3 to $16 of the conditions. */
  conditions: readonly unknown[];
  /** Where buckets begin, milliseconds since 1970. */
  starts: readonly number[];
  by: readonly Dimension[];
  latency: boolean;
  clients: boolean;
}

interface SumRow extends CellKey {
  requests: number;
  errors: number;
  faults: number;
  bytes: number;
  timed: number;
  duration_ms: number;
  longest_ms: number;
}

/** Counts requests one by one; the range must not hold too many. */
export async function countRequests(snapshot: Snapshot, question: RequestQuestion): Promise<CountedCells> {
  const cells = new CountedCells();
  const values = valuesOf(question);
  for (const row of await snapshot.rows<SumRow>(ACCESS_REQUEST_SUMS, values)) {
    const cell = cells.at(row);
    const { requests, errors, faults, bytes, timed } = row;
    Object.assign(cell, { requests, errors, faults, bytes, timed });
    cell.durationUs = Math.round(row.duration_ms * 1000);
    cell.longestUs = Math.round(row.longest_ms * 1000);
  }
  if (question.latency) await addLatencies(snapshot, values, cells);
  if (question.clients) await addClients(snapshot, values, cells);
  return cells;
}

async function addLatencies(snapshot: Snapshot, values: readonly unknown[], cells: CountedCells): Promise<void> {
  type Row = CellKey & { duration_ms: number; requests: number };
  for (const row of await snapshot.rows<Row>(ACCESS_REQUEST_LATENCIES, values)) {
    const latency = (cells.at(row).latency ??= new LatencyHistogram());
    for (let added = 0; added < row.requests; added += 1) latency.add(row.duration_ms);
  }
}

async function addClients(snapshot: Snapshot, values: readonly unknown[], cells: CountedCells): Promise<void> {
  for (const row of await snapshot.rows<CellKey & { client: string }>(ACCESS_REQUEST_CLIENTS, values)) {
    (cells.at(row).clients ??= new DistinctCount()).add(row.client);
  }
}

function valuesOf({ range, conditions, starts, by }: RequestQuestion): unknown[] {
  const value = by.find((dimension) => !['source', 'status', 'host'].includes(dimension)) ?? null;
  return [
    new Date(range.from),
    new Date(range.to),
    ...conditions,
    starts.map((start) => new Date(start)),
    by.includes('source'),
    by.includes('status'),
    by.includes('host'),
    value,
  ];
}
