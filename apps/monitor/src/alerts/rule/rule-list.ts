import { Injectable } from '@nestjs/common';
import type { AlertRuleAnswer, AlertRulesAnswer } from '@log-monitor/monitor-api';
import { Configuration } from '../../configuration/configuration.js';
import { completenessAt } from '../../query/database/completeness.js';
import { QueryPool } from '../../query/database/query-pool.js';
import { lateOf } from '../kind/late-of.js';
import { WatchedRule } from '../kind/watched-rule.js';
import type { LateRecords } from '../measure/late-records.js';
import type { LateRequests } from '../measure/late-requests.js';
import type { Read } from '../measure/read-measurements.js';
import { readingSnapshot } from '../measure/reading.js';
import { RuleError } from './rule-error.js';
import { readRules } from './rule-rows.js';

const READ_LATE = `
  SELECT service.name AS service, l.level, sum(l.count)::float8 AS count FROM alert_late l JOIN service ON service.id = l.service_id GROUP BY 1, 2`;
const READ_LATE_REQUESTS = 'SELECT source, host, sum(count)::float8 AS count FROM alert_access_late GROUP BY 1, 2';
const FIRES = `((body ->> 'firing')::boolean OR (body -> 'told' ->> 'open')::boolean)`;
const READ_STATES = `
  SELECT rule_id AS "ruleId", count(*) FILTER (WHERE ${FIRES})::int AS firing,
         count(*) FILTER (WHERE NOT ${FIRES} AND (body ->> 'over')::int > 0)::int AS pending
    FROM alert_state WHERE $1::text IS NULL OR rule_id = $1 GROUP BY 1`;

/** The rules, how each stands, and what came too late for it. */
@Injectable()
export class RuleList {
  readonly #ownService: string;

  constructor(
    private readonly pool: QueryPool,
    configuration: Configuration,
  ) {
    this.#ownService = configuration.identity.service;
  }

  /** @throws QueryError */
  async answer(signal: AbortSignal): Promise<AlertRulesAnswer> {
    return this.pool.snapshot(
      async (snapshot) => {
        return { ...(await this.#listed(readingSnapshot(snapshot))), ...completenessAt(await snapshot.start) };
      },
      { signal },
    );
  }

  /**
   * @returns undefined when there is none
   * @throws QueryError; RuleError RULE_SET_ASIDE
   */
  async one(id: string, signal?: AbortSignal): Promise<AlertRuleAnswer | undefined> {
    const { rule, problem, ...completeness } = await this.pool.snapshot(
      async (snapshot) => {
        const { rules, setAside } = await this.#listed(readingSnapshot(snapshot), id);
        return { rule: rules[0], problem: setAside[0]?.problem, ...completenessAt(await snapshot.start) };
      },
      { signal },
    );
    if (problem !== undefined)
      throw new RuleError('RULE_SET_ASIDE', `This version cannot read the rule, so it is set aside: ${problem}.`);
    return rule && { ...rule, ...completeness };
  }

  async #listed(read: Read, id?: string): Promise<Pick<AlertRulesAnswer, 'rules' | 'setAside'>> {
    const { rules, setAside } = await readRules(read, id);
    const late = {
      records: await read<LateRecords>(READ_LATE, []),
      requests: await read<LateRequests>(READ_LATE_REQUESTS, []),
    };
    const states = await read<{ ruleId: string; firing: number; pending: number }>(READ_STATES, [id ?? null]);
    const standing = new Map(states.map((state) => [state.ruleId, state]));
    const listed = rules.map((rule) => {
      const { firing = 0, pending = 0 } = standing.get(rule.id) ?? {};
      return { ...rule, late: lateOf(new WatchedRule(rule, this.#ownService), late), firing, pending };
    });
    return { rules: listed, setAside };
  }
}
