import { createTestDatabase, type TestDatabase, waitFor } from '@log-monitor/tools';
import pg from 'pg';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { MonitorProcess } from '../parts/monitor-process.js';
import { FakeInstance } from '../parts/native-records.js';
import { TestTopics } from '../parts/test-topics.js';

let database: TestDatabase;
let reader: pg.Pool;
let topics: TestTopics;

beforeAll(async () => {
  database = await createTestDatabase();
  reader = new pg.Pool({ connectionString: database.url, max: 1 });
  reader.on('error', () => undefined);
  topics = await new TestTopics(inject('kafkaBootstrapServers')).create();
});
afterAll(async () => {
  await topics.end();
  await reader.end();
  await database.drop();
});

/** Everything that the records say, without the numbers that a row happens to get, and without the monitor's own records. */
async function contents(): Promise<unknown> {
  const own = `(SELECT id FROM service WHERE name = 'logmonitor')`;
  const all = async (sql: string): Promise<unknown[]> => (await reader.query<Record<string, unknown>>(sql)).rows;
  return {
    logs: await all(
      `SELECT id, time, seq, message, kafka_offset FROM log_record WHERE service_id <> ${own} ORDER BY kafka_offset`,
    ),
    errors: await all(`SELECT id, time, seq, message, stack FROM error_record WHERE service_id <> ${own} ORDER BY id`),
    counts: await all(
      `SELECT s.name, minute, level, sum(count) FROM log_count c JOIN service s ON s.id = c.service_id WHERE service_id <> ${own} GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`,
    ),
    ledger: await all(
      `SELECT s.instance, l.received::text, l.duplicates, l.holes->0->'from' AS hole FROM ledger l JOIN source s ON s.id = l.source_id WHERE s.service_id <> ${own} ORDER BY 1`,
    ),
    letters: await all('SELECT topic, kafka_offset, reason, value FROM dead_letter ORDER BY 1, 2'),
  };
}

it('--rebuild-from-kafka ends in the same rows, counters and ledger', async () => {
  const app = new FakeInstance('rebuilt');
  const other = new FakeInstance('rebuilt-too');
  const line = { level: 'error', service: 'foreign', message: 'm', timestamp: '2026-11-21T07:00:00Z' };
  const errors = [app.record('ERROR', 'a', { error: { stack: 's' } }), other.record('CRITICAL', 'b')];
  const plain = Array.from({ length: 500 }, () => app.record('INFO', 'x'));
  other.skip();
  await topics.send(topics.main, [
    ...errors,
    ...plain,
    plain[3],
    'no json',
    line,
    line,
    other.record('INFO', 'after a hole'),
  ]);
  await topics.send(topics.errors, [...errors, line]);
  const monitor = await MonitorProcess.create({ ...topics.variables, DATABASE_URL: database.url });
  const caughtUp = async (): Promise<void> => {
    await monitor.ready();
    await waitFor(
      async () => (await reader.query('SELECT 1 FROM log_record WHERE message = $1', ['after a hole'])).rowCount === 1,
      { timeoutMs: 20_000, what: 'the last record' },
    );
    await waitFor(
      async () => (await reader.query(`SELECT 1 FROM ingest_progress WHERE lag_records = 0`)).rowCount === 1,
      { timeoutMs: 20_000, what: 'lag 0' },
    );
  };
  monitor.start();
  await caughtUp();
  const before = await contents();
  const second = await MonitorProcess.create({ ...topics.variables, DATABASE_URL: database.url });
  expect(await second.start('--rebuild-from-kafka').exit()).toBe(1);
  expect(second.output).toContain('another monitor');
  await monitor.end('SIGTERM');
  monitor.start('--rebuild-from-kafka');
  await caughtUp();
  expect(await contents()).toEqual(before);
  await monitor.end('SIGTERM');
  expect(await second.start('--what').exit()).toBe(1);
  expect(second.output).toContain('usage:');
});
