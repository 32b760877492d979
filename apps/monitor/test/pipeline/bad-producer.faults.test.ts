import { randomUUID } from 'node:crypto';
import { waitFor } from '@log-monitor/tools';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import type { MonitorProcess } from '../parts/monitor-process.js';
import { FakeInstance } from '../parts/native-records.js';
import { residentMebibytes } from '../parts/resident-memory.js';
import { TestPipeline } from '../parts/test-pipeline.js';
import { TestTopics } from '../parts/test-topics.js';

const SERVICES = 10_000;
const INSTANCES = 100_000;
const AT_ONCE = 5000;
const MOST_SERVICES = 2000;
const MOST_INSTANCES = 50_000;
const LONGEST_ANSWER = 5_000_000;

let topics: TestTopics;
let pipeline: TestPipeline;
let monitor: MonitorProcess;

beforeAll(async () => {
  topics = await new TestTopics(inject('kafkaBootstrapServers')).create();
  pipeline = await TestPipeline.create({ ...topics, variables: topics.variables });
  monitor = await pipeline.newMonitor();
});
afterAll(async () => {
  await pipeline.close();
  await topics.end();
});

it('10,000 services and 100,000 processes that a producer invents are all counted, within bounds, and hide nobody', async () => {
  await monitor.start().ready();
  // The monitor is a service among others: the first words of its own must not come to be one of the others'.
  const ownService = "SELECT count(*) FROM service WHERE name = 'logmonitor'";
  await waitFor(async () => (await pipeline.value(ownService)) === '1', { timeoutMs: 30_000, what: 'its own service' });
  const honest = new FakeInstance('honest');
  let highest = 0;
  for (let sent = 0; sent < INSTANCES; sent += AT_ONCE) {
    const flood = Array.from({ length: AT_ONCE }, (_, index) =>
      new FakeInstance(`invented-${(sent + index) % SERVICES}`).record('INFO', 'x', { host: randomUUID() }),
    );
    await topics.send(topics.main, [honest.record('INFO', 'in between'), ...flood]);
    highest = Math.max(highest, residentMebibytes(monitor.pid));
  }
  await pipeline.caughtUp(monitor, 300_000);
  highest = Math.max(highest, residentMebibytes(monitor.pid));
  const number = async (sql: string): Promise<number> => Number(await pipeline.value(sql));
  expect(await number('SELECT count(*) - count(DISTINCT id) FROM log_record')).toBe(0);
  // What the monitor says of itself is stored too.
  for (const sum of ['SELECT count(*) FROM log_record r', 'SELECT sum(r.count) FROM log_count r']) {
    expect(await number(`${sum} JOIN service s ON s.id = r.service_id WHERE s.name <> 'logmonitor'`), sum).toBe(
      INSTANCES + INSTANCES / AT_ONCE,
    );
  }
  // One more of each: the one that stands for all others.
  expect(await number('SELECT count(*) FROM service')).toBeLessThanOrEqual(MOST_SERVICES + 1);
  expect(await number('SELECT count(*) FROM source WHERE instance IS NOT NULL')).toBeLessThanOrEqual(MOST_INSTANCES);
  const others = `SELECT sum(c.count) FROM log_count c JOIN service s ON s.id = c.service_id WHERE s.name = '(other)'`;
  expect(await number(others)).toBeGreaterThan(0.7 * INSTANCES);
  // Whoever was there first is still followed number by number.
  const again = honest.record('INFO', 'sent twice');
  await topics.send(topics.main, [again, again]);
  await pipeline.caughtUp(monitor);
  const ledgerOf = `SELECT records || ' ' || duplicates FROM ledger l JOIN source s ON s.id = l.source_id WHERE s.instance = $1`;
  expect(await pipeline.value(ledgerOf, [honest.instance])).toBe(`${INSTANCES / AT_ONCE + 1} 1`);
  const asked = performance.now();
  for (const path of [
    '/api/v1/logs/services',
    '/api/v1/logs/stats',
    '/api/v1/ingest',
    '/api/v1/ingest/ledger',
    '/metrics',
  ]) {
    const answer = await fetch(monitor.url + path);
    expect(answer.status, path).toBe(200);
    // A page of it, never all.
    expect((await answer.text()).length, path).toBeLessThan(LONGEST_ANSWER);
  }
  const answered = performance.now() - asked;
  console.log(`highest RSS ${highest} MiB, five questions answered in ${Math.round(answered)} ms`);
  expect(highest).toBeLessThan(350);
});
