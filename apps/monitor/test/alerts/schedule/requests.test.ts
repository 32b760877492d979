import { LatencyHistogram } from '@log-monitor/access-statistics';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DecisionByMinute } from '../../../src/alerts/decision/decision-by-minute.js';
import { RuleList } from '../../../src/alerts/rule/rule-list.js';
import { QueryPool } from '../../../src/query/database/query-pool.js';
import { HOUR_MS, MINUTE_MS } from '../../../src/time/durations.js';
import { AccessMinutes, accessTraffic, type SentRequest } from '../../parts/access-minutes.js';
import { TestEvaluation, wholeMinute } from '../../parts/test-evaluation.js';
import { TestStore } from '../../parts/test-store.js';

const LENGTH = 40;

let store: TestStore;
let evaluation: TestEvaluation;
let pool: QueryPool;
let web: AccessMinutes;
let start: number;
const minute = (number: number): number => start + number * MINUTE_MS;

beforeEach(async () => {
  store = await TestStore.create();
  await store.partitions.maintain(Date.now());
  evaluation = new TestEvaluation(store);
  pool = new QueryPool(evaluation.configuration);
  web = new AccessMinutes(store);
  start = wholeMinute(Date.now()) - (LENGTH + 5) * MINUTE_MS;
  await evaluation.startAt(start);
});

afterEach(async () => {
  await evaluation.stop();
  await pool.onApplicationShutdown();
  await store.close();
});

async function evaluate(through = LENGTH): Promise<void> {
  await evaluation.completeThrough(minute(through + 1));
  evaluation.newEvaluator().onApplicationBootstrap();
  await evaluation.evaluatedThrough(minute(through));
}

const decidedOf = async (ruleId: string) => (await evaluation.decisions()).filter((one) => one.ruleId === ruleId);
const share = (requests: readonly SentRequest[], least: number): number =>
  requests.length === 0 ? 0 : requests.filter(({ status }) => status >= least).length / requests.length;

