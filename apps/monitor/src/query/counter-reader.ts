import { planCounting } from './counting-plan.js';
import { type Snapshot, type Statement } from './query-pool.js';
import { listOrNull } from './record-filter.js';
import { floorToMinute, MINUTE_MS, type TimeRange } from './time-range.js';

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

/**
 * Counters of the segments ($1 widths, $2 from, $3 to), in buckets of $4 milliseconds; $5 services and $6 levels or null;
 * $7 and $8: keep services, keep levels apart. A minute's counters and those that add them up are two tables with the same columns.
 */
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
)
SELECT (extract(epoch FROM counted.bucket) * 1000)::bigint AS bucket, coalesce(service.name, '') AS service, counted.level,
       counted.count
  FROM (
    SELECT date_bin($4::bigint * interval '1 millisecond', counter.start, timestamptz 'epoch') AS bucket,
           CASE WHEN $7 THEN counter.service_id END AS service_id, CASE WHEN $8 THEN counter.level ELSE 0 END AS level,
           sum(counter.count)::bigint AS count
      FROM counter
     WHERE ($5::text[] IS NULL OR counter.service_id IN (SELECT id FROM service WHERE name = ANY($5)))
       AND ($6::smallint[] IS NULL OR counter.level = ANY($6))
     GROUP BY 1, 2, 3
  ) counted
  LEFT JOIN service ON service.id = counted.service_id`,
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
 * Counts the records of a range: whole minutes from the counters, the cut minutes at its ends from the rows themselves.
 * Cells of one bucket may come twice (a counter's and an edge's): add them up.
 */
export async function readCounts(snapshot: Snapshot, question: CountQuestion): Promise<CountCell[]> {
  const { segments, edges } = planCounting(question.range, question.bucketMs);
  const services = listOrNull(question.services);
  const levels = question.levels ?? null;
  const narrowing = [services, levels, question.by !== 'level', question.by !== 'service'];
  const cells: CountCell[] = [];
  if (segments.length > 0) {
    const columns = [
      segments.map(({ width }) => width),
      segments.map(({ from }) => from),
      segments.map(({ to }) => to),
    ];
    cells.push(...(await snapshot.rows<CountCell>(COUNT_SEGMENTS, [...columns, question.bucketMs, ...narrowing])));
  }
  for (const edge of edges) {
    const minute = floorToMinute(edge.from);
    const bucket = Math.floor(minute.getTime() / question.bucketMs) * question.bucketMs;
    const minuteEnd = new Date(minute.getTime() + MINUTE_MS);
    const values = [edge.from, edge.to, minute, minuteEnd, services];
    const counted = await snapshot.rows<Omit<CountCell, 'bucket'>>(COUNT_PART_OF_MINUTE, values);
    const wanted = counted.filter((cell) => cell.count > 0 && (levels === null || levels.includes(cell.level)));
    cells.push(...wanted.map((cell) => ({ bucket, ...cell })));
  }
  return cells;
}
