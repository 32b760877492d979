import { waitFor } from '@log-monitor/tools';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { MonitorProcess } from '../parts/monitor-process.js';
import { TailClient } from '../parts/tail-client.js';
import { TestPipeline } from '../parts/test-pipeline.js';

const CUTS = 50;
const RESTARTS = 5;
const HELD_BACK_MS = 60_000;
const AGAIN_LIVE_MS = 5000;
const patience = (what: string) => ({ timeoutMs: 60_000, what });

let pipeline: TestPipeline;
beforeAll(async () => {
  pipeline = await TestPipeline.create({ bootstrapServers: inject('kafkaBootstrapServers') });
});
afterAll(() => pipeline.close());

const SERVICES = ['tail-a', 'tail-b'];

/** Ids of everything that these services have stored, by plain SQL. The monitors log too, already before the reader comes. */
async function storedIds(): Promise<string[]> {
  const { rows } = await pipeline.reader.query<{ id: string }>(
    `SELECT r.id FROM (SELECT id, service_id FROM log_record UNION ALL SELECT id, service_id FROM error_record) r
       JOIN service s ON s.id = r.service_id WHERE s.name = ANY($1) ORDER BY r.id`,
    [SERVICES],
  );
  return rows.map(({ id }) => id);
}

describe('a reader of the live tail', () => {
  it('gets exactly what is stored, though it is cut 50 times, moves between two monitors, and these are restarted 5 times', async () => {
    const monitors = [await pipeline.newMonitor(), await pipeline.newMonitor()] as [MonitorProcess, MonitorProcess];
    for (const monitor of monitors) await monitor.start().ready();
    const reader = new TailClient().open(monitors[0].url);
    await waitFor(() => reader.has('heartbeat'), patience('the first heartbeat'));
    const services = pipeline.startServices(SERVICES, 400_000, 300);
    for (let cut = 0; cut < CUTS; cut += 1) {
      const before = reader.events.length;
      await waitFor(() => reader.events.length > before + 20, patience(`records after cut ${cut}`));
      reader.cut();
      const [monitor, other] = cut % 2 === 0 ? [monitors[1], monitors[0]] : monitors;
      // The one that it comes from, so that it resumes what another process has given it.
      if (cut % (CUTS / RESTARTS) === 5) {
        await other.end(cut % 4 === 1 ? 'SIGKILL' : 'SIGTERM');
        other.start();
      }
      await monitor.ready(60_000);
      reader.open(monitor.url);
      await waitFor(() => reader.connected, patience('the connection'));
    }
    services.enough();
    const logged = await services.logged;
    await pipeline.expectLogged(monitors[0], logged);
    const stored = await storedIds();
    const received = (): string[] =>
      reader.records.filter(({ service }) => SERVICES.includes(service as string)).map(({ id }) => id as string);
    await waitFor(() => received().length >= stored.length, patience('the last records'));
    reader.cut();
    expect(reader.has('gap')).toBe(false);
    expect(reader.has('skipped')).toBe(false);
    expect(received().sort()).toEqual(stored);
    console.info(`${stored.length} records, ${CUTS} cuts, ${RESTARTS} restarts: none missing, none twice`);
  });

  it('that stops reading is skipped ahead and told how many it missed', async () => {
    const [monitor] = pipeline.monitors as [MonitorProcess];
    const slow = new TailClient().open(monitor.url);
    const quick = new TailClient().open(monitor.url);
    await waitFor(() => slow.has('heartbeat') && quick.has('heartbeat'), patience('both to be connected'));
    slow.pause();
    const services = pipeline.startServices(['flood'], 40_000, 4000);
    const logged = (await services.logged)[0]?.logged ?? 0;
    await waitFor(() => quick.records.length >= logged, patience('the quick one to have all'));
    slow.resume();
    // The next record is what tells the slow one.
    const last = pipeline.startServices(['after-flood'], 20, 10);
    await last.logged;
    await waitFor(
      () => slow.has('skipped') && slow.messages.includes('record 20'),
      patience('the slow one to be told'),
    );
    const skipped = slow.events
      .filter(({ event }) => event === 'skipped')
      .reduce((sum, { data = '{}' }) => sum + (JSON.parse(data) as { count: number }).count, 0);
    expect(slow.records.length + skipped).toBe(quick.records.length);
    slow.cut();
    quick.cut();
  });
});

it('with ingest held back for a minute no answer claims more than it has, and 5 s after catching up it is live', async () => {
  const [held] = pipeline.monitors as [MonitorProcess];
  for (const monitor of pipeline.monitors.slice(1)) await monitor.end('SIGTERM');
  const services = pipeline.startServices(['held-back'], 400_000, 500);
  await pipeline.storing();
  // A lock that inserts wait for and questions do not: ingest stands still, answers go on.
  const blocker = await pipeline.reader.connect();
  await blocker.query('BEGIN; LOCK TABLE log_record IN SHARE ROW EXCLUSIVE MODE');
  const [{ now }] = (await blocker.query<{ now: Date }>('SELECT clock_timestamp() AS now')).rows as [{ now: Date }];
  const until = Date.now() + HELD_BACK_MS;
  let answers = 0;
  let lag = 0;
  while (Date.now() < until) {
    const answer = await held.get<{ completeThrough: string; lag: { records: number | null } }>(
      '/api/v1/logs/stats?service=held-back',
    );
    // What is in Kafka since the lock is not stored; one measurement may lie between.
    expect(Date.parse(answer.completeThrough)).toBeLessThan(now.getTime() + 2000);
    lag = answer.lag.records ?? lag;
    answers += 1;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  expect(lag).toBeGreaterThan(5000);
  services.enough();
  await blocker.query('ROLLBACK');
  blocker.release();
  const logged = await services.logged;
  await waitFor(
    async () =>
      Number(
        await pipeline.value(
          `SELECT sum(count) FROM log_count c JOIN service s ON s.id = c.service_id WHERE s.name = 'held-back'`,
        ),
      ) === logged[0]?.logged,
    patience('all to be stored'),
  );
  const caughtUp = Date.now();
  await waitFor(async () => {
    const { lag: current } = await held.get<{ lag: { records: number | null; seconds: number | null } }>(
      '/api/v1/logs/stats',
    );
    return current.records === 0 && current.seconds === 0;
  }, patience('the answers to be live'));
  const after = Date.now() - caughtUp;
  console.info(`${answers} answers while held back, lag up to ${lag} records, live ${after} ms after catching up`);
  expect(after).toBeLessThan(AGAIN_LIVE_MS);
});
