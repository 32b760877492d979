import type pg from 'pg';
import { noCounts, type SourceCounts } from './source-counts.js';

/** Sources of which nothing was counted yet have no mark. */
const SELECT_LATEST = `
  SELECT id, extract(epoch FROM latest_event)::float8 AS latest FROM access_source WHERE id = ANY($1::int[]) AND latest_event IS NOT NULL`;

const ADD = `
  UPDATE access_source s
  SET lines = s.lines + u.lines, requests = s.requests + u.requests, health_checks = s.health_checks + u.health_checks,
    errors = s.errors + u.errors, heartbeats = s.heartbeats + u.heartbeats, unparsed = s.unparsed + u.unparsed,
    duplicates = s.duplicates + u.duplicates, late = s.late + u.late, outside = s.outside + u.outside,
    first_seen = least(s.first_seen, u.first_seen), last_seen = greatest(s.last_seen, u.last_seen),
    latest_event = greatest(s.latest_event, u.latest_event),
    largest_skew_seconds = CASE WHEN abs(u.skew) > coalesce(abs(s.largest_skew_seconds), 0) THEN u.skew ELSE s.largest_skew_seconds END,
    unparsed_by_reason = CASE WHEN u.by_reason = '{}' THEN s.unparsed_by_reason ELSE (
      SELECT jsonb_object_agg(key, count) FROM (
        SELECT key, sum(value::bigint) AS count FROM (
          SELECT * FROM jsonb_each_text(s.unparsed_by_reason) UNION ALL SELECT * FROM jsonb_each_text(u.by_reason)) both_of_them
        GROUP BY key) summed) END
  FROM unnest($1::int[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[], $8::bigint[], $9::bigint[], $10::bigint[],
    $11::timestamptz[], $12::timestamptz[], $13::timestamptz[], $14::float8[], $15::jsonb[])
    AS u (id, lines, requests, health_checks, errors, heartbeats, unparsed, duplicates, late, outside, first_seen, last_seen, latest_event, skew, by_reason)
  WHERE s.id = u.id`;

const SUMS = [
  'lines',
  'requests',
  'healthChecks',
  'errors',
  'heartbeats',
  'unparsed',
  'duplicates',
  'outside',
] as const;

/**
 * Up to when the windows of each source are over: its latest event, less the watermark.
 *
 * @returns seconds since 1970, by source
 */
export async function readWatermarks(
  client: pg.PoolClient,
  sources: Iterable<number>,
  watermarkSeconds: number,
): Promise<Map<number, number>> {
  const { rows } = await client.query<{ id: number; latest: number }>(SELECT_LATEST, [[...sources]]);
  return new Map(rows.map(({ id, latest }) => [id, latest - watermarkSeconds]));
}

/** Counts of several batches together, by source. */
export function sumCounts(given: readonly SourceCounts[]): SourceCounts[] {
  const sums = new Map<number, SourceCounts>();
  for (const one of given) {
    let sum = sums.get(one.id);
    if (sum === undefined) sums.set(one.id, (sum = noCounts(one.id)));
    for (const name of SUMS) sum[name] += one[name];
    sum.firstSeen = Math.min(sum.firstSeen, one.firstSeen);
    sum.lastSeen = Math.max(sum.lastSeen, one.lastSeen);
    sum.latestEvent = Math.max(sum.latestEvent, one.latestEvent);
    if (Math.abs(one.skewSeconds) > Math.abs(sum.skewSeconds)) sum.skewSeconds = one.skewSeconds;
    for (const [reason, count] of Object.entries(one.byReason)) {
      const key = reason as keyof typeof sum.byReason;
      sum.byReason[key] = (sum.byReason[key] ?? 0) + count;
    }
  }
  return [...sums.values()].sort((a, b) => a.id - b.id);
}

/**
 * Adds to the sources what batches had of them.
 *
 * @param counts one for each source
 * @param late requests that came when their window was over, by source
 */
export async function addSourceCounts(
  client: pg.PoolClient,
  counts: readonly SourceCounts[],
  late: ReadonlyMap<number, number>,
): Promise<void> {
  if (counts.length === 0) return;
  const column = <Value>(value: (one: SourceCounts) => Value): Value[] => counts.map(value);
  const time = (value: number): Date | null =>
    value === 0 || value === Number.MAX_SAFE_INTEGER ? null : new Date(value);
  await client.query(ADD, [
    column(({ id }) => id),
    column(({ lines }) => lines),
    column(({ requests }) => requests),
    column(({ healthChecks }) => healthChecks),
    column(({ errors }) => errors),
    column(({ heartbeats }) => heartbeats),
    column(({ unparsed }) => unparsed),
    column(({ duplicates }) => duplicates),
    column(({ id }) => late.get(id) ?? 0),
    column(({ outside }) => outside),
    column(({ firstSeen }) => time(firstSeen)),
    column(({ lastSeen }) => time(lastSeen)),
    column(({ latestEvent }) => time(latestEvent)),
    column(({ skewSeconds }) => skewSeconds),
    column(({ byReason }) => JSON.stringify(byReason)),
  ]);
}
