import { SEVERITY } from '@log-monitor/log-record';
import { type CounterSegment, planCounting } from './counting-plan.js';
import type { Snapshot } from '../database/snapshot.js';
import type { Statement } from '../database/statement.js';
import { listOrNull } from '../database/filter-values.js';
import { MINUTE_MS } from '../../time/durations.js';
import { floorToMinute, type TimeRange } from '../range/time-range.js';

/** How many records one service wrote at one level in one bucket of time. */
export interface CountCell {
  /** Start of the bucket, milliseconds since 1970. */
  bucket: number;
  service: string;
  level: number;
  count: number;
}

export interface CountQuestion {
  range: TimeRange;
  /** Width of a bucket in milliseconds, a multiple of a minute; buckets begin at multiples of it since 1970. */
  bucketMs: number;
  services?: readonly string[] | undefined;
  /** Only these levels; null or undefined: all. */
  levels?: readonly number[] | null | undefined;
  /** Add up over the other of the two: cells then have service '' or level 0. Undefined: keep both apart. */
  by?: 'service' | 'level' | undefined;
}

const BUCKET = `date_bin($4::bigint * interval '1 millisecond', counter.start, timestamptz 'epoch')`;

/** The counters `counter` in buckets of $4 milliseconds; $5 services and $6 levels or null; $7 and $8: keep services, keep levels apart. */
const countedBy = (counter: string): string => `
SELECT (extract(epoch FROM counted.bucket) * 1000)::bigint AS bucket, coalesce(service.name, '') AS service, counted.level,
       counted.count
  FROM (
    SELECT ${BUCKET} AS bucket,
           CASE WHEN $7 THEN counter.service_id END AS service_id, CASE WHEN $8 THEN counter.level ELSE 0 END AS level,
           sum(counter.count)::bigint AS count
      FROM ${counter}
       AND ($5::text[] IS NULL OR counter.service_id IN (SELECT id FROM service WHERE name = ANY($5)))
       AND ($6::smallint[] IS NULL OR counter.level = ANY($6))
     GROUP BY 1, 2, 3
  ) counted
  LEFT JOIN service ON service.id = counted.service_id`;

/**
 * Counters of width $1 in [$2, $3). Most of what a long range needs are such: read by themselves they cost half of what they do
 * joined with their segment.
 */
export const COUNT_WIDEST: Statement = {
  name: 'count-widest',
  text: countedBy('log_count_rollup counter WHERE counter.width = $1 AND counter.start >= $2 AND counter.start < $3'),
};

/** Counters of the segments ($1 widths, $2 from, $3 to). A minute's and those that add them up are two tables with the same columns. */
export const COUNT_SEGMENTS: Statement = {
  name: 'count-segments',
  text: `
WITH segment AS MATERIALIZED (
  SELECT * FROM unnest($1::smallint[], $2::timestamptz[], $3::timestamptz[]) s (width, low, high)
), counter AS (
  SELECT c.minute AS start, c.service_id, c.level, c.count
    FROM segment JOIN log_count c ON segment.width = 1 AND c.minute >= segment.low AND c.minute < segment.high
  UNION ALL
  SELECT r.start, r.service_id, r.level, r.count
    FROM segment JOIN log_count_rollup r ON r.width = segment.width AND r.start >= segment.low AND r.start < segment.high
   WHERE segment.width > 1
)${countedBy('counter WHERE true')}`,
};

/**
 * Part [$1, $2) of the minute [$3, $4), counted from the rows; $5 services or null. Rows below LOG_STORE_LEVEL were counted
 * but not kept: of those the part of the minute takes its share, so that the answer is off by less than a minute's worth.
 */
export const COUNT_PART_OF_MINUTE: Statement = {
  name: 'count-part-of-minute',
  text: `
WITH kept AS (
  SELECT r.service_id, r.level, count(*) AS whole, count(*) FILTER (WHERE r.time >= $1 AND r.time < $2) AS part
    FROM (SELECT id FROM service WHERE $5::text[] IS NULL OR name = ANY($5)) chosen
   CROSS JOIN LATERAL (
     SELECT service_id, level, time FROM log_record WHERE service_id = chosen.id AND time >= $3 AND time < $4
     UNION ALL
     SELECT service_id, level, time FROM error_record WHERE service_id = chosen.id AND time >= $3 AND time < $4
   ) r
   GROUP BY 1, 2
), counted AS (
  SELECT c.service_id, c.level, sum(c.count)::bigint AS whole
    FROM log_count c
   WHERE c.minute = $3 AND ($5::text[] IS NULL OR c.service_id IN (SELECT id FROM service WHERE name = ANY($5)))
   GROUP BY 1, 2
)
SELECT service.name AS service, level,
       (coalesce(kept.part, 0) + round(greatest(coalesce(counted.whole, 0) - coalesce(kept.whole, 0), 0)
         * extract(epoch FROM $2::timestamptz - $1::timestamptz) / 60))::bigint AS count
  FROM kept
  FULL JOIN counted USING (service_id, level)
  JOIN service ON service.id = service_id`,
};

