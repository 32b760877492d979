import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { type LocalPostgres, startPostgres, waitFor } from '@log-monitor/tools';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { committedInKafka } from '../parts/kill-moments.js';
import type { MonitorProcess } from '../parts/monitor-process.js';
import { FakeInstance } from '../parts/native-records.js';
import { residentMebibytes } from '../parts/resident-memory.js';
import { SteadyLoad } from '../parts/steady-load.js';
import { metricOf, TestPipeline } from '../parts/test-pipeline.js';
import { TestTopics } from '../parts/test-topics.js';

const OUTAGE_MS = 60_000;

let postgres: LocalPostgres;
let topics: TestTopics;
let pipeline: TestPipeline;
let monitor: MonitorProcess;
let load: SteadyLoad;

beforeEach(async ({ onTestFailed }) => {
  onTestFailed(() => console.log(monitor.output));
  postgres = await startPostgres({ settings: { max_connections: '40' } });
  topics = await new TestTopics(inject('kafkaBootstrapServers')).create();
  pipeline = await TestPipeline.create({ ...topics, databaseUrl: postgres.url, variables: topics.variables });
  monitor = await pipeline.newMonitor();
  await monitor.start().ready();
  load = new SteadyLoad(topics, new FakeInstance('steady'));
  await pipeline.storing();
});
afterEach(async () => {
  await load.stop();
  await pipeline.close();
  await topics.end();
  await postgres.stop();
});

const isReady = async (): Promise<boolean> => (await fetch(`${monitor.url}/health/ready`)).ok;
const statusOf = async (path: string, method = 'GET'): Promise<number> =>
  (await fetch(monitor.url + path, { method })).status;

/** @returns milliseconds until readiness says so */
async function untilReady(ready: boolean): Promise<number> {
  const since = Date.now();
  await waitFor(async () => (await isReady()) === ready, { timeoutMs: 30_000, what: `readiness to be ${ready}` });
  return Date.now() - since;
}

/** @returns milliseconds until the first row is stored */
async function untilStoring(): Promise<number> {
  const since = Date.now();
  await waitFor(() => pipeline.storing().then(() => true), { timeoutMs: 60_000, what: 'rows again' });
  return Date.now() - since;
}

/** What holds for every one of these faults: nothing lost, doubled or kept aside, and it was the same process all the time. */
async function expectNothingHappened(pid: number): Promise<void> {
  await load.stop();
  await pipeline.expectTruths(monitor, [load.app.truth()]);
  expect(monitor.pid).toBe(pid);
}

