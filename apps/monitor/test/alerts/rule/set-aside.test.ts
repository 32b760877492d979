import { type AlertRule, alertRuleInput } from '@log-monitor/monitor-api';
import { Logger } from '@nestjs/common';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { DecisionByMinute } from '../../../src/alerts/decision/decision-by-minute.js';
import { RuleList } from '../../../src/alerts/rule/rule-list.js';
import { QueryPool } from '../../../src/query/database/query-pool.js';
import { MINUTE_MS } from '../../../src/time/durations.js';
import { TestEvaluation, wholeMinute } from '../../parts/test-evaluation.js';
import { TestStore } from '../../parts/test-store.js';

const LENGTH = 12;

let store: TestStore;
let evaluation: TestEvaluation;
let pool: QueryPool;
let list: RuleList;
let start: number;
const minute = (number: number): number => start + number * MINUTE_MS;

beforeEach(async () => {
  store = await TestStore.create();
  evaluation = new TestEvaluation(store);
  pool = new QueryPool(evaluation.configuration);
  list = new RuleList(pool, evaluation.configuration);
  start = wholeMinute(Date.now()) - (LENGTH + 5) * MINUTE_MS;
  await evaluation.startAt(start);
});

afterEach(async () => {
  vi.restoreAllMocks();
  await evaluation.stop();
  await pool.onApplicationShutdown();
  await store.close();
});

/** As another version of this program may have written it. */
async function spoil(rule: AlertRule, change: object): Promise<void> {
  await store.rows('UPDATE alert_rule SET body = body || $2::jsonb WHERE id = $1', [rule.id, JSON.stringify(change)]);
  await store.rows('UPDATE alert_rule_version SET body = body || $2::jsonb WHERE rule_id = $1', [
    rule.id,
    JSON.stringify(change),
  ]);
  await store.rows('UPDATE alert_progress SET rules_version = rules_version + 1');
}

const told = (): Promise<string[]> => evaluation.told();

it('is said on the rule, by a metric and once in the log, and every other rule goes on', async () => {
  const warnings = vi.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
  const broken = await evaluation.rule({ name: 'broken', kind: 'log_count', groupBy: 'service', windowSeconds: 60 });
  const strange = await evaluation.rule({ name: 'strange', kind: 'disk', threshold: 9e14 });
  await evaluation.rule({ name: 'whole', kind: 'log_count', windowSeconds: 60, dependsOn: [broken.id] });
  await spoil(broken, { kind: 'whim' });
  await spoil(strange, { scope: { services: ['shop'] } });
  await evaluation.count([{ minute: minute(3), service: 'shop', level: 4, count: 5 }]);
  await evaluation.completeThrough(minute(LENGTH + 1));
  evaluation.newEvaluator().onApplicationBootstrap();
  await evaluation.evaluatedThrough(minute(LENGTH));
  expect(await told()).toEqual(['fired ', 'resolved ']);
  const { rules, setAside } = await list.answer(new AbortController().signal);
  expect(rules.map(({ name }) => name)).toContain('whole');
  expect(setAside).toMatchObject([
    { id: broken.id, name: 'broken', source: 'api', version: 1, problem: expect.stringContaining('kind') as string },
    { id: strange.id, problem: 'scope.services has no meaning for disk' },
  ]);
  await expect(list.one(broken.id)).rejects.toMatchObject({ code: 'RULE_SET_ASIDE' });
  expect(await evaluation.metrics.metrics()).toContain('log_monitor_alert_rules_set_aside 2');
  const ofBroken = warnings.mock.calls.filter(([words]) => String(words).includes(broken.id));
  expect(ofBroken).toHaveLength(1);
  expect(String(ofBroken[0]?.[0])).toContain('the rule "broken"');
});

it('that fires is over, and can be mended or deleted', async () => {
  vi.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
  const input = alertRuleInput.parse({ name: 'errors', kind: 'log_count', groupBy: 'service', windowSeconds: 3600 });
  const rule = await evaluation.desk.create(input);
  const other = await evaluation.rule({ name: 'other', kind: 'log_count', threshold: 1e9 });
  await evaluation.count([{ minute: minute(1), service: 'shop', level: 4, count: 5 }]);
  await evaluation.completeThrough(minute(6));
  evaluation.newEvaluator().onApplicationBootstrap();
  await evaluation.evaluatedThrough(minute(5));
  // Its first version can still be read: an upgrade spoils what was written last.
  await evaluation.desk.replace(rule.id, { ...input, threshold: 2 });
  await store.rows(`UPDATE alert_rule SET body = '{"name": 7}' WHERE id = $1`, [rule.id]);
  await store.rows(`UPDATE alert_rule_version SET body = '{"name": 7}' WHERE rule_id = $1 AND version = 2`, [rule.id]);
  await spoil(other, { threshold: 'many' });
  await evaluation.completeThrough(minute(8));
  await evaluation.evaluatedThrough(minute(7));
  expect(await told()).toEqual(['fired shop', 'resolved shop']);
  const why = new DecisionByMinute(pool, evaluation.configuration);
  const question = { ruleId: rule.id, at: new Date(minute(7)), key: undefined, signal: new AbortController().signal };
  expect(await why.answer(question)).toMatchObject({ state: 'not_evaluated', decisions: [] });
  expect(await why.answer({ ...question, at: new Date(minute(4)) })).toMatchObject({ state: 'decided', late: 0 });
  await evaluation.desk.replace(rule.id, input);
  await evaluation.desk.remove(other.id);
  await evaluation.completeThrough(minute(LENGTH + 1));
  await evaluation.evaluatedThrough(minute(LENGTH));
  expect(await told()).toEqual(['fired shop', 'resolved shop', 'fired shop']);
  expect((await list.answer(new AbortController().signal)).setAside).toEqual([]);
});
