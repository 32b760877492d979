import type { CountCell, CountQuestion } from './counter-reader.js';
import type { Snapshot } from '../database/snapshot.js';
import type { Statement } from '../database/statement.js';
import { filterNumbers } from '../records/record-conditions.js';

/**
 * Rows of [$1, $2) of the sources $3 in buckets of $4 milliseconds; $5 services and $6 levels or null. Where no level below ERROR is
 * asked for, the condition on $6 alone is false before a row is read.
 */
export const COUNT_ROWS_OF_SOURCES: Statement = {
  name: 'count-rows-of-sources',
  text: `
SELECT (extract(epoch FROM counted.bucket) * 1000)::bigint AS bucket, service.name AS service, counted.level, counted.count
  FROM (
    SELECT date_bin($4::bigint * interval '1 millisecond', r.time, timestamptz 'epoch') AS bucket, r.service_id, r.level,
           count(*)::bigint AS count
      FROM (
        SELECT time, service_id, level FROM log_record
         WHERE time >= $1 AND time < $2 AND source_id = ANY($3::int[])
           AND ($5::int[] IS NULL OR service_id = ANY($5))
           AND ($6::smallint[] IS NULL OR 4 > ANY($6)) AND ($6 IS NULL OR level = ANY($6))
        UNION ALL
        SELECT time, service_id, level FROM error_record
         WHERE time >= $1 AND time < $2 AND source_id = ANY($3)
           AND ($5 IS NULL OR service_id = ANY($5)) AND ($6 IS NULL OR level = ANY($6))
      ) r
     GROUP BY 1, 2, 3
  ) counted
  JOIN service ON service.id = counted.service_id`,
};

/** Counts the stored records of some hosts from the rows: the counters know nothing of hosts. A heavy question. */
export async function readHostCounts(
  snapshot: Snapshot,
  { range, bucketMs, services, levels, hosts }: CountQuestion & { hosts: readonly string[] },
): Promise<CountCell[]> {
  const numbers = await filterNumbers(snapshot, { services: services ?? [], hosts });
  if (!numbers) return [];
  const values = [range.from, range.to, numbers.sources, bucketMs, numbers.services, levels ?? null];
  return snapshot.rows<CountCell>(COUNT_ROWS_OF_SOURCES, values);
}
