import { Inject, Injectable, Logger } from '@nestjs/common';
import type pg from 'pg';
import { Configuration } from '../../configuration/configuration.js';
import { IngestPool } from '../connection/ingest-pool.js';
import { DAY_MS } from '../../time/durations.js';
import { PARTITIONS_LOCK } from '../connection/advisory-locks.js';

/** Days made ahead: today's midnight must never wait for a table, and records from clocks that run ahead have a place. */
const DAYS_AHEAD = 2;
const RETRIES = 5;

const LIST_PARTITIONS = `
  SELECT c.relname AS name FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = $1::regclass`;

/** Days of access lines and of records below ERROR first, oldest first, then the errors' days: the order in which a full disk is emptied. */
const LIST_SIZES = `
  SELECT c.relname AS name, pg_total_relation_size(c.oid) AS size
  FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
  WHERE i.inhparent IN ('log_record'::regclass, 'log_request'::regclass, 'error_record'::regclass, 'access_record'::regclass,
    'access_error'::regclass, 'access_unparsed'::regclass)
  ORDER BY i.inhparent = 'error_record'::regclass, right(c.relname, 8), c.relname`;

type PartitionedTable =
  'log_record' | 'log_request' | 'error_record' | 'access_record' | 'access_error' | 'access_unparsed';

/**
 * Makes the day's partitions ahead of time and drops those whose retention is over: retention costs no deletes and leaves no bloat.
 */
@Injectable()
export class DayPartitions {
  readonly #logger = new Logger('Retention');

  constructor(
    private readonly pool: IngestPool,
    @Inject(Configuration) private readonly configuration: Pick<Configuration, 'retention'>,
  ) {}

  /**
   * Brings the partitions up to date with `now`.
   *
   * @returns names of the tables that were made and dropped
   * @throws SinkError
   */
  async maintain(now: number): Promise<{ made: string[]; dropped: string[] }> {
    const { logDays, errorDays, accessDays } = this.configuration.retention;
    const days = {
      log_record: logDays,
      log_request: logDays,
      error_record: errorDays,
      access_record: accessDays,
      access_error: accessDays,
      access_unparsed: accessDays,
    };
    const made: string[] = [];
    const dropped: string[] = [];
    for (const [table, kept] of Object.entries(days) as [PartitionedTable, number][]) {
      const changed = await this.#maintainTable(table, now, kept);
      made.push(...changed.made);
      dropped.push(...changed.dropped);
    }
    if (dropped.length > 0) this.#logger.log(`dropped ${dropped.join(', ')}`);
    return { made, dropped };
  }

  /**
   * Drops days until the records take no more than so many bytes: the oldest day below ERROR first, errors only when nothing else is
   * left to drop. Today is never dropped.
   *
   * @returns names of the tables that were dropped, and the size that is left in bytes
   * @throws SinkError
   */
  async keepBelow(bytes: number, now: number): Promise<{ dropped: string[]; size: number }> {
    const days = await this.pool.run<{ name: string; size: string }>(LIST_SIZES);
    const today = dayText(Math.floor(now / DAY_MS)).replaceAll('-', '');
    let size = days.reduce((sum, day) => sum + Number(day.size), 0);
    const dropped: string[] = [];
    for (const { name, size: daySize } of days) {
      if (size <= bytes) break;
      if (!isDay(name) || name.slice(-8) >= today) continue;
      await this.#underLock((client) => dropDay(client, name));
      dropped.push(name);
      size -= Number(daySize);
    }
    if (dropped.length > 0) this.#logger.warn(`dropped ${dropped.join(', ')}: DISK_MAX_BYTES is ${bytes}`);
    return { dropped, size };
  }

  async #maintainTable(
    table: PartitionedTable,
    now: number,
    retentionDays: number,
  ): Promise<{ made: string[]; dropped: string[] }> {
    const existing = new Set((await this.pool.run<{ name: string }>(LIST_PARTITIONS, [table])).map(({ name }) => name));
    const today = Math.floor(now / DAY_MS);
    const made: string[] = [];
    for (let day = today - retentionDays; day <= today + DAYS_AHEAD; day += 1) {
      const name = partitionName(table, day);
      if (existing.has(name)) continue;
      if (await this.#underLock((client) => attachDay(client, table, name, day))) made.push(name);
    }
    const oldest = partitionName(table, today - retentionDays);
    const expired = [...existing].filter((name) => isDay(name) && name < oldest);
    const dropped: string[] = [];
    for (const name of expired) {
      if (await this.#underLock((client) => dropDay(client, name))) dropped.push(name);
    }
    return { made, dropped };
  }

  /** DDL waits a second for its lock at most, as everybody else would queue up after it; then it tries again. */
  async #underLock(work: (client: pg.PoolClient) => Promise<boolean>): Promise<boolean> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.pool.transaction(async (client) => {
          await client.query('SELECT pg_advisory_xact_lock($1)', [PARTITIONS_LOCK]);
          await client.query(`SET LOCAL lock_timeout = '1s'`);
          return await work(client);
        });
      } catch (error) {
        if (attempt >= RETRIES) throw error;
      }
    }
  }
}

/** `log_record_20261121`: sorts as the days do. */
function partitionName(table: PartitionedTable, day: number): string {
  return `${table}_${dayText(day).replaceAll('-', '')}`;
}

function isDay(name: string): boolean {
  return /_\d{8}$/.test(name);
}

function dayText(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

/**
 * Attaching a ready-made table takes a weaker lock on the parent than CREATE TABLE … PARTITION OF. Rows of that day which already went to the DEFAULT partition
 * move along in the same transaction; with them in place PostgreSQL would refuse (23514).
 *
 * The statements' names and bounds are made here from a table name of ours and a day, never from input.
 */
async function attachDay(client: pg.PoolClient, table: PartitionedTable, name: string, day: number): Promise<boolean> {
  const found = await client.query<{ name: string | null }>('SELECT to_regclass($1)::text AS name', [name]);
  if (found.rows[0]?.name != null) return false;
  const bounds = [`${dayText(day)}T00:00:00Z`, `${dayText(day + 1)}T00:00:00Z`];
  const inDay = `time >= '${bounds[0]}' AND time < '${bounds[1]}'`;
  await client.query(`CREATE TABLE ${name} (LIKE ${table} INCLUDING DEFAULTS INCLUDING STORAGE INCLUDING COMPRESSION)`);
  await client.query(`ALTER TABLE ${name} ADD CONSTRAINT ${name}_day CHECK (${inDay})`);
  await client.query(`LOCK TABLE ${table}_default IN ACCESS EXCLUSIVE MODE`);
  await client.query(
    `WITH moved AS (DELETE FROM ${table}_default WHERE ${inDay} RETURNING *) INSERT INTO ${name} SELECT * FROM moved`,
  );
  await client.query(
    `ALTER TABLE ${table} ATTACH PARTITION ${name} FOR VALUES FROM ('${bounds[0]}') TO ('${bounds[1]}')`,
  );
  await client.query(`ALTER TABLE ${name} DROP CONSTRAINT ${name}_day`);
  return true;
}

async function dropDay(client: pg.PoolClient, name: string): Promise<boolean> {
  await client.query(`DROP TABLE IF EXISTS ${name}`);
  return true;
}
