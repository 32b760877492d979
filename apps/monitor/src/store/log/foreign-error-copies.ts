import type pg from 'pg';
import type { Lane } from '../../batch/batch.js';
import { derivedRecordId } from '../../batch/derived-id.js';
import type { PlacedRecord } from './pick-new-records.js';

interface CopyRow {
  hash: Buffer;
  main_count: number;
  errors_count: number;
  /** Milliseconds since 1970 of each copy that is stored. */
  times: string[];
}

/** Locks the rows in the order of their hashes, so that the two topics, stored at once, cannot deadlock. */
const OPEN_COPIES = `
  INSERT INTO foreign_error_copy AS c (hash, seen_at)
  SELECT hash, now() FROM unnest($1::bytea[]) AS u (hash) ORDER BY hash
  ON CONFLICT (hash) DO UPDATE SET seen_at = now()
  RETURNING hash, main_count, errors_count, ARRAY(SELECT (extract(epoch FROM t) * 1000)::bigint::text FROM unnest(c.times) t) AS times`;

const CLOSE_COPIES = `
  UPDATE foreign_error_copy c
  SET main_count = u.main_count, errors_count = u.errors_count, times = u.times::timestamptz[]
  FROM unnest($1::bytea[], $2::int[], $3::int[], $4::text[]) AS u (hash, main_count, errors_count, times)
  WHERE c.hash = u.hash`;

/**
 * Tells which of these foreign ERROR records are new, and gives those an id.
 *
 * They have no identity of their own: two identical lines in one topic are two records, a pair across the two topics is one. So a
 * copy is new only if it raises the larger of the two topics' counts. The n-th copy of a value has the same id and
 * time whichever topic brought it first.
 *
 * @param clampTime the store's bounds for an event time
 */
export async function identifyForeignErrors(
  client: pg.PoolClient,
  lane: Lane,
  records: readonly PlacedRecord[],
  clampTime: (time: number) => number,
): Promise<PlacedRecord[]> {
  if (records.length === 0) return [];
  const copies = await openCopies(client, records);
  const fresh: PlacedRecord[] = [];
  for (const placed of records) {
    const { record } = placed;
    const hash = (record.valueHash as Buffer).toString('hex');
    const copy = copies.get(hash) as CopyRow;
    const number = lane === 'errors' ? ++copy.errors_count : ++copy.main_count;
    if (number <= copy.times.length) continue;
    const time = clampTime(record.time);
    copy.times.push(String(time));
    fresh.push({ ...placed, record: { ...record, id: derivedRecordId(time, `${hash}/${number}`) } });
  }
  await closeCopies(client, [...copies.values()]);
  return fresh;
}

async function openCopies(client: pg.PoolClient, records: readonly PlacedRecord[]): Promise<Map<string, CopyRow>> {
  const hashes = new Map(records.map(({ record }) => [(record.valueHash as Buffer).toString('hex'), record.valueHash]));
  const result = await client.query<CopyRow>(OPEN_COPIES, [[...hashes.values()]]);
  return new Map(result.rows.map((row) => [row.hash.toString('hex'), row]));
}

async function closeCopies(client: pg.PoolClient, copies: readonly CopyRow[]): Promise<void> {
  await client.query(CLOSE_COPIES, [
    copies.map((copy) => copy.hash),
    copies.map((copy) => copy.main_count),
    copies.map((copy) => copy.errors_count),
    copies.map((copy) => `{${copy.times.map((time) => new Date(Number(time)).toISOString()).join(',')}}`),
  ]);
}
