import { randomUUID } from 'node:crypto';
import type { LogRecord } from '@log-monitor/log-record';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { QueryPool } from '../../src/query/database/query-pool.js';
import { RecordContext } from '../../src/query/records/record-context.js';
import { RecordSearch } from '../../src/query/records/record-search.js';
import { logBatch } from '../parts/log-batch.js';
import { FakeInstance } from '../parts/native-records.js';
import { rawMessage } from '../parts/raw-message.js';
import { TestStore } from '../parts/test-store.js';
import { configurationOf } from './fixture/store-fixture.js';

const HOUR_MS = 3_600_000;
const now = Date.now();
const range = { from: new Date(now - 100 * HOUR_MS), to: new Date(now + HOUR_MS) };
const topic = 'requests';

let test: TestStore;
let pool: QueryPool;
let search: RecordSearch;
let offset = 0;

beforeAll(async () => {
  test = await TestStore.create();
  await test.partitions.maintain(now);
  pool = new QueryPool(configurationOf(test.databaseUrl));
  search = new RecordSearch(pool);
  await test.store.openPosition({ topic, partition: 0 }, 0);
});
afterAll(async () => {
  await pool.onApplicationShutdown();
  await test.close();
});

/** By ingest's own reading and writing. */
async function store(values: readonly object[]): Promise<void> {
  const messages = values.map((value, at) => rawMessage(value, { offset: offset + at, kafkaTime: now }));
  await test.store.store(logBatch({ topic, partition: 0 }, messages));
  offset += values.length;
}

async function found(requestId: string, limit = 50, services?: string[]): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | undefined;
  do {
    const filter = { requestId, ...(services === undefined ? {} : { services }) };
    const page = await search.page({ filter, range, limit, cursor, now: new Date(now) });
    ids.push(...page.records.map(({ id }) => id));
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return ids;
}

const newestFirst = (records: readonly LogRecord[]): string[] =>
  records.toSorted((a, b) => Date.parse(b.timestamp) - Date.parse(a.timestamp)).map(({ id }) => id);

describe('all records of a request', () => {
  it.each([
    '4bf92f3577b34da6a3ce929d0e0e4736',
    'ein "Zitat" \\ und\n\tmehr',
    'größer 日本 😀',
    "'; DROP TABLE x",
    '\u0001',
  ])('are found by the id %j', async (requestId) => {
    const [shop, pay] = [new FakeInstance(`shop-${requestId.length}`), new FakeInstance('pay')];
    const at = (ms: number): Partial<LogRecord> => ({ timestamp: new Date(now - ms).toISOString() });
    const records = [
      shop.record('INFO', 'begins', { ...at(5000), requestId }),
      pay.record('DEBUG', 'charges', { ...at(3999), requestId }),
      shop.record('ERROR', 'fails', { ...at(2000), requestId }),
      shop.record('WARNING', 'again, a day before', { ...at(24 * HOUR_MS), requestId }),
    ];
    const others = [
      shop.record('INFO', 'another', { ...at(5000), requestId: `${requestId}x` }),
      shop.record('INFO', 'none'),
    ];
    await store([...records, ...others, { service: 'go', level: 'info', msg: 'foreign', requestId }]);
    const ids = await found(requestId);
    expect(ids.filter((id) => records.some((record) => record.id === id))).toEqual(newestFirst(records));
    expect(ids).toHaveLength(records.length + 1);
    expect(await found(requestId, 1)).toEqual(ids);
    expect(await found(requestId, 50, ['pay'])).toEqual([records[1]?.id]);
    expect(await found(`${requestId}y`)).toEqual([]);
  });

  it('are found when one batch is spread over days, and when many batches have it', async () => {
    const app = new FakeInstance('spread');
    const requestId = randomUUID();
    const spread = Array.from({ length: 400 }, (_, n) =>
      app.record('INFO', `record ${n}`, {
        timestamp: new Date(now - n * 719_000).toISOString(),
        requestId: n % 40 === 0 ? requestId : randomUUID(),
      }),
    );
    await store(spread);
    const lengths = `SELECT DISTINCT length_ms FROM log_request p JOIN service s ON s.id = p.service_id WHERE s.name = 'spread'`;
    expect(await test.rows(lengths)).toEqual([{ length_ms: 600_000 }]);
    const more = Array.from({ length: 5 }, (_, n) => app.record('INFO', `more ${n}`, { requestId }));
    for (const record of more) await store([record]);
    const own = [...spread.filter((record) => record.requestId === requestId), ...more];
    expect((await found(requestId, 3)).toSorted()).toEqual(own.map(({ id }) => id).toSorted());
  });

  it('are found when nearly everything has the id', async () => {
    const app = new FakeInstance('constant');
    const records = Array.from({ length: 1500 }, (_, n) =>
      app.record('INFO', `record ${n}`, {
        timestamp: new Date(now - n * 1000).toISOString(),
        requestId: 'the-one',
      }),
    );
    for (let from = 0; from < records.length; from += 10) await store(records.slice(from, from + 10));
    expect(await found('the-one', 700)).toEqual(newestFirst(records));
    const middle = records[700] as LogRecord;
    const context = new RecordContext(pool);
    const { before, after } = (await context.answer({ id: middle.id, by: 'request', before: 20, after: 20 })) ?? {};
    expect(before?.map(({ id }) => id)).toEqual(
      records
        .slice(701, 721)
        .map(({ id }) => id)
        .toReversed(),
    );
    expect(after?.map(({ id }) => id)).toEqual(
      records
        .slice(680, 700)
        .map(({ id }) => id)
        .toReversed(),
    );
  });
});