describe('a rule about requests', () => {
  it('has the value that the requests have, in windows and in what is not folded yet', async () => {
    const count = await evaluation.rule({
      name: 'c',
      kind: 'access_count',
      scope: { statuses: ['5xx'] },
      threshold: 9,
    });
    const rate = await evaluation.rule({
      name: 'r',
      kind: 'access_rate',
      scope: { routes: ['GET /c*'] },
      threshold: 9,
    });
    const errors = await evaluation.rule({ name: 'e', kind: 'access_error_share', groupBy: 'host' });
    const faults = await evaluation.rule({ name: 'f', kind: 'access_fault_share', groupBy: 'route' });
    const slow = await evaluation.rule({ name: 'l', kind: 'access_latency', percentile: 90, threshold: 9e9 });
    const sent = accessTraffic(start, 0, LENGTH);
    await web.send(sent);
    await web.fold(minute(LENGTH - 20));
    await web.send(accessTraffic(start, LENGTH, LENGTH + 1));
    expect(Number(await store.value('SELECT count(*)::int FROM access_window WHERE width = 60'))).toBeGreaterThan(0);
    expect(Number(await store.value('SELECT count(*)::int FROM access_delta'))).toBeGreaterThan(0);
    await evaluate();
    const inWindow = (at: number): SentRequest[] => sent.filter(({ time }) => time < at && time >= at - 300_000);
    const truth: Record<string, (requests: SentRequest[], key: string) => number> = {
      [count.id]: (requests) => requests.filter(({ status }) => status >= 500).length,
      [rate.id]: (requests) => requests.filter(({ route }) => route.startsWith('/c')).length / 300,
      [errors.id]: (requests, key) =>
        share(
          requests.filter(({ host = '(unknown)' }) => host === key),
          400,
        ),
      [faults.id]: (requests, key) =>
        share(
          requests.filter(({ route }) => `GET ${route}` === key),
          500,
        ),
      [slow.id]: (requests) => {
        const latency = new LatencyHistogram();
        for (const { durationMs } of requests) latency.add(durationMs);
        return latency.quantile(0.9) ?? 0;
      },
    };
    for (const [id, of] of Object.entries(truth)) {
      const decided = await decidedOf(id);
      expect(decided.length).toBeGreaterThanOrEqual(LENGTH);
      for (const { at, key, value } of decided) expect(value).toBeCloseTo(of(inWindow(at), key), 9);
    }
  });

  it('shows requests when it fires, and leads to them', async () => {
    await evaluation.rule({
      ...{ name: 'faults', kind: 'access_fault_share', groupBy: 'host', threshold: 0.5, minimumVolume: 3 },
    });
    const request = { route: '/pay', durationMs: 5 };
    const at = (second: number): number => minute(3) + second * 1000;
    await web.send([
      ...[1, 2, 3].map((second) => ({ ...request, time: at(second), host: 'shop.example', status: 502 })),
      ...[1, 2, 3].map((second) => ({ ...request, time: at(second), host: 'api.example', status: 404 })),
    ]);
    await evaluate(10);
    const [event] = await store.rows<{ body: object }>(`SELECT body FROM alert_event WHERE transition = 'fired'`);
    const sample = { level: '502', service: 'shop.example', message: 'as it came' };
    expect(event?.body).toMatchObject({
      ...{ key: 'shop.example', value: 1, links: [{ name: 'Requests', path: '/#/traffic?host=shop.example' }] },
      ...{
        samples: [sample, sample, sample],
        sentence: expect.stringContaining('100 % of the requests to shop.example') as string,
      },
    });
    expect(await evaluation.told()).toEqual(['fired shop.example', 'resolved shop.example']);
  });

  it('is undecided while a source sends older lines, and stays as it was; others are decided', async () => {
    const watched = { kind: 'access_count', windowSeconds: 60, threshold: 1 } as const;
    const behind = await evaluation.rule({ ...watched, name: 'behind', scope: { sources: ['shop-nginx'] } });
    const other = await evaluation.rule({ ...watched, name: 'other', scope: { sources: ['other'] } });
    const line = { host: 'shop.example', route: '/', status: 200, durationMs: 1 };
    await web.send([{ ...line, time: minute(0) + 1 }]);
    await web.fold();
    await evaluate(2);
    // Everything that was in Kafka is stored, but what the source sends is eight minutes old.
    await web.send([{ ...line, time: minute(1) }], Date.now());
    await web.fold();
    await evaluation.completeThrough(minute(11));
    await evaluation.evaluatedThrough(minute(10));
    const verdicts = async (id: string) =>
      (await decidedOf(id)).map(({ at, verdict }) => [(at - start) / MINUTE_MS, verdict]);
    expect(Object.fromEntries(await verdicts(behind.id))).toMatchObject({
      1: 'firing',
      2: 'ok',
      3: 'undecided',
      4: 'ok',
    });
    expect(new Set((await verdicts(other.id)).map(([, verdict]) => verdict))).toEqual(new Set(['ok']));
  });

  it('counts what comes late, for as long as minutes are kept; the decision stays and says so', async () => {
    const hour = Math.floor(Date.now() / HOUR_MS) * HOUR_MS - 3 * HOUR_MS;
    start = hour - 10 * MINUTE_MS;
    await evaluation.startAt(start);
    const rule = await evaluation.rule({ name: 'c', kind: 'access_count', scope: { hosts: ['shop.*'] } });
    const line = { route: '/', status: 200, durationMs: 1 };
    await web.send([{ ...line, host: 'shop.example', time: minute(1) }]);
    await evaluate(9);
    await web.send(['shop.example', 'shop.example', 'other'].map((host) => ({ ...line, host, time: minute(1) + 1 })));
    await web.fold(Date.now());
    await evaluation.completeThrough(minute(20));
    await evaluation.evaluatedThrough(minute(15));
    const list = new RuleList(pool, evaluation.configuration);
    expect((await list.one(rule.id))?.late).toBe(2);
    const decisions = new DecisionByMinute(pool, evaluation.configuration);
    const question = { ruleId: rule.id, key: undefined, signal: new AbortController().signal };
    const answer = await decisions.answer({ ...question, at: new Date(minute(3)) });
    expect(answer).toMatchObject({ late: 2, decisions: [{ value: 1, verdict: 'firing' }] });
    expect(answer?.because).toContain('2 of its window came later');
    const quiet = await decisions.answer({ ...question, at: new Date(minute(9)) });
    expect(quiet).toMatchObject({ late: 0, decisions: [{ value: 0 }] });
  });
});
