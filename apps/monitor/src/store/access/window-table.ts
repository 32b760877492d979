import type pg from 'pg';
import { type Facet, FACETS, type Width } from '@log-monitor/access-statistics';
import { BinaryRows } from '../copy/binary-rows.js';
import { copyRows } from '../copy/copy-rows.js';
import { FACETS_WITH_SKETCHES, type StoredWindow, type WindowRow, windowRowOf } from './window-row.js';

const FIXED_BYTES = 256;

const COLUMNS = `start, requests, errors, faults, bytes, timed, duration_us, longest_us, late, cut, width, source_id, facet, status, host, value, latency, clients`;

const COPY = `COPY access_window (${COLUMNS}) FROM STDIN (FORMAT binary)`;

/** What is to be added to windows stands here for a moment. */
const MAKE_ADDED = `CREATE TEMPORARY TABLE IF NOT EXISTS access_window_added (LIKE access_window) ON COMMIT DELETE ROWS`;
const COPY_ADDED = `COPY access_window_added (${COLUMNS}) FROM STDIN (FORMAT binary)`;

/** Sums are added here; histograms and counts of clients come as what they are afterwards. */
const ADD = `
  WITH added AS (DELETE FROM access_window_added RETURNING *)
  INSERT INTO access_window AS w (${COLUMNS})
  SELECT ${COLUMNS} FROM added
  ON CONFLICT (facet, width, start, value, host, source_id, status) DO UPDATE
  SET requests = w.requests + excluded.requests, errors = w.errors + excluded.errors, faults = w.faults + excluded.faults,
    bytes = w.bytes + excluded.bytes, timed = w.timed + excluded.timed, duration_us = w.duration_us + excluded.duration_us,
    longest_us = greatest(w.longest_us, excluded.longest_us), late = w.late + excluded.late, cut = w.cut + excluded.cut,
    latency = coalesce(excluded.latency, w.latency), clients = coalesce(excluded.clients, w.clients)`;

const SELECT_SKETCHES = `
  SELECT u.number, w.latency, w.clients
  FROM unnest($1::smallint[], $2::int[], $3::timestamptz[], $4::int[], $5::text[], $6::text[], $7::int[])
    AS u (facet, width, start, source_id, host, value, number)
  JOIN access_window w USING (facet, width, start, source_id, host, value)`;

/** Of these begins, those whose windows of ten minutes have been written before. */
const SELECT_WRITTEN = `
  SELECT extract(epoch FROM u.start)::float8 AS start FROM unnest($2::timestamptz[]) AS u (start)
  WHERE EXISTS (SELECT FROM access_window w WHERE w.width = 600 AND w.facet = ANY($1::smallint[]) AND w.start = u.start)`;

const COUNT_VALUES = `
  SELECT facet, extract(epoch FROM start)::float8 AS start, count(*)::int AS count
  FROM access_window WHERE width = $1 AND facet = ANY($2::smallint[]) AND start = ANY($3::timestamptz[])
  GROUP BY 1, 2`;

const SELECT_WINDOW = `SELECT ${COLUMNS} FROM access_window WHERE facet = $1 AND width = $2 AND start = $3`;
const DELETE_WINDOW = `DELETE FROM access_window WHERE facet = $1 AND width = $2 AND start = $3`;

const CHANGE_DAYS = `
  INSERT INTO access_window_day (day) SELECT * FROM unnest($1::timestamptz[])
  ON CONFLICT (day) DO UPDATE SET version = excluded.version
  RETURNING extract(epoch FROM day)::float8 AS day, version`;

const SELECT_DAYS = `SELECT extract(epoch FROM day)::float8 AS day, version FROM access_window_day WHERE day = ANY($1)`;

/**
 * Says of days that their windows are no longer what they were.
 *
 * @param days their begins, seconds since 1970
 * @returns their versions from now on
 */
export function changeDays(client: pg.PoolClient, days: Iterable<number>): Promise<Map<number, string>> {
  return versionsOf(client, CHANGE_DAYS, days);
}

/** Versions of days by their begins; those of which no window was written are missing. @param days seconds since 1970 */
export function dayVersions(client: pg.PoolClient, days: Iterable<number>): Promise<Map<number, string>> {
  return versionsOf(client, SELECT_DAYS, days);
}

async function versionsOf(client: pg.PoolClient, sql: string, days: Iterable<number>): Promise<Map<number, string>> {
  const { rows } = await client.query<{ day: number; version: string }>(sql, [[...days].map(dateOf)]);
  return new Map(rows.map(({ day, version }) => [day, version]));
}

