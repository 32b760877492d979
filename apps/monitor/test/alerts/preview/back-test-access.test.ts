import { afterAll, beforeAll, expect, it } from 'vitest';
import { kindOf } from '../../../src/alerts/kind/kind-list.js';
import { readingSnapshot } from '../../../src/alerts/measure/reading.js';
import { readRules } from '../../../src/alerts/rule/rule-rows.js';
import { QueryPool } from '../../../src/query/database/query-pool.js';
import { DAY_MS, MINUTE_MS } from '../../../src/time/durations.js';
import { AccessMinutes, accessTraffic } from '../../parts/access-minutes.js';
import { backTested } from '../../parts/back-tested.js';
import { TestEvaluation, wholeMinute } from '../../parts/test-evaluation.js';
import { TestStore } from '../../parts/test-store.js';

/** Half a day, and the same of two days before it to compare with. */
const LENGTH = 12 * 60;
const start = wholeMinute(Date.now()) - (LENGTH + 5) * MINUTE_MS;
const minute = (number: number): number => start + number * MINUTE_MS;

let store: TestStore;
let evaluation: TestEvaluation;
let pool: QueryPool;
let web: AccessMinutes;

beforeAll(async () => {
  store = await TestStore.create();
  evaluation = new TestEvaluation(store);
  pool = new QueryPool(evaluation.configuration);
  web = new AccessMinutes(store);
  await makeRules();
  await evaluation.startAt(start);
}, 60_000);

afterAll(async () => {
  await evaluation.stop();
  await pool.onApplicationShutdown();
  await store.close();
});

async function makeRules(): Promise<void> {
  const hosts = { hosts: ['shop.*', '(unknown)'] };
  await evaluation.rule({ name: 'count', kind: 'access_count', threshold: 25, forWindows: 2, scope: hosts });
  await evaluation.rule({
    ...{ name: 'by status', kind: 'access_count', threshold: 6, groupBy: 'host', scope: { statuses: ['4xx', '5xx'] } },
  });
  await evaluation.rule({ name: 'rate', kind: 'access_rate', threshold: 0.18, windowSeconds: 60, groupBy: 'host' });
  await evaluation.rule({
    ...{ name: 'errors', kind: 'access_error_share', threshold: 0.3, resolveThreshold: 0.2, minimumVolume: 20 },
  });
  await evaluation.rule({
    ...{ name: 'faults', kind: 'access_fault_share', threshold: 0.2, groupBy: 'route', scope: { sources: ['shop-*'] } },
  });
  await evaluation.rule({ name: 'slow', kind: 'access_latency', threshold: 1000, percentile: 90, forWindows: 2 });
  await evaluation.rule({
    ...{ name: 'slow routes', kind: 'access_latency', threshold: 1500, groupBy: 'route', minimumVolume: 3 },
    ...{ scope: { routes: ['GET /*'], hosts: ['api.example'] } },
  });
  await evaluation.rule({
    name: 'change',
    kind: 'access_change',
    windowSeconds: 900,
    threshold: 1.4,
    minimumVolume: 20,
  });
}

it('decides about requests as the live evaluation did, through a day with late lines, a stall and another monitor', async () => {
  for (const day of [2, 1]) await web.send(accessTraffic(start - day * DAY_MS, 0, LENGTH));
  await web.fold(minute(0) - 30 * MINUTE_MS);
  await web.send(accessTraffic(start, 0, 300));
  await web.fold(minute(200));
  await evaluation.completeThrough(minute(280));
  evaluation.newEvaluator().onApplicationBootstrap();
  await evaluation.evaluatedThrough(minute(279));
  // Lines of minutes that are decided: into windows, and into what is still open.
  await web.send(accessTraffic(start, 150, 200).concat(accessTraffic(start, 260, 279)));
  await web.fold(minute(200));
  await web.send(accessTraffic(start, 300, 700).concat(accessTraffic(start, 500, 560)));
  await evaluation.completeThrough(minute(690));
  await evaluation.evaluatedThrough(minute(689));
  await evaluation.stop();
  await web.fold(minute(500));
  evaluation.newEvaluator().onApplicationBootstrap();
  await web.send(accessTraffic(start, 700, LENGTH));
  await web.fold(minute(LENGTH));
  await evaluation.completeThrough(minute(LENGTH + 1));
  await evaluation.evaluatedThrough(minute(LENGTH));
  const live = await evaluation.decisions();
  const { rules } = await pool.snapshot((snapshot) => readRules(readingSnapshot(snapshot)));
  const ofRequests = rules.filter((rule) => kindOf(rule).about === 'requests' && rule.source === 'api');
  for (const rule of ofRequests) {
    const back = await backTested(pool, rule, { from: minute(1), to: minute(LENGTH) });
    const decided = live.filter(({ ruleId }) => ruleId === rule.id);
    expect(decided).toEqual(back.map(({ transition: _, ...one }) => one));
    expect([...new Set(decided.map(({ verdict }) => verdict))], rule.name).toEqual(
      expect.arrayContaining(['ok', 'firing']),
    );
  }
  expect(ofRequests).toHaveLength(8);
}, 300_000);
