import { waitFor } from '@log-monitor/tools';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { IngestPool } from '../../src/store/connection/ingest-pool.js';
import { RequestIndex } from '../../src/store/upkeep/request-index.js';
import { StoreFixture } from '../query/fixture/store-fixture.js';

const OVER = 'log_record_20200101';
const EMPTY = 'log_record_20200102';
const BUILDING = `SELECT count(*)::int AS count FROM pg_stat_activity
                   WHERE datname = current_database() AND application_name = 'log-monitor request index'`;
const now = Date.now();
const today = `log_record_${new Date(now).toISOString().slice(0, 10).replaceAll('-', '')}`;

let store: StoreFixture;
let pool: IngestPool;
let upkeep: RequestIndex;

beforeAll(async () => {
  store = await StoreFixture.create();
  pool = new IngestPool(store.configuration());
  const day = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
  for (const [name, from, to] of [
    [OVER, '2020-01-01', '2020-01-02'],
    [EMPTY, '2020-01-02', '2020-01-03'],
    [today, day(now), day(now + 86_400_000)],
  ]) {
    await store.client.query(`CREATE TABLE ${name} PARTITION OF log_record FOR VALUES FROM ('${from}') TO ('${to}')`);
  }
  await store.store([
    { time: Date.parse('2020-01-01T12:00:00Z'), level: 'INFO', requestId: 'r-1' },
    { time: now, level: 'INFO', requestId: 'r-1' },
  ]);
});
afterAll(async () => {
  await pool.onApplicationShutdown();
  await store.drop();
});
beforeEach(async () => {
  upkeep = new RequestIndex(pool, store.configuration());
  await store.client.query(`DROP INDEX IF EXISTS ${OVER}_request`);
});

async function built(): Promise<{ name: string; valid: boolean }[]> {
  const { rows } = await store.client.query<{ name: string; valid: boolean }>(
    `SELECT c.relname AS name, i.indisvalid AS valid FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid WHERE c.relname ~ '_\\d{8}_request$'`,
  );
  return rows;
}

async function builders(): Promise<number> {
  const { rows } = await store.client.query<{ count: number }>(BUILDING);
  return rows[0]?.count ?? 0;
}

it('indexes a day that is over, neither an empty one nor the one that is written', async () => {
  await upkeep.build();
  expect(await built()).toEqual([{ name: `${OVER}_request`, valid: true }]);
});

it('makes an index again that a broken build has left', async () => {
  await upkeep.build();
  await store.client.query(`UPDATE pg_index SET indisvalid = false WHERE indexrelid = '${OVER}_request'::regclass`);
  await upkeep.build();
  expect(await built()).toEqual([{ name: `${OVER}_request`, valid: true }]);
});

it('leaves it to the monitor that is at it, and stops at once when it must', async () => {
  // What an open transaction may still read, a concurrent build waits for.
  const other = new pg.Client({ connectionString: store.database.url });
  await other.connect();
  await other.query('BEGIN ISOLATION LEVEL REPEATABLE READ');
  await other.query(`SELECT FROM log_record`);
  const building = upkeep.build();
  await waitFor(async () => (await built()).length === 1, { timeoutMs: 10_000, what: 'the build to begin' });
  await new RequestIndex(pool, store.configuration()).build();
  expect(await built()).toEqual([{ name: `${OVER}_request`, valid: false }]);
  await upkeep.onModuleDestroy();
  await building;
  await waitFor(async () => (await builders()) === 0, { timeoutMs: 10_000, what: 'the build to end' });
  await other.query('COMMIT');
  await other.end();
  await new RequestIndex(pool, store.configuration()).build();
  expect(await built()).toEqual([{ name: `${OVER}_request`, valid: true }]);
});
