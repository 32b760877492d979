import { setImmediate as turn } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { AlertPreviewAnswer, AlertRule, AlertRuleInput } from '@log-monitor/monitor-api';
import { Configuration } from '../../configuration/configuration.js';
import { completenessAt } from '../../query/database/completeness.js';
import { QueryError } from '../../query/database/query-error.js';
import { QueryPool } from '../../query/database/query-pool.js';
import type { RequestedRange } from '../../query/range/time-range.js';
import { DAY_MS, MINUTE_MS } from '../../time/durations.js';
import { kindOf } from '../kind/kind-list.js';
import { WatchedRule } from '../kind/watched-rule.js';
import type { Span } from '../measure/minute-table.js';
import { problemNames } from '../measure/problem-words.js';
import { floorMinute, type Read } from '../measure/read-measurements.js';
import { readingSnapshot } from '../measure/reading.js';
import { readRules } from '../rule/rule-rows.js';
import { backTest } from './back-test.js';
import { measureHistory } from './measure-history.js';
import { PreviewTally } from './preview-tally.js';

const LONGEST_MS = 7 * DAY_MS;
/** Ingest goes on meanwhile: for so long at once this process does nothing else. */
const TURN_MS = 20;

export interface PreviewQuestion {
  rule: AlertRule | AlertRuleInput;
  range: RequestedRange;
  now: Date;
  signal: AbortSignal;
}

/** What a rule would have done: the code and the statements of the live evaluation, over minutes that are closed. */
@Injectable()
export class RulePreview {
  readonly #ownService: string;

  constructor(
    private readonly pool: QueryPool,
    configuration: Configuration,
  ) {
    this.#ownService = configuration.identity.service;
  }

  /** @throws QueryError */
  async answer({ rule: asked, range, now, signal }: PreviewQuestion): Promise<AlertPreviewAnswer> {
    const rule: AlertRule = { id: '(preview)', version: 1, source: 'api', updatedAt: now.toISOString(), ...asked };
    const span = spanOf(range, now);
    return this.pool.snapshot(
      async (snapshot) => {
        const read = readingSnapshot(snapshot);
        const rules = await this.#withDependencies(read, rule);
        const measure = await measureHistory(read, rules, span);
        const tally = new PreviewTally(rule, span);
        let lastTurn = performance.now();
        for await (const ofMinute of backTest(rules, rule, span, measure)) {
          tally.add(ofMinute);
          if (performance.now() - lastTurn < TURN_MS) continue;
          await turn();
          signal.throwIfAborted();
          lastTurn = performance.now();
        }
        const names = await problemNames(read, kindOf(rule).about === 'problems' ? tally.keys : []);
        return { ...tally.answer(names), ...completenessAt(await snapshot.start) };
      },
      { signal, cost: 'heavy' },
    );
  }

  /** A rule that another one silences is silent in a preview as well. */
  async #withDependencies(read: Read, rule: AlertRule): Promise<WatchedRule[]> {
    const others = (rule.dependsOn ?? []).length === 0 ? [] : (await readRules(read)).rules;
    const { clock } = kindOf(rule);
    const needed = others.filter(
      (one) => one.enabled && rule.dependsOn?.includes(one.id) && kindOf(one).clock === clock,
    );
    return [rule, ...needed.filter(({ id }) => id !== rule.id)].map((one) => new WatchedRule(one, this.#ownService));
  }
}

/** Whole minutes; windows that end later than now less the lateness are not decided yet. */
function spanOf({ from, to }: RequestedRange, now: Date): Span {
  const end = floorMinute(Math.min(to?.getTime() ?? Number.POSITIVE_INFINITY, now.getTime() - MINUTE_MS));
  const start = floorMinute(from?.getTime() ?? end - DAY_MS);
  if (end - start <= LONGEST_MS && start <= end) return { from: start, to: end };
  const message = start > end ? 'from must be before to, and a minute or more ago' : 'a preview covers 7 days at most';
  throw new QueryError('RANGE_INVALID', message, { parameter: 'from' });
}
