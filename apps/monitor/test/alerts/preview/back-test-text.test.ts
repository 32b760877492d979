import { SEVERITY } from '@log-monitor/log-record';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readingSnapshot } from '../../../src/alerts/measure/reading.js';
import { readRules } from '../../../src/alerts/rule/rule-rows.js';
import { QueryPool } from '../../../src/query/database/query-pool.js';
import { MINUTE_MS } from '../../../src/time/durations.js';
import { backTested } from '../../parts/back-tested.js';
import { RecordMinutes, recordTraffic, type SentRecord } from '../../parts/record-minutes.js';
import { TestEvaluation, wholeMinute } from '../../parts/test-evaluation.js';
import { TestStore } from '../../parts/test-store.js';

const LENGTH = 200;
const start = wholeMinute(Date.now()) - (LENGTH + 5) * MINUTE_MS;
const minute = (number: number): number => start + number * MINUTE_MS;

/** What each rule counts, told again in other words. */
const MEANT: Record<string, (record: SentRecord) => boolean> = {
  text: ({ message }) => message.toLowerCase().includes('timed out'),
  'text of errors': ({ message, level }) => SEVERITY[level] >= SEVERITY.ERROR && /timed out/i.test(message),
  regex: ({ message }) => /retry [3-5]|order \d+ /.test(message),
  'regex and text': ({ message }) => /retry [3-5]|order \d+ /.test(message) && message.includes('shipped'),
  type: ({ errorType }) => errorType === 'TypeError' || errorType?.startsWith('Conn') === true,
  version: ({ version }) => version === '1.1.0',
};

let store: TestStore;
let evaluation: TestEvaluation;
let pool: QueryPool;

beforeAll(async () => {
  store = await TestStore.create();
  await store.partitions.maintain(Date.now());
  evaluation = new TestEvaluation(store);
  pool = new QueryPool(evaluation.configuration);
  await makeRules();
  await evaluation.startAt(start);
}, 60_000);

afterAll(async () => {
  await evaluation.stop();
  await pool.onApplicationShutdown();
  await store.close();
});

async function makeRules(): Promise<void> {
  const rule = { kind: 'log_count', threshold: 7, groupBy: 'service' } as const;
  const regex = 'retry [3-5]|order \\d+ ';
  await evaluation.rule({ ...rule, name: 'text', scope: { search: 'timed OUT' } });
  await evaluation.rule({
    ...{ ...rule, name: 'text of errors', scope: { search: 'timed out', levels: ['ERROR', 'CRITICAL'] } },
  });
  await evaluation.rule({ ...rule, name: 'regex', scope: { regex } });
  await evaluation.rule({ ...rule, name: 'regex and text', scope: { regex, search: 'SHIPPED' } });
  await evaluation.rule({ ...rule, name: 'type', scope: { errorTypes: ['TypeError', 'Conn*'] } });
  await evaluation.rule({ ...rule, name: 'version', scope: { versions: ['1.1*'] } });
  await evaluation.rule({ name: 'share', kind: 'log_error_share', threshold: 0.6, scope: { versions: ['1.0.0'] } });
}

it('decides about texts, versions and types of errors as the live evaluation did, and counts what is meant', async () => {
  const records = new RecordMinutes(store);
  const early = recordTraffic(start, 0, 100);
  await records.send(early);
  await evaluation.completeThrough(minute(90));
  evaluation.newEvaluator().onApplicationBootstrap();
  await evaluation.evaluatedThrough(minute(89));
  // Too late for the minutes that they belong to.
  await records.send(recordTraffic(start, 40, 60));
  await evaluation.stop();
  evaluation.newEvaluator().onApplicationBootstrap();
  const later = recordTraffic(start, 100, LENGTH);
  await records.send(later);
  await evaluation.completeThrough(minute(LENGTH + 1));
  await evaluation.evaluatedThrough(minute(LENGTH));
  const live = await evaluation.decisions();
  const { rules } = await pool.snapshot((snapshot) => readRules(readingSnapshot(snapshot)));
  const inTime = [...early, ...later];
  const shown = await store.rows<{ name: string; message: string }>(
    `SELECT r.name, sample ->> 'message' AS message FROM alert_event e JOIN alert_rule r ON r.id = e.rule_id, jsonb_array_elements(e.body -> 'samples') sample
      WHERE r.name IN ('text', 'regex')`,
  );
  expect(new Set(shown.filter(({ name }) => name === 'regex').map(({ message }) => message))).toEqual(
    new Set(['order 17 shipped', 'Payment TIMED OUT after retry 4']),
  );
  expect(shown.filter(({ name }) => name === 'text').every(({ message }) => /timed out/i.test(message))).toBe(true);
  for (const rule of rules.filter(({ source }) => source === 'api')) {
    const back = await backTested(pool, rule, { from: minute(1), to: minute(LENGTH) });
    const decided = live.filter(({ ruleId }) => ruleId === rule.id);
    expect(decided, rule.name).toEqual(back.map(({ transition: _, ...one }) => one));
    expect([...new Set(decided.map(({ verdict }) => verdict))].sort(), rule.name).toEqual(['firing', 'ok']);
    const isMeant = MEANT[rule.name];
    for (const { at, key, value } of isMeant ? decided : []) {
      const inWindow = inTime.filter(({ time, service }) => service === key && time < at && time >= at - 300_000);
      expect(value, `${rule.name} ${key} ${new Date(at).toISOString()}`).toBe(
        inWindow.filter((one) => isMeant?.(one)).length,
      );
    }
  }
}, 120_000);