async function asAdmin<Result>(work: (client: pg.Client) => Promise<Result>): Promise<Result> {
  const client = new pg.Client({ connectionString: postgres.url, application_name: 'psql' });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

describe('PostgreSQL stops', () => {
  it('PostgreSQL stopped at once for 60 s', async () => {
    const { pid } = monitor;
    await postgres.crash();
    const red = await untilReady(false);
    // What was committed before may still be told to Kafka once.
    await pause(2000);
    const committed = await committedInKafka(pipeline);
    await pause(OUTAGE_MS);
    expect(await committedInKafka(pipeline)).toBe(committed);
    await postgres.restart();
    const recovery = await untilStoring();
    console.log(`readiness red after ${red} ms, first row ${recovery} ms after PostgreSQL was back`);
    expect(red).toBeLessThan(5000);
    expect(recovery).toBeLessThan(10_000);
    await expectNothingHappened(pid);
  });
});

describe('PostgreSQL does not answer', () => {
  /** Heartbeats go on: at most one rebalance in a minute; and nothing piles up. */
  async function expectCalm(outage: () => Promise<void>): Promise<void> {
    const { pid } = monitor;
    const joins = await metricOf(monitor, 'logmonitor_ingest_group_joins_total');
    const memory = residentMebibytes(pid);
    await outage();
    const during = residentMebibytes(pid);
    const recovery = await untilStoring();
    const rebalances = (await metricOf(monitor, 'logmonitor_ingest_group_joins_total')) - joins;
    console.log(`${rebalances} rebalances, RSS ${memory} to ${during} MiB, first row after ${recovery} ms`);
    expect(rebalances).toBeLessThanOrEqual(1);
    expect(during - memory).toBeLessThan(50);
    await expectNothingHappened(pid);
  }

  it('PostgreSQL frozen for 60 s', async () => {
    await expectCalm(async () => {
      postgres.pause();
      await untilReady(false);
      await pause(OUTAGE_MS);
      postgres.resume();
    });
  });

  it('the table locked for 60 s', async () => {
    await expectCalm(() =>
      asAdmin(async (client) => {
        await client.query('BEGIN');
        await client.query('LOCK TABLE log_record IN ACCESS EXCLUSIVE MODE');
        await pause(OUTAGE_MS);
        expect(await isReady()).toBe(false);
        await client.query('COMMIT');
      }),
    );
  });
});

describe('PostgreSQL takes no writes', () => {
  it('PostgreSQL read-only: tried again, commands refused with 503, answers go on, mends itself', async () => {
    const { pid } = monitor;
    await topics.send(topics.main, ['no json']);
    await waitFor(async () => (await pipeline.value('SELECT count(*) FROM dead_letter')) === '1', {
      timeoutMs: 10_000,
      what: 'a dead letter',
    });
    const letter = String(await pipeline.value('SELECT id FROM dead_letter'));
    await asAdmin(async (client) => {
      await client.query('ALTER SYSTEM SET default_transaction_read_only = on');
      await client.query('SELECT pg_reload_conf()');
    });
    await untilReady(false);
    expect(await statusOf('/api/v1/logs/stats')).toBe(200);
    expect(await statusOf(`/api/v1/ingest/dead-letters/${letter}/retry`, 'POST')).toBe(503);
    await pause(10_000);
    const failures = await metricOf(monitor, 'logmonitor_ingest_store_failures_total');
    await asAdmin(async (client) => {
      await client.query('SET default_transaction_read_only = off');
      await client.query('ALTER SYSTEM RESET default_transaction_read_only');
      await client.query('SELECT pg_reload_conf()');
    });
    const recovery = await untilStoring();
    console.log(`read-only: ${failures} tries in 10 s, first row after ${recovery} ms`);
    // Two topics, pauses that grow to 5 s.
    expect(failures).toBeLessThan(30);
    await load.stop();
    await pipeline.expectTruths(monitor, [load.app.truth()], { deadLetters: 1 });
    expect(monitor.pid).toBe(pid);
  });

  it('the disk full (53100): tried again, answers go on, mends itself', async () => {
    const { pid } = monitor;
    await pipeline.reader.query(
      `CREATE FUNCTION disk_full() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
         RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100'; END $$`,
    );
    await pipeline.reader.query('CREATE TRIGGER disk_full BEFORE INSERT ON log_record EXECUTE FUNCTION disk_full()');
    await waitFor(() => monitor.output.includes('PostgreSQL 53100'), { timeoutMs: 20_000, what: 'the line about it' });
    await expectRefusalFor(10_000);
    await pipeline.reader.query('DROP TRIGGER disk_full ON log_record');
    const recovery = await untilStoring();
    console.log(`disk full: first row after ${recovery} ms`);
    await expectNothingHappened(pid);
  });

  it('a file that really cannot grow: tried again, answers go on, mends itself', async () => {
    const { pid } = monitor;
    limitFiles((await fillToday()) + 12_345);
    await waitFor(() => monitor.output.includes('could not extend file'), { timeoutMs: 60_000, what: 'the limit' });
    await expectRefusalFor(10_000);
    limitFiles('unlimited');
    const recovery = await untilStoring();
    console.log(`file limit: first row after ${recovery} ms`);
    await expectNothingHappened(pid);
  });

  async function expectRefusalFor(milliseconds: number): Promise<void> {
    await untilReady(false);
    expect(await statusOf('/api/v1/logs/stats')).toBe(200);
    await pause(milliseconds);
    expect(await isReady()).toBe(false);
  }

  it('no connection left (53300): REST answers 503, mends itself', async () => {
    const { pid } = monitor;
    const strangers: pg.Client[] = [];
    await asAdmin(async (admin) => {
      // Every place that the monitor leaves is taken by a stranger, until it has none.
      for (let idle = 0; idle < 5;) {
        await admin.query(
          `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'log-monitor%'`,
        );
        const stranger = new pg.Client({ connectionString: postgres.url, application_name: 'stranger' });
        stranger.on('error', () => undefined);
        const connected = await stranger.connect().then(
          () => true,
          () => false,
        );
        if (connected) strangers.push(stranger);
        else idle += 1;
      }
    });
    await untilReady(false);
    const statuses = await Promise.all(
      ['/api/v1/logs/stats', '/api/v1/logs/errors', '/api/v1/ingest'].map((path) => statusOf(path)),
    );
    expect(statuses).toEqual([503, 503, 503]);
    await pause(5000);
    await Promise.all(strangers.map((stranger) => stranger.end()));
    const recovery = await untilStoring();
    console.log(`no connections: ${strangers.length} strangers, first row after ${recovery} ms`);
    await expectNothingHappened(pid);
  });
});

/** Makes today's partition larger than a file of the write-ahead log. @returns its size in bytes */
async function fillToday(): Promise<number> {
  const today = `log_record_${new Date().toISOString().slice(0, 10).replaceAll('-', '')}`;
  await pipeline.reader.query(
    `INSERT INTO log_record (time, kafka_offset, id, service_id, source_id, kafka_partition, level, message)
     SELECT now(), n, gen_random_uuid(), 0, 0, 0, 2, repeat(md5(n::text), 12) FROM generate_series(1, 60000) n`,
  );
  return Number(await pipeline.value('SELECT pg_relation_size($1::regclass)', [today]));
}

/** Lets no file of PostgreSQL grow beyond so many bytes. By the account of PostgreSQL: another one may not. */
function limitFiles(bytes: number | 'unlimited'): void {
  const { uid, gid } = statSync(`/proc/${postgres.pid}`);
  const children = execFileSync('ps', ['-o', 'pid=', '--ppid', String(postgres.pid)], { encoding: 'utf8' });
  for (const pid of [String(postgres.pid), ...children.trim().split(/\s+/)]) {
    try {
      execFileSync('prlimit', ['--pid', pid, `--fsize=${bytes}:unlimited`], { stdio: 'ignore', uid, gid });
    } catch {
      // A backend that has ended meanwhile.
    }
  }
}