/**
 * Rows in the part [$1, $2) of the minute $3, and what its counters say of the whole of it, over all services: few pages hold the
 * rows of so short a time, and the index on time knows them.
 */
export const COUNT_SIDE_OF_MINUTE: Statement = {
  name: 'count-side-of-minute',
  text: `
WITH kept AS (
  SELECT r.service_id, r.level, count(*) AS side
    FROM (
      SELECT service_id, level FROM log_record WHERE time >= $1 AND time < $2
      UNION ALL
      SELECT service_id, level FROM error_record WHERE time >= $1 AND time < $2
    ) r
   GROUP BY 1, 2
), counted AS (
  SELECT service_id, level, sum(count)::bigint AS whole FROM log_count WHERE minute = $3 GROUP BY 1, 2
)
SELECT service.name AS service, level, coalesce(kept.side, 0) AS side, coalesce(counted.whole, 0) AS whole
  FROM kept
  FULL JOIN counted USING (service_id, level)
  JOIN service ON service.id = service_id`,
};

/**
 * Counts the records of a range: whole minutes from the counters, the cut minutes at its ends from the rows themselves.
 * Cells of one bucket may come several times (of counters of several widths, and of an edge): add them up.
 */
export async function readCounts(snapshot: Snapshot, question: CountQuestion): Promise<CountCell[]> {
  const { segments, edges } = planCounting(question.range, question.bucketMs);
  const widest = segments.reduce<CounterSegment | undefined>(
    (most, segment) => (segment.width > (most?.width ?? 1) ? segment : most),
    undefined,
  );
  const narrower = segments.filter((segment) => segment !== widest);
  const parts = await Promise.all([
    widest ? snapshot.rows<CountCell>(COUNT_WIDEST, [widest.width, widest.from, widest.to, ...shaping(question)]) : [],
    narrower.length > 0 ? readSegments(snapshot, narrower, question) : [],
    ...edges.map((edge) => readPartOfMinute(snapshot, edge, question)),
  ]);
  return parts.flat();
}

async function readSegments(
  snapshot: Snapshot,
  segments: readonly CounterSegment[],
  question: CountQuestion,
): Promise<CountCell[]> {
  const widths = segments.map(({ width }) => width);
  const starts = segments.map(({ from }) => from);
  const ends = segments.map(({ to }) => to);
  return snapshot.rows<CountCell>(COUNT_SEGMENTS, [widths, starts, ends, ...shaping(question)]);
}

/** $4 to $8 of both. */
function shaping({ bucketMs, services, levels, by }: CountQuestion): unknown[] {
  return [bucketMs, listOrNull(services), levels ?? null, by !== 'level', by !== 'service'];
}

async function readPartOfMinute(
  snapshot: Snapshot,
  edge: TimeRange,
  { bucketMs, services, levels }: CountQuestion,
): Promise<CountCell[]> {
  const minute = floorToMinute(edge.from);
  const bucket = Math.floor(minute.getTime() / bucketMs) * bucketMs;
  const counted =
    (listOrNull(services) ? undefined : await countBySide(snapshot, edge, minute)) ??
    (await snapshot.rows<PartCell>(COUNT_PART_OF_MINUTE, [
      edge.from,
      edge.to,
      minute,
      minuteAfter(minute),
      listOrNull(services),
    ]));
  const isWanted = ({ level, count }: PartCell): boolean => count > 0 && (levels?.includes(level) ?? true);
  return counted.filter(isWanted).map((cell) => ({ bucket, ...cell }));
}

type PartCell = Omit<CountCell, 'bucket'>;

/**
 * Counts a part of a minute from the rows of that part, or of the rest of the minute where those are fewer.
 *
 * @returns undefined where rows of the minute were counted but not kept (LOG_STORE_LEVEL, retention): then only all of its rows can tell
 */
async function countBySide(snapshot: Snapshot, edge: TimeRange, minute: Date): Promise<PartCell[] | undefined> {
  const isRest = edge.to.getTime() - edge.from.getTime() > MINUTE_MS / 2 && isAtOneEnd(edge, minute);
  const side = isRest ? restOf(edge, minute) : edge;
  const rows = await snapshot.rows<{ service: string; level: number; side: number; whole: number }>(
    COUNT_SIDE_OF_MINUTE,
    [side.from, side.to, minute],
  );
  // What is kept of one level is kept of those above it.
  const lowestKept = Math.min(SEVERITY.ERROR, ...rows.filter((row) => row.side > 0).map(({ level }) => level));
  if (rows.some(({ level, whole }) => level < lowestKept && whole > 0)) return undefined;
  return rows.map(({ service, level, side, whole }) => ({ service, level, count: isRest ? whole - side : side }));
}

function isAtOneEnd({ from, to }: TimeRange, minute: Date): boolean {
  return from.getTime() === minute.getTime() || to.getTime() === minuteAfter(minute).getTime();
}

/** The other part of a minute of which a range has one end. */
function restOf({ from, to }: TimeRange, minute: Date): TimeRange {
  return from.getTime() === minute.getTime() ? { from: to, to: minuteAfter(minute) } : { from: minute, to: from };
}

function minuteAfter(minute: Date): Date {
  return new Date(minute.getTime() + MINUTE_MS);
}