/** Writes rows that are not there yet. */
export async function copyWindows(client: pg.PoolClient, windows: readonly WindowRow[]): Promise<void> {
  if (windows.length > 0) await copy(client, COPY, windows);
}

/** Adds to rows that may be there. The caller lets nobody else write them. */
export async function addWindows(client: pg.PoolClient, windows: readonly WindowRow[]): Promise<void> {
  if (windows.length === 0) return;
  await client.query(MAKE_ADDED);
  await addStoredSketches(client, windows);
  await copy(client, COPY_ADDED, windows);
  await client.query(ADD);
}

async function copy(client: pg.PoolClient, sql: string, windows: readonly WindowRow[]): Promise<void> {
  const rows = new BinaryRows();
  for (const window of windows) writeWindow(rows, window);
  await copyRows(client, sql, rows);
}

export async function writtenSlots(client: pg.PoolClient, starts: readonly number[]): Promise<Set<number>> {
  const values = [numbersOf(Object.values(FACETS)), starts.map(dateOf)];
  const { rows } = await client.query<{ start: number }>(SELECT_WRITTEN, values);
  return new Set(rows.map(({ start }) => start));
}

/** How many values windows of one width have, by facet and begin. */
export async function countValues(
  client: pg.PoolClient,
  width: Width,
  facets: readonly Facet[],
  starts: readonly number[],
): Promise<{ facet: Facet; start: number; count: number }[]> {
  const values = [width, numbersOf(facets), starts.map(dateOf)];
  const { rows } = await client.query<{ facet: number; start: number; count: number }>(COUNT_VALUES, values);
  return rows.map(({ facet, start, count }) => {
    return { facet: facets.find(({ number }) => number === facet) as Facet, start, count };
  });
}

export async function readWindow(
  client: pg.PoolClient,
  facet: Facet,
  width: Width,
  start: number,
): Promise<WindowRow[]> {
  const { rows } = await client.query<StoredWindow>(SELECT_WINDOW, [facet.number, width, dateOf(start)]);
  return rows.map((row) => windowRowOf(facet, width, row));
}

/** Puts these rows in the place of all that the window has. */
export async function replaceWindow(
  client: pg.PoolClient,
  facet: Facet,
  width: Width,
  start: number,
  windows: readonly WindowRow[],
): Promise<void> {
  await client.query(DELETE_WINDOW, [facet.number, width, dateOf(start)]);
  await copyWindows(client, windows);
}

/** Histograms and counts of clients cannot be added in SQL: what the rows have is read and added here. */
async function addStoredSketches(client: pg.PoolClient, windows: readonly WindowRow[]): Promise<void> {
  const given = windows.filter(({ facet }) => FACETS_WITH_SKETCHES.includes(facet));
  if (given.length === 0) return;
  const { rows } = await client.query<{ number: number; latency: Buffer | null; clients: Buffer | null }>(
    SELECT_SKETCHES,
    [
      given.map(({ facet }) => facet.number),
      given.map(({ width }) => width),
      given.map(({ start }) => dateOf(start)),
      given.map(({ source }) => source),
      given.map(({ host }) => host),
      given.map(({ value }) => value),
      given.map((_, at) => at),
    ],
  );
  for (const { number, latency, clients } of rows) (given[number] as WindowRow).cell.mergeSketches(latency, clients);
}

function writeWindow(rows: BinaryRows, { facet, width, start, source, host, value, cell }: WindowRow): void {
  const latency = cell.latency?.encode();
  const clients = cell.clients?.encode();
  rows.row(18, FIXED_BYTES + 3 * (host.length + value.length) + (latency?.length ?? 0) + (clients?.length ?? 0));
  rows.timestamptz(start * 1000);
  rows.int8(cell.requests);
  rows.int8(cell.errors);
  rows.int8(cell.faults);
  rows.int8(cell.bytes);
  rows.int8(cell.timed);
  rows.int8(cell.durationUs);
  rows.int8(cell.longestUs);
  rows.int8(cell.late);
  rows.int8(cell.cut);
  rows.int4(width);
  rows.int4(source);
  rows.int2(facet.number);
  rows.int2(cell.status);
  rows.text(host);
  rows.text(value);
  for (const bytes of [latency, clients]) {
    if (bytes === undefined) rows.null();
    else rows.bytea(bytes);
  }
}

function numbersOf(facets: readonly Facet[]): number[] {
  return facets.map(({ number }) => number);
}

function dateOf(seconds: number): Date {
  return new Date(seconds * 1000);
}
