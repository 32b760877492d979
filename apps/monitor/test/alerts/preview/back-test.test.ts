import type { AlertRule } from '@log-monitor/monitor-api';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { kindOf } from '../../../src/alerts/kind/kind-list.js';
import { readingSnapshot } from '../../../src/alerts/measure/reading.js';
import { RulePreview } from '../../../src/alerts/preview/rule-preview.js';
import { readRules } from '../../../src/alerts/rule/rule-rows.js';
import { QueryPool } from '../../../src/query/database/query-pool.js';
import { MINUTE_MS } from '../../../src/time/durations.js';
import { alertTraffic, makeTrafficRules, TRAFFIC_SERVICES } from '../../parts/alert-traffic.js';
import { backTested } from '../../parts/back-tested.js';
import { TestEvaluation, wholeMinute } from '../../parts/test-evaluation.js';
import { TestStore } from '../../parts/test-store.js';

const HOURS = 12;
const LENGTH = HOURS * 60;
const start = wholeMinute(Date.now()) - (LENGTH + 5) * MINUTE_MS;
const minute = (number: number): number => start + number * MINUTE_MS;

let store: TestStore;
let evaluation: TestEvaluation;
let pool: QueryPool;

beforeAll(async () => {
  store = await TestStore.create();
  evaluation = new TestEvaluation(store);
  pool = new QueryPool(evaluation.configuration);
  await makeTrafficRules(evaluation);
  await evaluation.startAt(start);
}, 60_000);

afterAll(async () => {
  await evaluation.stop();
  await pool.onApplicationShutdown();
  await store.close();
});

it('decides as the live evaluation did, in every minute, through a stall of two hours, late records and another monitor', async () => {
  await evaluation.count(alertTraffic(start, 0, 240));
  await evaluation.completeThrough(minute(200));
  evaluation.newEvaluator().onApplicationBootstrap();
  await evaluation.evaluatedThrough(minute(199));
  // Ingest stands still for two hours, and catches up; some records are later than that.
  await evaluation.count(alertTraffic(start, 240, 420));
  await evaluation.count([{ minute: minute(50), service: 'shop', level: 4, count: 500 }]);
  await evaluation.completeThrough(minute(400));
  await evaluation.evaluatedThrough(minute(399));
  await evaluation.stop();
  evaluation.newEvaluator().onApplicationBootstrap();
  await evaluation.count(alertTraffic(start, 420, LENGTH));
  await evaluation.completeThrough(minute(LENGTH + 1));
  await evaluation.evaluatedThrough(minute(LENGTH));
  const live = await evaluation.decisions();
  const { rules: all } = await pool.snapshot((snapshot) => readRules(readingSnapshot(snapshot)));
  const rules = all.filter((rule) => kindOf(rule).clock === 'event');
  let compared = 0;
  for (const rule of rules) {
    const back = await backTested(pool, rule, { from: minute(1), to: minute(LENGTH) });
    expect(live.filter(({ ruleId }) => ruleId === rule.id)).toEqual(back.map(({ transition: _, ...one }) => one));
    compared += back.length;
  }
  const verdicts = new Set(live.map(({ verdict }) => verdict));
  expect([...verdicts].sort()).toEqual(['firing', 'not_enough', 'ok', 'pending', 'recovering']);
  expect(live.some(({ suppressedBy }) => suppressedBy === 'cooldown')).toBe(true);
  expect(compared).toBe(live.length);
  expect(compared).toBeGreaterThan(LENGTH * rules.length);
}, 120_000);

it('is what the preview tells of a rule', async () => {
  const span = { from: minute(1), to: minute(LENGTH) };
  const tested = await backTested(pool, (await onlyRule('a')) as AlertRule, span);
  const rule = tested.filter(({ verdict }) => verdict === 'firing');
  const asked = { from: new Date(minute(1)), to: new Date(minute(LENGTH)) };
  const preview = new RulePreview(pool, evaluation.configuration);
  const answer = await preview.answer({
    ...{
      rule: (await onlyRule('a')) as AlertRule,
      range: asked,
      now: new Date(),
      signal: new AbortController().signal,
    },
  });
  expect(answer.evaluations).toBe(LENGTH);
  const told = await store.value(
    `SELECT count(*)::int FROM alert_event e JOIN alert_rule r ON r.id = e.rule_id WHERE r.name = 'a' AND transition = 'fired'`,
  );
  expect(answer.fired).toBe(told);
  expect(answer.firingMinutes).toBeGreaterThanOrEqual(new Set(rule.map(({ at }) => at)).size);
  expect(answer.series.map(({ key }) => key).sort()).toEqual([...TRAFFIC_SERVICES].sort());
  expect(Math.max(...answer.series.map(({ points }) => points.length))).toBeLessThanOrEqual(500);
});

async function onlyRule(name: string): Promise<AlertRule | undefined> {
  const { rules } = await pool.snapshot((snapshot) => readRules(readingSnapshot(snapshot)));
  return rules.find((rule) => rule.name === name);
}
