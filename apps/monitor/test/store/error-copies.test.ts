import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Batch, Lane } from '../../src/batch/batch.js';
import type { LogBatch } from '../../src/batch/log-batch.js';
import type { BatchStore } from '../../src/store/batch/batch-store.js';
import type { LogStore } from '../../src/store/log/log-store.js';
import { logBatch } from '../parts/log-batch.js';
import { FakeInstance } from '../parts/native-records.js';
import { rawMessage } from '../parts/raw-message.js';
import { TestStore } from '../parts/test-store.js';

/** The second copy of an error is not parsed when the first one is stored: what counts of it has to be right all the same. */
let test: TestStore;
let log: LogStore;
let store: BatchStore;
beforeAll(async () => {
  test = await TestStore.create();
  await test.partitions.maintain(Date.now());
  log = test.newLogStore();
  store = test.newStore('DEBUG', log);
});
afterAll(() => test.close());

const next = new Map<string, number>();

/** To begin to read a topic makes the store forget what it remembers. */
const open = async (...topics: string[]): Promise<void> => {
  for (const topic of topics) await store.openPosition({ topic, partition: 0 }, 0);
};

/** These records as they follow in a topic, read with what the store has stored by then. */
function follow(topic: string, lane: Lane, records: unknown[]): Batch<LogBatch> {
  const from = next.get(topic) ?? 0;
  next.set(topic, from + records.length);
  const messages = records.map((record, at) => rawMessage(record, { offset: from + at, kafkaTime: Date.now() }));
  return logBatch({ topic, partition: 0, lane }, messages, log.recentErrors);
}

const parsed = ({ payload }: Batch<LogBatch>): number => payload.parsed.length;
const count = (sql: string, values: unknown[]): Promise<unknown> => test.value(sql, values);
const stored = (service: string): Promise<unknown> =>
  count('SELECT count(*)::int FROM error_record r JOIN service s ON s.id = r.service_id WHERE s.name = $1', [service]);
const ledger = async (instance: string): Promise<unknown> =>
  (
    await test.rows('SELECT l.* FROM ledger l JOIN source s ON s.id = l.source_id WHERE s.instance = $1', [instance])
  )[0];

it('is in the ledger, counted once, stored once', async () => {
  const app = new FakeInstance('copies');
  const records = [
    app.record('INFO', 'a'),
    app.record('ERROR', 'b', { error: { type: 'E' } }),
    app.record('INFO', 'c'),
  ];
  const [, error] = records;
  await open('copies', 'copies-errors');
  const first = follow('copies-errors', 'errors', [error]);
  expect(parsed(first)).toBe(1);
  expect(await store.store(first)).toMatchObject({ stored: 1, duplicates: 0 });

  const main = follow('copies', 'main', records);
  expect(parsed(main)).toBe(0);
  expect(await store.store(main)).toMatchObject({ stored: 2, duplicates: 0 });
  const again = follow('copies', 'main', records);
  expect(parsed(again)).toBe(0);
  expect(await store.store(again)).toMatchObject({ stored: 0, duplicates: 3 });
  expect(await store.store(follow('copies-errors', 'errors', [error]))).toMatchObject({
    stored: 0,
    duplicates: 0,
  });

  expect(await stored('copies')).toBe(1);
  expect(
    await count(
      'SELECT sum(c.count)::int FROM log_count c JOIN service s ON s.id = c.service_id WHERE s.name = $1 AND c.level = 4',
      ['copies'],
    ),
  ).toBe(1);
  expect(await ledger(app.instance)).toMatchObject({ records: '3', duplicates: '3', received: '{[1,4)}', holes: [] });
});

it('is read whole where the first one is not committed yet, and where what was stored is no longer sure', async () => {
  const app = new FakeInstance('copies-late');
  const error = app.record('ERROR', 'b', { error: { type: 'E' } });
  await open('late', 'late-errors');
  const first = follow('late-errors', 'errors', [error]);
  const main = follow('late', 'main', [error]);
  expect(parsed(main)).toBe(1);
  await store.store(main);
  expect(await store.store(first)).toMatchObject({ stored: 0, duplicates: 0 });
  expect(await stored('copies-late')).toBe(1);

  expect(parsed(follow('late', 'main', [error]))).toBe(0);
  await open('late');
  expect(parsed(follow('late', 'main', [error]))).toBe(1);
});
