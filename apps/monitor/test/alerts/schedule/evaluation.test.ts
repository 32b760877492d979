import { SEVERITY } from '@log-monitor/log-record';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DEFAULT_RULES } from '../../../src/alerts/rule/default-rules.js';
import { MINUTE_MS } from '../../../src/time/durations.js';
import { TestEvaluation, wholeMinute } from '../../parts/test-evaluation.js';
import { TestStore } from '../../parts/test-store.js';

let store: TestStore;
let evaluation: TestEvaluation;
/** Thirty minutes that are over, and due. */
let start: number;

const LENGTH = 30;
const minute = (number: number): number => start + number * MINUTE_MS;
const errors = (service: string, number: number, count: number) => ({
  minute: minute(number),
  service,
  level: SEVERITY.ERROR,
  count,
});

beforeEach(async () => {
  store = await TestStore.create();
  evaluation = new TestEvaluation(store);
  start = wholeMinute(Date.now()) - (LENGTH + 5) * MINUTE_MS;
  await evaluation.startAt(start);
});

afterEach(async () => {
  await evaluation.stop();
  await store.close();
});

async function evaluate(): Promise<void> {
  await evaluation.completeThrough(minute(LENGTH + 1));
  evaluation.newEvaluator().onApplicationBootstrap();
  await evaluation.evaluatedThrough(minute(LENGTH));
}

const verdictsOf = async (ruleId: string, key: string): Promise<string[]> =>
  (await evaluation.decisions())
    .filter((one) => one.ruleId === ruleId && one.key === key)
    .map(({ verdict }) => verdict);

describe('a rule', () => {
  it('fires by the window that reaches the threshold, is over by the first below it, and each is told once', async () => {
    const rule = await evaluation.rule({
      name: 'errors',
      kind: 'log_count',
      groupBy: 'service',
      windowSeconds: 120,
      threshold: 10,
    });
    await evaluation.count([errors('shop', 3, 6), errors('shop', 4, 4), errors('shop', 9, 9), errors('booking', 3, 1)]);
    await evaluate();
    const verdicts = await verdictsOf(rule.id, 'shop');
    expect(verdicts.map((verdict, index) => (verdict === 'firing' ? index + 1 : 0)).filter((at) => at > 0)).toEqual([
      5,
    ]);
    expect(verdicts).toHaveLength(LENGTH);
    expect(await evaluation.told()).toEqual(['fired shop', 'resolved shop']);
    expect(await store.value(`SELECT count(*)::int FROM alert_notification WHERE channel = 'file'`)).toBe(2);
    expect(await store.value('SELECT count(*)::int FROM alert_state')).toBe(0);
  });

  it('never counts the records of the monitor itself, unless it names its service', async () => {
    const own = evaluation.configuration.identity.service;
    const all = await evaluation.rule({ name: 'all', kind: 'log_count', threshold: 1 });
    const named = await evaluation.rule({ name: 'named', kind: 'log_count', threshold: 1, scope: { services: [own] } });
    await evaluation.count([errors(own, 3, 50)]);
    await evaluate();
    expect(await verdictsOf(all.id, '')).not.toContain('firing');
    expect(await verdictsOf(named.id, '')).toContain('firing');
  });

  it('is silent while a rule that it depends on fires, and the decision says so', async () => {
    const cause = await evaluation.rule({ name: 'cause', kind: 'log_count', scope: { services: ['database'] } });
    const effect = await evaluation.rule({
      ...{ name: 'effect', kind: 'log_count', scope: { services: ['shop'] }, dependsOn: [cause.id], windowSeconds: 60 },
    });
    await evaluation.count([errors('database', 3, 5), errors('shop', 4, 5), errors('shop', 20, 5)]);
    await evaluate();
    const decided = (await evaluation.decisions()).filter(({ ruleId }) => ruleId === effect.id);
    expect(decided.find(({ at }) => at === minute(5))).toMatchObject({ verdict: 'firing', suppressedBy: 'dependency' });
    expect(decided.find(({ at }) => at === minute(21))).toMatchObject({ verdict: 'firing', suppressedBy: undefined });
    expect(await evaluation.told()).toEqual(['fired ', 'resolved ', 'fired ', 'resolved ']);
  });

  it('that is deleted or switched off while it fires is over', async () => {
    const rule = await evaluation.rule({ name: 'errors', kind: 'log_count', windowSeconds: 3600 });
    await evaluation.count([errors('shop', 3, 6)]);
    await evaluate();
    expect(await evaluation.told()).toEqual(['fired ']);
    await evaluation.desk.remove(rule.id);
    await evaluation.completeThrough(minute(LENGTH + 2));
    await evaluation.evaluatedThrough(minute(LENGTH + 1));
    expect(await evaluation.told()).toEqual(['fired ', 'resolved ']);
    expect(await store.value('SELECT count(*)::int FROM alert_incident WHERE resolved_at IS NULL')).toBe(0);
  });

  it('sees a service fall silent, and come back', async () => {
    const rule = await evaluation.rule({ name: 'silent', kind: 'service_silent', groupBy: 'service', threshold: 300 });
    await evaluation.count(
      [0, 1, 2, 3, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29].map((number) => errors('shop', number, 1)),
    );
    await evaluate();
    const firing = (await evaluation.decisions()).filter((one) => one.ruleId === rule.id && one.verdict === 'firing');
    expect(firing.map(({ at }) => (at - start) / MINUTE_MS)).toEqual([9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20]);
    expect(await evaluation.told()).toEqual(['fired shop', 'resolved shop']);
  });

  it('compares with the same window of the days before', async () => {
    const rule = await evaluation.rule({
      name: 'change',
      kind: 'log_change',
      windowSeconds: 300,
      threshold: 3,
      minimumVolume: 50,
    });
    const DAY = 24 * 60;
    const usual = [1, 2, 3].flatMap((day) =>
      [...Array(LENGTH).keys()].map((number) => errors('shop', number - day * DAY, 10)),
    );
    const today = [...Array(LENGTH).keys()].map((number) => errors('shop', number, number === 15 ? 200 : 10));
    await evaluation.count([...usual, ...today]);
    await evaluate();
    const firing = (await evaluation.decisions()).filter((one) => one.ruleId === rule.id && one.verdict === 'firing');
    expect(firing.map(({ at }) => (at - start) / MINUTE_MS)).toEqual([16, 17, 18, 19, 20]);
  });
});

