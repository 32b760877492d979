import type { Snapshot } from '../database/snapshot.js';
import type { Statement } from '../database/statement.js';

/**
 * The requests `r` that an index of hashes leads to, of the days of [$1, $2). PostgreSQL takes hashes for far more frequent than they are, and would also read
 * the index on time, of which an hour has millions of entries: it gets whole days to choose from (OFFSET 0 keeps the two apart).
 *
 * @param condition on the row `one`, in the words of the index
 */
export const rowsByHash = (condition: string): string => `(
     SELECT * FROM access_record one
      WHERE ${condition}
        AND one.time >= date_trunc('day', $1::timestamptz) AND one.time < date_trunc('day', $2::timestamptz) + interval '1 day'
     OFFSET 0
   ) r`;

/** Which of the request ids $3 a web server wrote down in [$1, $2). */
export const REQUEST_IDS_SEEN: Statement = {
  name: 'request-ids-seen',
  text: `
SELECT DISTINCT r.request_id
  FROM ${rowsByHash(`ARRAY[hashtext(one.request_id)] && (SELECT array_agg(hashtext(id)) FROM unnest($3::text[]) id)
        AND one.request_id IS NOT NULL AND one.request_id = ANY($3)`)}
 WHERE r.time >= $1 AND r.time < $2`,
};

/** Which of the request ids $3 an error of [$1, $2) has. */
export const REQUEST_IDS_OF_ERRORS: Statement = {
  name: 'request-ids-of-errors',
  text: `
SELECT DISTINCT r.request_id
  FROM error_record r
 WHERE r.request_id = ANY($3::text[]) AND r.time >= $1 AND r.time < $2`,
};

/** What belongs to another by its id is no guess by time. Asks nothing where there is no id. */
export async function ownedIds(
  snapshot: Snapshot,
  statement: Statement,
  ids: readonly (string | null)[],
  { from, to }: { from: Date; to: Date },
): Promise<ReadonlySet<string>> {
  const asked = [...new Set(ids.filter((id) => id !== null))];
  if (asked.length === 0) return new Set();
  const rows = await snapshot.rows<{ request_id: string }>(statement, [from, to, asked]);
  return new Set(rows.map(({ request_id }) => request_id));
}
