import { waitFor } from '@log-monitor/tools';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { kindOf } from '../../../src/alerts/kind/kind-list.js';
import { readingSnapshot } from '../../../src/alerts/measure/reading.js';
import { readRules } from '../../../src/alerts/rule/rule-rows.js';
import { QueryPool } from '../../../src/query/database/query-pool.js';
import { DAY_MS, MINUTE_MS } from '../../../src/time/durations.js';
import { alertTraffic, makeTrafficRules } from '../../parts/alert-traffic.js';
import { backTested } from '../../parts/back-tested.js';
import { ShiftedClock } from '../../parts/shifted-clock.js';
import { TestEvaluation, wholeMinute } from '../../parts/test-evaluation.js';
import { TestStore } from '../../parts/test-store.js';

const DAYS = 7;
const LENGTH = (DAYS * DAY_MS) / MINUTE_MS;
const STEP = 240;
/** In the middle of the fourth day. */
const STALL = 3 * 1440 + 600;
const STALL_MINUTES = 120;

const start = wholeMinute(Date.now()) - (LENGTH + 10) * MINUTE_MS;
const minute = (number: number): number => start + number * MINUTE_MS;

let store: TestStore;
let clock: ShiftedClock;
let evaluation: TestEvaluation;
let pool: QueryPool;

beforeEach(async () => {
  store = await TestStore.create();
  clock = await ShiftedClock.of(store);
  evaluation = new TestEvaluation(store);
  pool = new QueryPool(evaluation.configuration);
});

afterEach(async () => {
  await evaluation.stop();
  await pool.onApplicationShutdown();
  await store.close();
});

const told = async (): Promise<number> =>
  Number(
    await store.value(
      `SELECT count(*) FROM alert_event e JOIN alert_rule r ON r.id = e.rule_id WHERE r.body->>'kind' NOT IN ('ingest_lag', 'disk', 'dead_letters', 'ledger_gap')`,
    ),
  );
const sampledThrough = async (): Promise<number> =>
  Number(await store.value('SELECT extract(epoch FROM sampled_through) * 1000 FROM alert_progress'));

/** The clock moves on, and everything that was logged by then is stored. */
async function pass(from: number, to: number): Promise<void> {
  await evaluation.count(alertTraffic(start, from, to));
  await clock.set(minute(to + 1));
  await evaluation.completeThrough(minute(to + 1));
  await evaluation.evaluatedThrough(minute(to));
}

it('a week with a stall of two hours and a change of monitors: live is as the back-test in every minute, and nothing is told while ingest stands still', async () => {
  await makeTrafficRules(evaluation);
  await clock.set(minute(0));
  await evaluation.startAt(minute(0));
  evaluation.newEvaluator().onApplicationBootstrap();
  for (let from = 0; from < STALL; from += STEP) await pass(from, Math.min(from + STEP, STALL));
  const before = await told();
  for (let passed = 10; passed <= STALL_MINUTES; passed += 10) {
    await clock.set(minute(STALL + passed));
    await waitFor(async () => (await sampledThrough()) >= minute(STALL + passed), {
      timeoutMs: 30_000,
      what: 'a look at what is due',
    });
    expect(await told()).toBe(before);
  }
  expect(await store.value('SELECT count(*)::int FROM alert_decision WHERE decided_at IS NULL')).toBeGreaterThan(0);
  // It catches up; another monitor takes over in the middle of it, and some records come later than that.
  const caughtUp = STALL + STALL_MINUTES;
  await evaluation.count(alertTraffic(start, STALL, caughtUp));
  await evaluation.completeThrough(minute(STALL + 60));
  await evaluation.evaluatedThrough(minute(STALL + 59));
  await evaluation.stop();
  await evaluation.count([{ minute: minute(STALL + 5), service: 'shop', level: 4, count: 900 }]);
  evaluation.newEvaluator().onApplicationBootstrap();
  for (let from = caughtUp; from < LENGTH; from += STEP) await pass(from, Math.min(from + STEP, LENGTH));
  const compared = await compare();
  console.log(
    `${compared.decisions} decisions and ${compared.told} alerts of ${DAYS} days are as the back-test has them`,
  );
  expect(compared.told).toBeGreaterThan(200);
}, 1_200_000);

async function compare(): Promise<{ decisions: number; told: number }> {
  const live = await evaluation.decisions();
  const { rules } = await pool.snapshot((snapshot) => readRules(readingSnapshot(snapshot)));
  const sums = { decisions: 0, told: 0 };
  for (const rule of rules.filter((one) => kindOf(one).clock === 'event')) {
    const back = await backTested(pool, rule, { from: minute(1), to: minute(LENGTH) });
    expect(live.filter(({ ruleId }) => ruleId === rule.id)).toEqual(back.map(({ transition: _, ...one }) => one));
    const expected = back.filter(({ transition }) => transition !== undefined);
    expect(
      await store.rows(
        `SELECT key, transition, extract(epoch FROM at)::float8 * 1000 AS at FROM alert_event WHERE rule_id = $1 ORDER BY at, key, transition`,
        [rule.id],
      ),
    ).toEqual(expected.map(({ key, transition, at }) => ({ key, transition, at })));
    sums.decisions += back.length;
    sums.told += expected.length;
  }
  expect(sums.decisions).toBe(live.length);
  return sums;
}
