import type pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { IngestPool } from '../../src/store/connection/ingest-pool.js';
import { RequestIndex } from '../../src/store/upkeep/request-index.js';
import { StoreFixture } from '../query/fixture/store-fixture.js';

const now = Date.now();
const today = `log_record_${new Date(now).toISOString().slice(0, 10).replaceAll('-', '')}`;

let store: StoreFixture;
let pool: IngestPool;

beforeAll(async () => {
  store = await StoreFixture.create();
  pool = new IngestPool(store.configuration());
  const day = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
  await store.client.query(
    `CREATE TABLE ${today} PARTITION OF log_record FOR VALUES FROM ('${day(now)}') TO ('${day(now + 86_400_000)}')`,
  );
});
afterAll(async () => {
  await pool.onApplicationShutdown();
  await store.drop();
});

/** Pages of entries that are not sorted in yet, of all days: what PostgreSQL says it has deleted when it is told to sort them in. */
async function pagesWaiting(index = 'log_request_hashes'): Promise<number> {
  const { rows } = await store.client.query<{ pages: string }>(
    `SELECT sum(gin_clean_pending_list(inhrelid::regclass)) AS pages FROM pg_inherits WHERE inhparent = $1::regclass`,
    [index],
  );
  return Number(rows[0]?.pages);
}

const lag = (records: number | null): Promise<pg.QueryResult> =>
  store.client.query('UPDATE ingest_progress SET lag_records = $1', [records]);

it('sorts new entries in while ingest keeps up, also when nobody knows', async () => {
  for (const known of [0, 10_000, null]) {
    await lag(known);
    await store.store([{ time: now, level: 'INFO', requestId: `r-${known}` }]);
    await new RequestIndex(pool).sortIn();
    expect(await pagesWaiting()).toBe(0);
  }
});

it('sorts those of requests to web servers in as well', async () => {
  await lag(0);
  await store.client.query(
    `INSERT INTO access_record (time, received_at, kafka_offset, source_id, element, flags, kafka_partition, latency, health_check, request_id, line)
     VALUES (now(), now(), 1, 1, 0, 0, 0, 0, false, 'r-web', 'as it came')`,
  );
  await new RequestIndex(pool).sortIn();
  expect(await pagesWaiting('access_record_request_hash')).toBe(0);
});

it('leaves the machine to an ingest that is behind', async () => {
  await lag(10_001);
  await store.store([{ time: now, level: 'INFO', requestId: 'r-behind' }]);
  await new RequestIndex(pool).sortIn();
  expect(await pagesWaiting()).toBe(1);
});

it('never rejects', async () => {
  const away = new IngestPool({ databaseUrl: 'postgres://nobody@127.0.0.1:1/none' });
  await new RequestIndex(away).sortIn();
  await away.onApplicationShutdown();
});
