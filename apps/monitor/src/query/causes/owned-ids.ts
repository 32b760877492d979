import type { Snapshot } from '../database/snapshot.js';
import type { Statement } from '../database/statement.js';

/** Which of the request ids $1 a web server wrote down in [$2, $3). */
export const REQUEST_IDS_SEEN: Statement = {
  name: 'request-ids-seen',
  text: `
SELECT DISTINCT r.request_id
  FROM access_record r
 WHERE ARRAY[hashtext(r.request_id)] && (SELECT array_agg(hashtext(id)) FROM unnest($1::text[]) id)
       AND r.request_id IS NOT NULL AND r.request_id = ANY($1) AND r.time >= $2 AND r.time < $3`,
};

/** Which of the request ids $1 an error of [$2, $3) has. */
export const REQUEST_IDS_OF_ERRORS: Statement = {
  name: 'request-ids-of-errors',
  text: `
SELECT DISTINCT r.request_id
  FROM error_record r
 WHERE r.request_id = ANY($1::text[]) AND r.time >= $2 AND r.time < $3`,
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
  const rows = await snapshot.rows<{ request_id: string }>(statement, [asked, from, to]);
  return new Set(rows.map(({ request_id }) => request_id));
}
