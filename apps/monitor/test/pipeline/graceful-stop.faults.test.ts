import { setTimeout as pause } from 'node:timers/promises';
import { type LocalKafka, type LocalPostgres, startKafka, startPostgres, waitFor } from '@log-monitor/tools';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { committedInKafka } from '../parts/kill-moments.js';
import type { MonitorProcess } from '../parts/monitor-process.js';
import { FakeInstance } from '../parts/native-records.js';
import { SteadyLoad } from '../parts/steady-load.js';
import { TestPipeline } from '../parts/test-pipeline.js';
import { TestTopics } from '../parts/test-topics.js';

const LONGEST_MS = 10_000;

let kafka: LocalKafka;
let postgres: LocalPostgres;
let topics: TestTopics;
let pipeline: TestPipeline;
let monitor: MonitorProcess;
let databases = 0;

beforeAll(async () => {
  [kafka, postgres] = await Promise.all([startKafka(), startPostgres()]);
});
afterAll(async () => {
  await Promise.all([kafka.stop(), postgres.stop()]);
});

beforeEach(async () => {
  databases += 1;
  const databaseUrl = await postgres.createDatabase(`stop_${databases}`);
  // The broker may have been frozen or killed a moment ago.
  topics = await waitFor(() => new TestTopics(kafka.bootstrapServers).create(), {
    timeoutMs: 60_000,
    what: 'topics',
    intervalMs: 1000,
  });
  pipeline = await TestPipeline.create({ ...topics, databaseUrl, variables: topics.variables });
  monitor = await pipeline.newMonitor();
});
afterEach(async () => {
  await pipeline.close();
  await topics.end();
});

const isReady = async (): Promise<boolean> => (await fetch(`${monitor.url}/health/ready`)).ok;

/** Sends SIGTERM and waits for the end. */
async function stopWithin(state: string): Promise<number | null> {
  const since = Date.now();
  const code = await monitor.end('SIGTERM');
  const took = Date.now() - since;
  console.log(`stop, ${state}: exit ${code} after ${took} ms`);
  expect(took, state).toBeLessThan(LONGEST_MS);
  return code;
}

/** Runs the fault with records coming in, mends it, and sees that the next start stores everything once. */
async function underLoad(
  fault: (load: SteadyLoad) => Promise<() => Promise<void> | void>,
  state: string,
): Promise<void> {
  await monitor.start().ready();
  const load = new SteadyLoad(topics, new FakeInstance('steady'));
  try {
    await pipeline.storing();
    const mend = await fault(load);
    await stopWithin(state);
    await mend();
    await monitor.start().ready(60_000);
    await load.stop();
    await pipeline.expectTruths(monitor, [load.app.truth()]);
    await stopWithin(`after: ${state}`);
  } finally {
    await load.stop();
  }
}

it('stops under load: finished work is told to Kafka, what is asked is answered, exit 0', async () => {
  await monitor.start().ready();
  const load = new SteadyLoad(topics, new FakeInstance('steady'), 5000);
  await pipeline.storing();
  const stranger = new pg.Client({ connectionString: pipeline.variables['DATABASE_URL'] });
  await stranger.connect();
  await stranger.query('BEGIN');
  await stranger.query('LOCK TABLE ingest_gap IN ACCESS EXCLUSIVE MODE');
  const asked = fetch(`${monitor.url}/api/v1/ingest`);
  const waiting = `SELECT count(*) > 0 FROM pg_stat_activity WHERE application_name = 'log-monitor query' AND wait_event_type = 'Lock' AND datname = current_database()`;
  await waitFor(async () => await pipeline.value(waiting), { timeoutMs: 10_000, what: 'the question to wait' });
  const stopped = stopWithin('under load');
  await pause(300);
  await stranger.query('COMMIT');
  expect((await asked).status).toBe(200);
  expect(await stopped).toBe(0);
  await stranger.end();
  expect(await committedInKafka(pipeline)).toBe(await pipeline.position());
  await load.stop();
  await monitor.start().ready();
  await pipeline.expectTruths(monitor, [load.app.truth()]);
});

it('a second SIGTERM ends at once', async () => {
  await underLoad(() => {
    postgres.pause();
    const { pid } = monitor;
    setTimeout(() => process.kill(pid, 'SIGTERM'), 500);
    return Promise.resolve(() => postgres.resume());
  }, 'second SIGTERM');
});

it('stops with the database frozen in the middle of a batch', async () => {
  await underLoad(async () => {
    postgres.pause();
    await waitFor(async () => !(await isReady()), { timeoutMs: 20_000, what: 'readiness to turn red' });
    return () => postgres.resume();
  }, 'database frozen');
});

it('stops with the database away', async () => {
  await underLoad(async () => {
    await postgres.crash();
    await waitFor(async () => !(await isReady()), { timeoutMs: 20_000, what: 'readiness to turn red' });
    return () => postgres.restart();
  }, 'database away');
});

it('stops with a table locked', async () => {
  await underLoad(async () => {
    const stranger = new pg.Client({ connectionString: pipeline.variables['DATABASE_URL'] });
    await stranger.connect();
    await stranger.query('BEGIN');
    await stranger.query('LOCK TABLE log_count IN ACCESS EXCLUSIVE MODE');
    await pause(2000);
    return async () => {
      await stranger.query('COMMIT');
      await stranger.end();
    };
  }, 'table locked');
});

it('stops with the broker frozen', async () => {
  await monitor.start().ready();
  kafka.pause();
  await pause(2000);
  await stopWithin('broker frozen');
  kafka.resume();
});

it('stops with the broker away, while the consumer is built again', async () => {
  await monitor.start().ready();
  await kafka.kill();
  await waitFor(async () => !(await isReady()), { timeoutMs: 60_000, what: 'readiness to turn red' });
  await stopWithin('broker away');
  await kafka.restart();
});

it('stops while it waits for a database that was never there', async () => {
  await postgres.crash();
  monitor.start();
  await waitFor(() => monitor.output.includes('DATABASE_URL'), { timeoutMs: 20_000, what: 'the line about it' });
  await stopWithin('database never there');
  await postgres.restart();
});

it('stops while it migrates', async () => {
  const stranger = new pg.Client({ connectionString: pipeline.variables['DATABASE_URL'] });
  await stranger.connect();
  await stranger.query('BEGIN');
  await stranger.query('CREATE TABLE dead_letter (id integer)');
  monitor.start();
  const waiting = `SELECT count(*) > 0 FROM pg_stat_activity WHERE application_name = 'log-monitor migration' AND wait_event_type = 'Lock' AND query LIKE '%dead_letter%'`;
  await waitFor(async () => await pipeline.value(waiting), { timeoutMs: 20_000, what: 'the migration to be held' });
  await stopWithin('migrating');
  await stranger.query('ROLLBACK');
  await stranger.end();
  await monitor.start().ready();
});
