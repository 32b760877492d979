import { DistinctCount } from '@log-monitor/access-statistics';
import { FINGERPRINT_VERSION } from '@log-monitor/error-fingerprint';
import type pg from 'pg';
import { writeTotalsOf } from './move-errors.js';

/** Fingerprints that have no stored error any more, with their heirs. */
const EMPTY = `
  SELECT u.was::text AS was, u.heir::text AS heir,
         (SELECT coalesce(sum(count), 0) FROM error_occurrence o WHERE o.fingerprint = u.was) > 0 AS "hasOlder" FROM unnest($1::bigint[], $2::bigint[]) AS u (was, heir)
    JOIN error_fingerprint f ON f.hash = u.heir
   WHERE NOT EXISTS (SELECT FROM error_record r WHERE r.fingerprint = u.was)`;

/** Counts outlive records: what is left of them goes to the heir. */
const INHERIT = [
  `WITH gone AS (
     DELETE FROM error_count c USING unnest($1::bigint[], $2::bigint[]) AS u (was, heir) WHERE c.fingerprint = u.was
     RETURNING u.heir, c.width, c.start, c.service_id, c.count
   )
   INSERT INTO error_count AS c (fingerprint, width, start, service_id, count)
   SELECT heir, width, start, service_id, sum(count) FROM gone GROUP BY 1, 2, 3, 4 HAVING sum(count) <> 0 ORDER BY 1, 2, 3, 4
   ON CONFLICT (fingerprint, width, start, service_id) DO UPDATE SET count = c.count + excluded.count`,
  `WITH gone AS (
     DELETE FROM error_occurrence o USING unnest($1::bigint[], $2::bigint[]) AS u (was, heir) WHERE o.fingerprint = u.was
     RETURNING u.heir, o.service_id, o.version, o.count, o.first_seen, o.last_seen, o.sample_time, o.sample_id
   )
   INSERT INTO error_occurrence AS o (fingerprint, service_id, version, count, first_seen, last_seen, sample_time, sample_id)
   SELECT heir, service_id, version, sum(count), min(first_seen), max(last_seen), min(sample_time), (array_agg(sample_id ORDER BY sample_time, sample_id))[1]
     FROM gone WHERE count > 0 GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
   ON CONFLICT (fingerprint, service_id, version) DO UPDATE SET
     count = o.count + excluded.count, last_seen = greatest(o.last_seen, excluded.last_seen), first_seen = least(o.first_seen, excluded.first_seen),
     sample_time = least(o.sample_time, excluded.sample_time),
     sample_id = CASE WHEN excluded.sample_time < o.sample_time THEN excluded.sample_id ELSE o.sample_id END`,
];

/** They never come back, and would count for the limit of new problems. */
const FORGET = `DELETE FROM error_fingerprint WHERE hash = ANY($1::bigint[]) AND version <> ${FINGERPRINT_VERSION}`;

/** Where all errors that are counted are still stored, times and samples follow from them. */
const SET_RIGHT = `
  UPDATE error_occurrence o SET first_seen = s.first_seen, last_seen = s.last_seen, sample_time = s.first_seen, sample_id = s.id
    FROM (
      SELECT r.fingerprint, r.service_id, coalesce(source.version, '') AS version, count(*) AS count, min(r.time) AS first_seen, max(r.time) AS last_seen,
             (array_agg(r.id ORDER BY r.time, r.id))[1] AS id
        FROM error_record r LEFT JOIN source ON source.id = r.source_id WHERE r.fingerprint = ANY($1::bigint[]) GROUP BY 1, 2, 3
    ) s
   WHERE o.fingerprint = s.fingerprint AND o.service_id = s.service_id AND o.version = s.version AND o.count = s.count`;

const USERS =
  'SELECT hash::text AS hash, users FROM error_fingerprint WHERE hash = ANY($1::bigint[]) AND users IS NOT NULL';
const WRITE_USERS = 'UPDATE error_fingerprint SET users = $2 WHERE hash = $1';
const USERS_OF_RECORDS = `
  SELECT DISTINCT user_id AS "user" FROM error_record WHERE fingerprint = $1 AND user_id IS NOT NULL`;
const IS_STORED = `
  SELECT (SELECT coalesce(sum(count), 0) FROM error_occurrence WHERE fingerprint = $1)
       = (SELECT count(*) FROM error_record WHERE fingerprint = $1) AS "isStored"`;

/** Sets right what moving errors one by one leaves behind. The lock of the fold must be held. */
export async function settleCounts(
  client: pg.PoolClient,
  heirs: Readonly<Record<string, string>>,
  reduced: readonly string[],
): Promise<void> {
  const { rows } = await client.query<Empty>(EMPTY, [Object.keys(heirs), Object.values(heirs)]);
  const sides = [rows.map(({ was }) => was), rows.map(({ heir }) => heir)];
  for (const statement of INHERIT) await client.query(statement, sides);
  await inheritUsers(client, rows);
  await client.query(FORGET, [sides[0]]);
  await client.query(SET_RIGHT, [reduced]);
  for (const hash of reduced) await countUsers(client, hash);
  await writeTotalsOf(client, [...sides.flat(), ...reduced]);
}

interface Empty {
  was: string;
  heir: string;
  /** It has counts of errors that are not stored any more. */
  hasOlder: boolean;
}

/** Users of errors that were moved are counted already. */
async function inheritUsers(client: pg.PoolClient, pairs: readonly Empty[]): Promise<void> {
  const hashes = [...new Set(pairs.flatMap(({ was, heir }) => [was, heir]))];
  const { rows } = await client.query<{ hash: string; users: Buffer }>(USERS, [hashes]);
  const known = new Map(rows.map(({ hash, users }) => [hash, users]));
  const changed = new Map<string, DistinctCount>();
  for (const { was, heir, hasOlder } of pairs) {
    const users = known.get(was);
    if (users === undefined) continue;
    await client.query(WRITE_USERS, [was, null]);
    if (!hasOlder) continue;
    let count = changed.get(heir);
    if (count === undefined) changed.set(heir, (count = counted(known.get(heir))));
    count.mergeEncoded(users);
  }
  for (const [heir, count] of changed) await client.query(WRITE_USERS, [heir, count.encode()]);
}

/** Users cannot be taken from an estimate: they are counted once more, where all their errors are still stored. */
async function countUsers(client: pg.PoolClient, hash: string): Promise<void> {
  const { rows: stored } = await client.query<{ isStored: boolean }>(IS_STORED, [hash]);
  if (stored[0]?.isStored !== true) return;
  const count = counted(undefined);
  const { rows } = await client.query<{ user: string }>(USERS_OF_RECORDS, [hash]);
  for (const { user } of rows) count.add(user);
  await client.query(WRITE_USERS, [hash, rows.length === 0 ? null : count.encode()]);
}

function counted(encoded: Buffer | undefined): DistinctCount {
  const count = new DistinctCount();
  if (encoded !== undefined) count.mergeEncoded(encoded);
  return count;
}
