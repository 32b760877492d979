import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { waitFor } from '@log-monitor/tools';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { kindOf } from '../../../src/alerts/kind/kind-list.js';
import { readingSnapshot } from '../../../src/alerts/measure/reading.js';
import { readRules } from '../../../src/alerts/rule/rule-rows.js';
import { QueryPool } from '../../../src/query/database/query-pool.js';
import { MINUTE_MS } from '../../../src/time/durations.js';
import { alertTraffic, makeTrafficRules } from '../../parts/alert-traffic.js';
import { backTested } from '../../parts/back-tested.js';
import { TestEvaluation, wholeMinute } from '../../parts/test-evaluation.js';
import { TestStore } from '../../parts/test-store.js';

const PROCESS = fileURLToPath(new URL('../../parts/evaluator-process.mjs', import.meta.url));
const KILLS = Number(process.env['ALERT_KILLS'] ?? 50);
const LENGTH = 20 * 60;
/** A lease of six seconds, and time to read everything again. */
const TAKEOVER_MS = 10_000;

const start = wholeMinute(Date.now()) - (LENGTH + 10) * MINUTE_MS;
const minute = (number: number): number => start + number * MINUTE_MS;

let store: TestStore;
let evaluation: TestEvaluation;
let pool: QueryPool;
const processes = new Map<number, ChildProcess>();

beforeEach(async () => {
  store = await TestStore.create();
  evaluation = new TestEvaluation(store);
  pool = new QueryPool(evaluation.configuration);
});

afterEach(async () => {
  for (const child of processes.values()) child.kill('SIGKILL');
  await pool.onApplicationShutdown();
  await store.close();
});

function startProcess(): void {
  const { PATH } = process.env;
  const child = spawn(process.execPath, [PROCESS], {
    env: { PATH, DATABASE_URL: store.databaseUrl },
    stdio: 'inherit',
  });
  processes.set(child.pid as number, child);
}

/** Kills the process that evaluates. */
async function killOwner(): Promise<void> {
  const [, pid = ''] = String(await store.value('SELECT owner FROM alert_progress')).split('/');
  const child = processes.get(Number(pid)) as ChildProcess;
  child.kill('SIGKILL');
  await once(child, 'exit');
  processes.delete(Number(pid));
}

const through = async (): Promise<number> =>
  Number(await store.value('SELECT extract(epoch FROM evaluated_through) * 1000 FROM alert_progress'));

it(`decides every minute once and tells nothing twice, through ${KILLS} kill -9 of the monitor that evaluates`, async () => {
  await makeTrafficRules(evaluation);
  await evaluation.count(alertTraffic(start, 0, LENGTH));
  await evaluation.startAt(start);
  startProcess();
  startProcess();
  let longest = 0;
  for (let kill = 1; kill <= KILLS; kill += 1) {
    const before = await through();
    // So much more may be decided: the kill comes somewhere in the middle of it.
    await evaluation.completeThrough(minute(1 + Math.floor((LENGTH * kill) / KILLS)));
    await waitFor(async () => (await through()) > before, { timeoutMs: 20_000, what: 'evaluation' });
    await pause((kill * 7) % 40);
    const killed = performance.now();
    await killOwner();
    const left = await through();
    await evaluation.completeThrough(minute(2 + Math.floor((LENGTH * kill) / KILLS)));
    await waitFor(async () => (await through()) > left, { timeoutMs: 30_000, what: 'another monitor' });
    longest = Math.max(longest, performance.now() - killed);
    startProcess();
  }
  await evaluation.completeThrough(minute(LENGTH + 1));
  await evaluation.evaluatedThrough(minute(LENGTH));
  console.log(`${KILLS} kills, the longest takeover took ${Math.round(longest)} ms`);
  expect(longest).toBeLessThan(TAKEOVER_MS);
  await expectAsIfNothingHadHappened();
}, 900_000);

async function expectAsIfNothingHadHappened(): Promise<void> {
  const live = await evaluation.decisions();
  const { rules } = await pool.snapshot((snapshot) => readRules(readingSnapshot(snapshot)));
  for (const rule of rules.filter((one) => kindOf(one).clock === 'event')) {
    const back = await backTested(pool, rule, { from: minute(1), to: minute(LENGTH) });
    expect(live.filter(({ ruleId }) => ruleId === rule.id)).toEqual(back.map(({ transition: _, ...one }) => one));
    const told = await store.rows<{ key: string; transition: string; at: number }>(
      `SELECT key, transition, extract(epoch FROM at)::float8 * 1000 AS at FROM alert_event WHERE rule_id = $1 ORDER BY at, key, transition`,
      [rule.id],
    );
    const expected = back.filter(({ transition }) => transition !== undefined);
    expect(told).toEqual(expected.map(({ key, transition, at }) => ({ key, transition, at })));
  }
  const [sent] = await store.rows(
    'SELECT (SELECT count(*) FROM alert_event)::int AS events, count(*)::int AS sent FROM alert_notification',
  );
  expect(sent?.['sent']).toBe(sent?.['events']);
}
