import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { AlertRule, AlertRuleChange, AlertRuleInput } from '@log-monitor/monitor-api';
import { IngestPool } from '../../store/connection/ingest-pool.js';
import { ChannelList } from '../channel/channel-list.js';
import type { Read } from '../measure/read-measurements.js';
import { narrowingOf } from '../measure/narrowing.js';
import { reading } from '../measure/reading.js';
import { narrowedProblem, ruleProblems } from './rule-check.js';
import { RuleError } from './rule-error.js';
import { beginRuleChange, deleteRule, readRules, writeRule } from './rule-rows.js';

/** More are of no use to anybody, and would make the evaluation of a minute long. */
const MOST_RULES = 20_000;

/** All rules by id. Of those that cannot be read it is not known what they depend on. */
type Stored = ReadonlyMap<
  string,
  Pick<AlertRule, 'name' | 'source' | 'version' | 'dependsOn'> & Partial<Pick<AlertRule, 'scope'>>
>;

/** Makes, changes and deletes rules, each change in one transaction. */
@Injectable()
export class RuleDesk {
  constructor(
    private readonly pool: IngestPool,
    private readonly channels: ChannelList,
  ) {}

  /**
   * Whether a rule could be made as it is.
   *
   * @throws RuleError RULE_INVALID, SinkError
   */
  async check(rule: AlertRuleInput): Promise<void> {
    const needsOthers = (rule.dependsOn ?? []).length > 0;
    const stored = needsOthers ? await this.pool.transaction((client) => storedRules(reading(client))) : new Map();
    const problem = this.#problemOf(rule, undefined, stored);
    if (problem) throw problem;
  }

  /** @throws RuleError RULE_INVALID, SinkError */
  async create(rule: AlertRuleInput): Promise<AlertRule> {
    return this.#change(async (read, rules) => {
      if (rules.size >= MOST_RULES)
        return new RuleError('RULE_INVALID', `there are ${MOST_RULES} rules, which is the most`);
      return this.#problemOf(rule, undefined, rules) ?? (await writeRule(read, randomUUID(), 'api', rule));
    });
  }

  /**
   * @param change with the version that was changed, unless any will do
   * @throws RuleError, SinkError
   */
  async replace(id: string, { version, ...rule }: AlertRuleChange): Promise<AlertRule> {
    return this.#change(async (read, rules) => {
      const before = changeable(id, rules);
      if (before instanceof RuleError) return before;
      if (version !== undefined && version !== before.version) return changedMeanwhile(version, before.version);
      return this.#problemOf(rule, id, rules) ?? (await writeRule(read, id, before.source, rule));
    });
  }

  /** @throws RuleError, SinkError */
  async remove(id: string): Promise<void> {
    await this.#change(async (read, rules) => {
      const before = changeable(id, rules);
      if (before instanceof RuleError) return before;
      const dependent = [...rules.values()].find(({ dependsOn }) => dependsOn?.includes(id));
      if (dependent)
        return new RuleError('RULE_INVALID', `the rule ${JSON.stringify(dependent.name)} depends on this one`);
      return deleteRule(read, id);
    });
  }

  #problemOf(rule: AlertRuleInput, id: string | undefined, rules: Stored): RuleError | undefined {
    const problems = ruleProblems(rule, id, rules, this.channels.alertNames);
    const others = [...rules].filter(([other]) => other !== id).map(([, one]) => one);
    const narrowed = narrowingOf(rule.scope) && narrowedProblem([...others, rule]);
    if (narrowed !== undefined) problems.push(narrowed);
    return problems.length > 0 ? new RuleError('RULE_INVALID', problems.join('; '), problems) : undefined;
  }

  /** A refusal is no failure of the transaction, in which nothing was changed then. */
  async #change<Result>(work: (read: Read, rules: Stored) => Promise<Result | RuleError>): Promise<Result> {
    const result = await this.pool.transaction(async (client) => {
      const read = reading(client);
      await beginRuleChange(read);
      return work(read, await storedRules(read));
    });
    if (result instanceof RuleError) throw result;
    return result;
  }
}

async function storedRules(read: Read): Promise<Stored> {
  const { rules, setAside } = await readRules(read);
  return new Map([...rules, ...setAside].map((rule) => [rule.id, rule]));
}

function changedMeanwhile(known: number, stored: number): RuleError {
  return new RuleError(
    'RULE_CHANGED',
    `Somebody else has changed this rule: it was version ${known} here and is version ${stored} now. Nothing was saved.`,
  );
}

function changeable(id: string, rules: Stored): Pick<AlertRule, 'source' | 'version'> | RuleError {
  const rule = rules.get(id);
  if (rule === undefined) return new RuleError('RULE_ABSENT', 'There is no rule with this id.');
  if (rule.source !== 'file') return rule;
  return new RuleError(
    'RULE_OF_FILE',
    'This rule stands in ALERT_RULES_FILE: change it there, and start the monitor again.',
  );
}
