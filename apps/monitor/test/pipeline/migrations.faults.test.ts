import { waitFor } from '@log-monitor/tools';
import pg from 'pg';
import { afterEach, beforeEach, expect, inject, it } from 'vitest';
import type { MonitorProcess } from '../parts/monitor-process.js';
import { FakeInstance } from '../parts/native-records.js';
import { TestPipeline } from '../parts/test-pipeline.js';
import { TestTopics } from '../parts/test-topics.js';

let topics: TestTopics;
let pipeline: TestPipeline;

beforeEach(async () => {
  topics = await new TestTopics(inject('kafkaBootstrapServers')).create();
  pipeline = await TestPipeline.create({ ...topics, variables: topics.variables });
});
afterEach(async () => {
  await pipeline.close();
  await topics.end();
});

const applied = ({ output }: MonitorProcess): boolean => output.includes('applied InitialSchema');
const migrationsApplied = async (): Promise<unknown> => await pipeline.value('SELECT count(*) FROM schema_migration');

async function expectWorking(monitor: MonitorProcess): Promise<void> {
  const app = new FakeInstance('migrated');
  await topics.send(topics.main, app.records(100));
  await pipeline.expectTruths(monitor, [app.truth()]);
}

/** A stranger makes the last table of the first schema and does not commit: whoever migrates waits for it in the middle of its transaction. */
async function holdMigration(): Promise<pg.Client> {
  const stranger = new pg.Client({ connectionString: pipeline.variables['DATABASE_URL'], application_name: 'psql' });
  stranger.on('error', () => undefined);
  await stranger.connect();
  await stranger.query('BEGIN');
  await stranger.query('CREATE TABLE dead_letter (id integer)');
  return stranger;
}

const WAITING = `SELECT count(*) > 0 FROM pg_stat_activity
  WHERE datname = current_database() AND application_name = 'log-monitor migration' AND wait_event_type = 'Lock' AND query LIKE '%dead_letter%'`;

async function untilHeld(): Promise<void> {
  await waitFor(async () => await pipeline.value(WAITING), { timeoutMs: 20_000, what: 'the migration to be held' });
}

it('of two monitors that start at once on an empty database one applies the migrations, the other waits for it', async () => {
  const stranger = await holdMigration();
  const both = [await pipeline.newMonitor(), await pipeline.newMonitor()];
  for (const monitor of both) monitor.start();
  await untilHeld();
  const waiting = `SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted`;
  await waitFor(async () => Number(await pipeline.value(waiting)) > 0, {
    timeoutMs: 20_000,
    what: 'the other to wait',
  });
  expect(both.map(applied)).toEqual([false, false]);
  await stranger.query('ROLLBACK');
  await stranger.end();
  await Promise.all(both.map((monitor) => monitor.ready()));
  expect(both.filter(applied)).toHaveLength(1);
  await expectWorking(both[0] as MonitorProcess);
});

it('killed in the middle of a migration nothing of it is applied, and the next start applies it', async () => {
  const stranger = await holdMigration();
  const monitor = await pipeline.newMonitor();
  monitor.start();
  await untilHeld();
  await monitor.end('SIGKILL');
  await stranger.query('ROLLBACK');
  await stranger.end();
  await waitFor(
    async () =>
      (await pipeline.value(
        `SELECT count(*) FROM pg_stat_activity WHERE application_name = 'log-monitor migration' AND datname = current_database()`,
      )) === '0',
    {
      timeoutMs: 20_000,
      what: 'its connections to end',
    },
  );
  expect(await migrationsApplied()).toBe('0');
  expect(
    await pipeline.value(
      `SELECT count(*) FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'schema_migration'`,
    ),
  ).toBe('0');
  await monitor.start().ready();
  expect(applied(monitor)).toBe(true);
  await expectWorking(monitor);
});

it('an older version works with the schema of a newer one, which only grows', async () => {
  const monitor = await pipeline.newMonitor();
  await monitor.start().ready();
  await monitor.end('SIGTERM');
  await pipeline.reader.query('ALTER TABLE log_record ADD COLUMN of_the_future text');
  await pipeline.reader.query('ALTER TABLE error_record ADD COLUMN of_the_future text');
  await pipeline.reader.query('CREATE TABLE future_table (id integer)');
  await pipeline.reader.query(
    `INSERT INTO schema_migration (timestamp, name) VALUES (2100000000000, 'Future2100000000000')`,
  );
  await monitor.start().ready();
  await expectWorking(monitor);
  expect(await monitor.get('/api/v1/logs/search?limit=1')).toHaveProperty('completeThrough');
});
