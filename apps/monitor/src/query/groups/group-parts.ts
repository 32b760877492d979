import type { Snapshot } from '../database/snapshot.js';
import type { Statement } from '../database/statement.js';
import type { CountedRange } from './group-range.js';
import type { GroupParts } from './group-row.js';

const MOST_NAMES = 20;

/** Services by count and versions by time of the problems $1. */
export const GROUP_NAMES: Statement = {
  name: 'group-names',
  text: `
WITH seen AS MATERIALIZED (
  SELECT f.group_id, o.service_id, o.version, o.count, o.last_seen
    FROM error_fingerprint f JOIN error_occurrence o ON o.fingerprint = f.hash
   WHERE f.group_id = ANY($1::bigint[]) AND o.count > 0
)
SELECT lpad(to_hex(given.id), 16, '0') AS id,
       ARRAY(SELECT service.name FROM seen JOIN service ON service.id = seen.service_id WHERE seen.group_id = given.id
              GROUP BY service.name ORDER BY sum(seen.count) DESC, service.name LIMIT ${MOST_NAMES}) AS services,
       ARRAY(SELECT seen.version FROM seen WHERE seen.group_id = given.id AND seen.version <> ''
              GROUP BY seen.version ORDER BY max(seen.last_seen) DESC, seen.version LIMIT ${MOST_NAMES}) AS versions
  FROM unnest($1::bigint[]) AS given (id)`,
};

/** Counts of the problems $1 in [$2, $3), by width $4, in parts of $5 milliseconds; of the services $6 only. */
export const GROUP_TREND: Statement = {
  name: 'group-trend',
  text: `
SELECT lpad(to_hex(f.group_id), 16, '0') AS id, floor(extract(epoch FROM c.start - $2::timestamptz) * 1000 / $5::float8)::int AS part, sum(c.count)::float8 AS count
  FROM error_fingerprint f
  JOIN error_count c ON c.fingerprint = f.hash AND c.width = $4 AND c.start >= $2 AND c.start < $3
 WHERE f.group_id = ANY($1::bigint[])
   AND ($6::text[] IS NULL OR c.service_id IN (SELECT id FROM service WHERE name = ANY($6)))
 GROUP BY 1, 2`,
};

/**
 * What is shown of these problems besides their rows.
 *
 * @param numbers of the problems, decimal
 */
export async function readGroupParts(
  snapshot: Snapshot,
  numbers: readonly string[],
  range: CountedRange,
  services: readonly string[] | null,
): Promise<(id: string) => GroupParts> {
  const [names, counts] = await Promise.all([
    snapshot.rows<{ id: string; services: string[]; versions: string[] }>(GROUP_NAMES, [numbers]),
    snapshot.rows<{ id: string; part: number; count: number }>(GROUP_TREND, [
      numbers,
      range.from,
      range.to,
      range.width,
      range.bucketMs,
      services,
    ]),
  ]);
  const namesOf = new Map(names.map((row) => [row.id, row]));
  const trends = new Map<string, Map<number, number>>();
  for (const { id, part, count } of counts) {
    const trend = trends.get(id);
    if (trend === undefined) trends.set(id, new Map([[part, count]]));
    else trend.set(part, count);
  }
  return (id) => ({
    services: namesOf.get(id)?.services ?? [],
    versions: namesOf.get(id)?.versions ?? [],
    trend: trends.get(id) ?? new Map(),
  });
}
