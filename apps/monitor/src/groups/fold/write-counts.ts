import { DistinctCount } from '@log-monitor/access-statistics';
import type pg from 'pg';
import { isoTime } from '../../store/connection/iso-time.js';
import { HOUR_MS } from '../../time/durations.js';
import type { MergedCell, MergedCells } from './merge-cells.js';

/** Versions of one fingerprint in one service; more are counted as one. */
const MOST_VERSIONS = 50;
const OTHER_VERSIONS = '(other)';

const ADD_COUNTS = `
  INSERT INTO error_count AS c (fingerprint, width, start, service_id, count)
  SELECT fingerprint, width, start, service_id, sum(count)
    FROM unnest($1::bigint[], $2::smallint[], $3::timestamptz[], $4::int[], $5::bigint[]) AS u (fingerprint, width, start, service_id, count)
   GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
  ON CONFLICT (fingerprint, width, start, service_id) DO UPDATE SET count = c.count + excluded.count`;

const SELECT_VERSIONS = `
  SELECT fingerprint::text AS fingerprint, service_id AS "serviceId", array_agg(version) AS versions
    FROM error_occurrence WHERE fingerprint = ANY($1::bigint[]) GROUP BY 1, 2`;

const ADD_OCCURRENCES = `
  INSERT INTO error_occurrence AS o (fingerprint, service_id, version, count, first_seen, last_seen, sample_time, sample_id)
  SELECT fingerprint, service_id, version, sum(count), min(first_seen), max(last_seen), min(first_seen),
         (array_agg(sample_id ORDER BY first_seen, sample_id))[1]
    FROM unnest($1::bigint[], $2::int[], $3::text[], $4::bigint[], $5::timestamptz[], $6::timestamptz[], $7::uuid[])
      AS u (fingerprint, service_id, version, count, first_seen, last_seen, sample_id)
   GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
  ON CONFLICT (fingerprint, service_id, version) DO UPDATE SET
    count = o.count + excluded.count, last_seen = greatest(o.last_seen, excluded.last_seen), first_seen = least(o.first_seen, excluded.first_seen),
    sample_time = least(o.sample_time, excluded.sample_time),
    sample_id = CASE WHEN excluded.sample_time < o.sample_time THEN excluded.sample_id ELSE o.sample_id END`;

const SELECT_USERS =
  'SELECT hash::text AS hash, users FROM error_fingerprint WHERE hash = ANY($1::bigint[]) AND users IS NOT NULL';
const WRITE_USERS = `
  UPDATE error_fingerprint f SET users = u.users FROM unnest($1::bigint[], $2::bytea[]) AS u (hash, users) WHERE f.hash = u.hash`;

/** Adds what was counted to the tables that only the fold writes. */
export async function writeCounts(client: pg.PoolClient, { cells, users }: MergedCells): Promise<void> {
  await addCounted(client, cells);
  await addUsers(client, users);
}

/** The same without users. Counts may be negative: what was counted is taken away. */
export async function addCounted(client: pg.PoolClient, cells: readonly MergedCell[]): Promise<void> {
  await addCounts(client, cells);
  await addOccurrences(client, await withinVersions(client, cells));
}

async function addCounts(client: pg.PoolClient, cells: readonly MergedCell[]): Promise<void> {
  const rows = cells.flatMap(({ fingerprint, serviceId, minutes }) =>
    [...minutes].flatMap(([minute, count]) => [
      { fingerprint, serviceId, count, width: 1, start: minute },
      { fingerprint, serviceId, count, width: 60, start: Math.floor(minute / HOUR_MS) * HOUR_MS },
    ]),
  );
  await client.query(ADD_COUNTS, [
    rows.map(({ fingerprint }) => fingerprint),
    rows.map(({ width }) => width),
    rows.map(({ start }) => isoTime(start)),
    rows.map(({ serviceId }) => serviceId),
    rows.map(({ count }) => count),
  ]);
}

/** A producer that gives every process a version of its own cannot fill the table. */
async function withinVersions(client: pg.PoolClient, cells: readonly MergedCell[]): Promise<MergedCell[]> {
  const { rows } = await client.query<{ fingerprint: string; serviceId: number; versions: string[] }>(SELECT_VERSIONS, [
    cells.map(({ fingerprint }) => fingerprint),
  ]);
  const known = new Map(
    rows.map(({ fingerprint, serviceId, versions }) => [`${fingerprint}/${serviceId}`, new Set(versions)]),
  );
  return cells.map((cell) => {
    const key = `${cell.fingerprint}/${cell.serviceId}`;
    let versions = known.get(key);
    if (versions === undefined) known.set(key, (versions = new Set()));
    if (!versions.has(cell.version) && versions.size >= MOST_VERSIONS) return { ...cell, version: OTHER_VERSIONS };
    versions.add(cell.version);
    return cell;
  });
}

async function addOccurrences(client: pg.PoolClient, cells: readonly MergedCell[]): Promise<void> {
  await client.query(ADD_OCCURRENCES, [
    cells.map(({ fingerprint }) => fingerprint),
    cells.map(({ serviceId }) => serviceId),
    cells.map(({ version }) => version),
    cells.map(({ count }) => count),
    cells.map(({ first }) => isoTime(first[0])),
    cells.map(({ last }) => isoTime(last)),
    cells.map(({ first }) => first[1]),
  ]);
}

async function addUsers(client: pg.PoolClient, users: ReadonlyMap<string, DistinctCount>): Promise<void> {
  if (users.size === 0) return;
  const { rows } = await client.query<{ hash: string; users: Buffer }>(SELECT_USERS, [[...users.keys()]]);
  const before = new Map(rows.map((row) => [row.hash, row.users]));
  const changed: [hash: string, users: Buffer][] = [];
  for (const [hash, count] of users) {
    const known = before.get(hash);
    if (known !== undefined) count.mergeEncoded(known);
    const encoded = count.encode();
    if (known === undefined || !encoded.equals(known)) changed.push([hash, encoded]);
  }
  await client.query(WRITE_USERS, [changed.map(([hash]) => hash), changed.map(([, encoded]) => encoded)]);
}
