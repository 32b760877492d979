import { type AlertRule } from '@log-monitor/monitor-api';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { kindOf } from '../../../src/alerts/kind/kind-list.js';
import { WatchedRule } from '../../../src/alerts/kind/watched-rule.js';
import { readingSnapshot } from '../../../src/alerts/measure/reading.js';
import { backTest } from '../../../src/alerts/preview/back-test.js';
import { measureHistory } from '../../../src/alerts/preview/measure-history.js';
import { RulePreview } from '../../../src/alerts/preview/rule-preview.js';
import { readRules } from '../../../src/alerts/rule/rule-rows.js';
import { QueryPool } from '../../../src/query/database/query-pool.js';
import { MINUTE_MS } from '../../../src/time/durations.js';
import { type StoredDecision, TestEvaluation, wholeMinute } from '../../parts/test-evaluation.js';
import { TestStore } from '../../parts/test-store.js';

const HOURS = 12;
const LENGTH = HOURS * 60;
const SERVICES = ['shop', 'booking', 'mail'];
const start = wholeMinute(Date.now()) - (LENGTH + 5) * MINUTE_MS;
const minute = (number: number): number => start + number * MINUTE_MS;

let store: TestStore;
let evaluation: TestEvaluation;
let pool: QueryPool;

/** Numbers from 0 to below `below`, the same in every run. */
let state = 7;
const random = (below: number): number => {
  state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
  return Math.floor((state / 2_147_483_648) * below);
};

/** Traffic with bursts of errors, and pauses of a service. */
function traffic(from: number, to: number) {
  const cells = [];
  for (let number = from; number < to; number += 1) {
    for (const service of SERVICES) {
      if (service === 'mail' && number % 120 > 90) continue;
      cells.push({ minute: minute(number), service, level: 2, count: 50 + random(50) });
      const isBurst = random(40) === 0;
      cells.push({ minute: minute(number), service, level: 4, count: isBurst ? 20 + random(60) : random(4) });
      if (random(90) === 0) cells.push({ minute: minute(number), service, level: 5, count: 1 });
    }
  }
  return cells;
}

beforeAll(async () => {
  store = await TestStore.create();
  evaluation = new TestEvaluation(store);
  pool = new QueryPool(evaluation.configuration);
  const scope = { levels: ['ERROR', 'CRITICAL'] as ('ERROR' | 'CRITICAL')[] };
  await evaluation.rule({
    name: 'a',
    kind: 'log_count',
    groupBy: 'service',
    scope,
    threshold: 30,
    resolveThreshold: 10,
    forWindows: 2,
  });
  await evaluation.rule({ name: 'b', kind: 'log_rate', windowSeconds: 60, threshold: 3.5, cooldownSeconds: 900 });
  await evaluation.rule({
    name: 'c',
    kind: 'log_error_share',
    groupBy: 'service',
    threshold: 0.06,
    minimumVolume: 300,
  });
  await evaluation.rule({ name: 'd', kind: 'any_critical', groupBy: 'service', scope: { services: ['s*'] } });
  await evaluation.rule({ name: 'e', kind: 'service_silent', groupBy: 'service', threshold: 600 });
  await evaluation.rule({
    name: 'f',
    kind: 'log_count',
    windowSeconds: 3600,
    threshold: 9000,
    scope: { exceptServices: ['mail'] },
  });
  await evaluation.startAt(start);
}, 60_000);

afterAll(async () => {
  await evaluation.stop();
  await pool.onApplicationShutdown();
  await store.close();
});

async function tested(rule: AlertRule): Promise<StoredDecision[]> {
  return pool.snapshot(async (snapshot) => {
    const watched = [new WatchedRule(rule, evaluation.configuration.identity.service)];
    const span = { from: minute(1), to: minute(LENGTH) };
    const measure = await measureHistory(readingSnapshot(snapshot), watched, span);
    return [...backTest(watched, rule, span, measure)].flat().map(({ key, at, verdict, value, suppression }) => ({
      ...{ ruleId: rule.id, key, at, verdict, value },
      suppressedBy: suppression === 'none' ? undefined : suppression,
    }));
  });
}

it('decides as the live evaluation did, in every minute, through a stall of two hours, late records and another monitor', async () => {
  await evaluation.count(traffic(0, 240));
  await evaluation.completeThrough(minute(200));
  evaluation.newEvaluator().onApplicationBootstrap();
  await evaluation.evaluatedThrough(minute(199));
  // Ingest stands still for two hours, and catches up; some records are later than that.
  await evaluation.count(traffic(240, 420));
  await evaluation.count([{ minute: minute(50), service: 'shop', level: 4, count: 500 }]);
  await evaluation.completeThrough(minute(400));
  await evaluation.evaluatedThrough(minute(399));
  await evaluation.stop();
  evaluation.newEvaluator().onApplicationBootstrap();
  await evaluation.count(traffic(420, LENGTH));
  await evaluation.completeThrough(minute(LENGTH + 1));
  await evaluation.evaluatedThrough(minute(LENGTH));
  const live = await evaluation.decisions();
  const all = await pool.snapshot((snapshot) => readRules(readingSnapshot(snapshot)));
  const rules = all.filter((rule) => kindOf(rule).clock === 'event');
  let compared = 0;
  for (const rule of rules) {
    const back = await tested(rule);
    expect(live.filter(({ ruleId }) => ruleId === rule.id)).toEqual(sortedLikeLive(back));
    compared += back.length;
  }
  const verdicts = new Set(live.map(({ verdict }) => verdict));
  expect([...verdicts].sort()).toEqual(['firing', 'not_enough', 'ok', 'pending', 'recovering']);
  expect(live.some(({ suppressedBy }) => suppressedBy === 'cooldown')).toBe(true);
  expect(compared).toBe(live.length);
  expect(compared).toBeGreaterThan(LENGTH * rules.length);
}, 120_000);

it('is what the preview tells of a rule', async () => {
  const rule = (await tested((await onlyRule('a')) as AlertRule)).filter(({ verdict }) => verdict === 'firing');
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
  expect(answer.series.map(({ key }) => key).sort()).toEqual([...SERVICES].sort());
  expect(Math.max(...answer.series.map(({ points }) => points.length))).toBeLessThanOrEqual(500);
});

async function onlyRule(name: string): Promise<AlertRule | undefined> {
  const rules = await pool.snapshot((snapshot) => readRules(readingSnapshot(snapshot)));
  return rules.find((rule) => rule.name === name);
}

function sortedLikeLive(decisions: readonly StoredDecision[]): StoredDecision[] {
  return [...decisions].sort((left, right) => left.at - right.at || (left.key < right.key ? -1 : 1));
}
