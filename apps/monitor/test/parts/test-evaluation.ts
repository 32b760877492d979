import { ALERT_SUPPRESSIONS, ALERT_VERDICTS, type AlertRule, alertRuleInput } from '@log-monitor/monitor-api';
import { waitFor } from '@log-monitor/tools';
import type { z } from 'zod';
import { ChannelList } from '../../src/alerts/channel/channel-list.js';
import { AlertOutbox } from '../../src/alerts/delivery/alert-outbox.js';
import { RuleDesk } from '../../src/alerts/rule/rule-desk.js';
import { SetAsideRules } from '../../src/alerts/rule/set-aside-rules.js';
import { Evaluator } from '../../src/alerts/schedule/evaluator.js';
import { Silences } from '../../src/alerts/silence/silences.js';
import type { Configuration } from '../../src/configuration/configuration.js';
import { MetricsRegistry } from '../../src/metrics/metrics-registry.js';
import { MINUTE_MS } from '../../src/time/durations.js';
import { configurationOf } from '../query/fixture/store-fixture.js';
import type { TestStore } from './test-store.js';

export interface StoredDecision {
  ruleId: string;
  key: string;
  /** Milliseconds since 1970. */
  at: number;
  verdict: string;
  suppressedBy: string | undefined;
  value: number | null;
}

/** Evaluates rules on a real database as a monitor does, without ingest: tests write counters and say how complete they are. */
export class TestEvaluation {
  readonly configuration: Configuration;
  readonly desk: RuleDesk;
  /** Of the evaluator that was made last. */
  metrics = new MetricsRegistry();
  readonly #evaluators: Evaluator[] = [];

  constructor(private readonly store: TestStore) {
    const { alerts, ...rest } = configurationOf(store.databaseUrl);
    // A channel that keeps mails in files; nothing here delivers.
    this.configuration = { ...rest, alerts: { ...alerts, mailDirectory: '/nowhere' } };
    this.desk = new RuleDesk(store.pool, new ChannelList(this.configuration));
  }

  newEvaluator(): Evaluator {
    this.metrics = new MetricsRegistry();
    const outbox = new AlertOutbox(new ChannelList(this.configuration));
    const evaluator = new Evaluator(
      ...([this.store.pool, new Silences(this.store.pool), outbox] as const),
      new SetAsideRules(this.metrics),
      this.configuration,
    );
    this.#evaluators.push(evaluator);
    return evaluator;
  }

  async stop(): Promise<void> {
    for (const evaluator of this.#evaluators.splice(0)) await evaluator.onModuleDestroy();
  }

  async rule(rule: z.input<typeof alertRuleInput>): Promise<AlertRule> {
    return this.desk.create(alertRuleInput.parse(rule));
  }

  /** As if everything before `at` had been evaluated. */
  async startAt(at: number): Promise<void> {
    await this.store.rows('UPDATE alert_progress SET evaluated_through = $1', [new Date(at)]);
  }

  /** Everything that was in Kafka by then is stored. */
  async completeThrough(at: number | null): Promise<void> {
    await this.store.rows('UPDATE ingest_progress SET complete_through = $1, lag_records = 0, sampled_at = now()', [
      at === null ? null : new Date(at),
    ]);
  }

  async evaluatedThrough(at: number): Promise<void> {
    const isThere = async (): Promise<boolean> =>
      Number(await this.store.value('SELECT extract(epoch FROM evaluated_through) * 1000 FROM alert_progress')) >= at;
    await waitFor(isThere, { timeoutMs: 150_000, what: `evaluation up to ${new Date(at).toISOString()}` });
  }

  /** Adds to the counters as ingest would. @param minute its start, milliseconds since 1970 */
  async count(cells: readonly { minute: number; service: string; level: number; count: number }[]): Promise<void> {
    await this.store.rows('INSERT INTO service (name) SELECT DISTINCT unnest($1::text[]) ON CONFLICT DO NOTHING', [
      cells.map(({ service }) => service),
    ]);
    const values = [
      cells.map(({ minute }) => new Date(minute)),
      cells.map(({ service }) => service),
      cells.map(({ level }) => level),
      cells.map(({ count }) => count),
    ];
    const given =
      'unnest($1::timestamptz[], $2::text[], $3::smallint[], $4::bigint[]) g (minute, service, level, count) JOIN service ON service.name = g.service';
    await this.store.rows(
      `INSERT INTO log_count AS c (minute, service_id, level, is_errors_topic, kafka_partition, count)
       SELECT g.minute, service.id, g.level, false, 0, sum(g.count) FROM ${given} GROUP BY 1, 2, 3
       ON CONFLICT (minute, service_id, level, is_errors_topic, kafka_partition) DO UPDATE SET count = c.count + excluded.count`,
      values,
    );
    await this.store.rows(
      `INSERT INTO log_count_rollup AS c (start, service_id, level, width, is_errors_topic, kafka_partition, count)
       SELECT date_bin('1 hour', g.minute, 'epoch'), service.id, g.level, 60, false, 0, sum(g.count) FROM ${given} GROUP BY 1, 2, 3
       ON CONFLICT (width, start, service_id, level, is_errors_topic, kafka_partition) DO UPDATE SET count = c.count + excluded.count`,
      values,
    );
  }

  /** What was decided, by minute, rule and key. */
  async decisions(clock: 'event' | 'wall' = 'event'): Promise<StoredDecision[]> {
    const rows = await this.store.rows<StoredDecision & { number: number; suppression: number }>(
      `SELECT u.rule_id AS "ruleId", u.key, extract(epoch FROM d.minute)::float8 * 1000 AS at, u.verdict AS number, u.suppression, u.value
         FROM alert_decision d JOIN alert_subjects s ON s.id = d.subjects_id,
              unnest(s.rule_ids, s.keys, d.verdicts, d.suppressed, d.measured) u (rule_id, key, verdict, suppression, value)
        WHERE d.clock = ANY($1) ORDER BY d.minute, u.rule_id, u.key`,
      [clock === 'event' ? ['event', 'requests', 'problems'] : [clock]],
    );
    return rows.map(({ number, suppression, ...row }) => ({
      ...row,
      verdict: ALERT_VERDICTS[number] ?? '',
      suppressedBy: ALERT_SUPPRESSIONS[suppression - 1],
    }));
  }

  /** `fired booking` and the like, in their order. */
  async told(): Promise<string[]> {
    const rows = await this.store.rows<{ transition: string; key: string }>(
      'SELECT transition, key FROM alert_event ORDER BY at, created_at, id',
    );
    return rows.map(({ transition, key }) => `${transition} ${key}`);
  }
}

/** The start of the minute that a time lies in. */
export function wholeMinute(time: number): number {
  return Math.floor(time / MINUTE_MS) * MINUTE_MS;
}