describe('the default rules', () => {
  it('are there from the start, and one that was deleted does not come back', async () => {
    await evaluate();
    const ids = async (): Promise<unknown[]> =>
      (await store.rows('SELECT id FROM alert_rule ORDER BY id')).map(({ id }) => id as unknown);
    expect(await ids()).toEqual(Object.keys(DEFAULT_RULES).sort());
    await evaluation.stop();
    await evaluation.desk.remove('default-error-share');
    evaluation.newEvaluator().onApplicationBootstrap();
    await evaluation.completeThrough(minute(LENGTH + 2));
    await evaluation.evaluatedThrough(minute(LENGTH + 1));
    expect(await ids()).toEqual(
      Object.keys(DEFAULT_RULES)
        .filter((id) => id !== 'default-error-share')
        .sort(),
    );
  });
});

describe('while ingest is behind', () => {
  it('decides nothing, and afterwards what it would have decided in time', async () => {
    const silent = await evaluation.rule({
      name: 'silent',
      kind: 'service_silent',
      groupBy: 'service',
      threshold: 120,
    });
    await evaluation.count([errors('shop', 0, 1)]);
    await evaluation.completeThrough(minute(2));
    evaluation.newEvaluator().onApplicationBootstrap();
    await evaluation.evaluatedThrough(minute(1));
    const read = () =>
      store.rows('SELECT decided_at, waited FROM alert_decision WHERE minute = $1', [new Date(minute(2))]);
    await expect.poll(read, { timeout: 10_000 }).toHaveLength(1);
    const waiting = await read();
    expect(waiting).toMatchObject([{ decided_at: null }]);
    expect(String(waiting[0]?.['waited'])).toContain('was not stored yet');
    // The rest comes late, all at once.
    await evaluation.count([...Array(LENGTH).keys()].slice(1).map((number) => errors('shop', number, 1)));
    await evaluation.completeThrough(minute(LENGTH + 1));
    await evaluation.evaluatedThrough(minute(LENGTH));
    expect(new Set(await verdictsOf(silent.id, 'shop'))).toEqual(new Set(['ok']));
    expect(await evaluation.told()).toEqual([]);
  });

  it('counts what comes after its minute was closed as late, and decides as before', async () => {
    start = wholeMinute(Date.now()) - 200 * MINUTE_MS;
    await evaluation.startAt(start);
    await evaluation.rule({ name: 'errors', kind: 'log_count', threshold: 1000 });
    await evaluation.count([errors('shop', 0, 1)]);
    await evaluation.completeThrough(minute(31));
    evaluation.newEvaluator().onApplicationBootstrap();
    await evaluation.evaluatedThrough(minute(30));
    await evaluation.count([errors('shop', 5, 70_000)]);
    await evaluation.completeThrough(minute(191));
    await evaluation.evaluatedThrough(minute(190));
    expect(await evaluation.told()).toEqual([]);
    expect(await store.value('SELECT sum(count)::int FROM alert_late')).toBe(70_000);
  });
});
