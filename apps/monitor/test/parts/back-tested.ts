import type { AlertRule } from '@log-monitor/monitor-api';
import { WatchedRule } from '../../src/alerts/kind/watched-rule.js';
import { readingSnapshot } from '../../src/alerts/measure/reading.js';
import { backTest } from '../../src/alerts/preview/back-test.js';
import { measureHistory } from '../../src/alerts/preview/measure-history.js';
import type { QueryPool } from '../../src/query/database/query-pool.js';
import type { StoredDecision } from './test-evaluation.js';

/** What the back-test decides about a rule, in the order and shape of stored decisions. */
export async function backTested(
  pool: QueryPool,
  rule: AlertRule,
  span: { from: number; to: number },
): Promise<(StoredDecision & { transition: string | undefined })[]> {
  const tested = await pool.snapshot(async (snapshot) => {
    const watched = [new WatchedRule(rule, 'logmonitor')];
    const measure = await measureHistory(readingSnapshot(snapshot), watched, span);
    const decided = [];
    for await (const { at, decisions } of backTest(watched, rule, span, measure))
      decided.push(...decisions.map((decision) => ({ ...decision, at })));
    return decided;
  });
  return tested
    .map(({ key, at, verdict, value, suppression, transition }) => ({
      ...{ ruleId: rule.id, key, at, verdict, value, transition },
      suppressedBy: suppression === 'none' ? undefined : suppression,
    }))
    .sort((left, right) => left.at - right.at || (left.key < right.key ? -1 : 1));
}
