import { waitFor } from '@log-monitor/tools';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { logBatch } from '../parts/log-batch.js';
import { FakeInstance } from '../parts/native-records.js';
import { rawMessage } from '../parts/raw-message.js';
import { TestStore } from '../parts/test-store.js';

let test: TestStore;
beforeAll(async () => {
  test = await TestStore.create();
});
afterAll(() => test.close());

it('a monitor that stalls in the middle of a transaction does not hold up its successor', async () => {
  const app = new FakeInstance('stalled');
  const partition = { topic: 'stalled', partition: 0 };
  await test.store.openPosition(partition, 0);
  const zombie = new pg.Client({ connectionString: test.databaseUrl, application_name: 'log-monitor ingest' });
  let ended = false;
  zombie.on('error', () => (ended = true));
  await zombie.connect();
  await zombie.query('BEGIN');
  await zombie.query(`UPDATE ingest_position SET next_offset = 1 WHERE topic = 'stalled'`);
  const batch = logBatch(partition, [rawMessage(app.record('INFO', 'x'), { offset: 0 })]);
  expect(await test.store.store(batch)).toMatchObject({ stored: 1, duplicates: 0 });
  await waitFor(() => ended, { timeoutMs: 5000, what: 'the stalled connection to be ended' });
});

it('leaves a stranger who holds a lock alone, and says that the sink is not available', async () => {
  const partition = { topic: 'locked', partition: 0 };
  await test.store.openPosition(partition, 0);
  const stranger = new pg.Client({ connectionString: test.databaseUrl, application_name: 'psql' });
  await stranger.connect();
  await stranger.query('BEGIN');
  await stranger.query(`SELECT * FROM ingest_position WHERE topic = 'locked' FOR UPDATE`);
  const batch = logBatch(partition, [rawMessage(new FakeInstance('locked').record('INFO', 'x'), { offset: 0 })]);
  await expect(test.store.store(batch)).rejects.toMatchObject({ code: 'SINK_UNAVAILABLE' });
  await stranger.query('COMMIT');
  await stranger.end();
  expect(await test.store.store(batch)).toMatchObject({ stored: 1, duplicates: 0 });
});
