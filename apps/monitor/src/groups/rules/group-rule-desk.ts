import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { GroupRule, GroupRuleChange, GroupRuleInput } from '@log-monitor/monitor-api';
import type pg from 'pg';
import { IngestPool } from '../../store/connection/ingest-pool.js';
import { lastRevision, type RuleRevision, revisionOf } from '../../store/groups/rule-revisions.js';
import { checkRules } from './check-rules.js';
import { GroupRuleError } from './group-rule-error.js';

/** Changes come one after the other. */
const LOCK = 'LOCK TABLE group_rules IN SHARE ROW EXCLUSIVE MODE';
const WRITE = `
  INSERT INTO group_rules (revision, undo_to, actor, action, rule, rules) VALUES ($1, $2, $3, $4, $5, $6)
  RETURNING revision, undo_to AS "undoTo", at, rules`;
const HISTORY = 'SELECT revision, at, actor, action, rule FROM group_rules ORDER BY revision DESC LIMIT 100';

/** A change of the list: what comes of it, and what is written down about it. */
interface Change {
  action: GroupRuleChange['action'];
  /** Name of the rule that it is about. */
  rule: string | null;
  rules: GroupRule[];
  /** The revision to which taking it back leads; left out: the one before it. */
  undoTo?: number;
}

/** Changes the rules by which errors are grouped. Each change is one transaction, is written down with who did it, and can be undone. */
@Injectable()
export class GroupRuleDesk {
  constructor(private readonly pool: IngestPool) {}

  /** @throws SinkError */
  async current(): Promise<RuleRevision> {
    return this.pool.transaction((client) => lastRevision(client));
  }

  /** @throws SinkError */
  async history(): Promise<GroupRuleChange[]> {
    const rows = await this.pool.run<Omit<GroupRuleChange, 'at'> & { at: Date }>(HISTORY);
    return rows.map((row) => ({ ...row, at: row.at.toISOString() }));
  }

  /**
   * Makes a rule, the last of the list.
   *
   * @throws GroupRuleError, SinkError
   */
  async create(rule: GroupRuleInput, actor: string): Promise<RuleRevision> {
    return this.#change(actor, ({ rules }) => ({
      action: 'create',
      rule: rule.name,
      rules: [...rules, written(randomUUID(), rule, actor)],
    }));
  }

  /** @throws GroupRuleError, SinkError */
  async replace(id: string, rule: GroupRuleInput, actor: string): Promise<RuleRevision> {
    return this.#change(actor, ({ rules }) => {
      known(rules, id);
      const changed = written(id, rule, actor);
      return { action: 'change', rule: rule.name, rules: rules.map((one) => (one.id === id ? changed : one)) };
    });
  }

  /** @throws GroupRuleError, SinkError */
  async remove(id: string, actor: string): Promise<RuleRevision> {
    return this.#change(actor, ({ rules }) => {
      const { name } = known(rules, id);
      return { action: 'delete', rule: name, rules: rules.filter((one) => one.id !== id) };
    });
  }

  /**
   * @param ids all of them, each once
   * @throws GroupRuleError, SinkError
   */
  async order(ids: readonly string[], actor: string): Promise<RuleRevision> {
    return this.#change(actor, ({ rules }) => {
      if (ids.length !== rules.length || new Set(ids).size !== ids.length)
        throw new GroupRuleError('CONFLICT', 'The order must name each rule once: the list has changed.');
      return { action: 'order', rule: null, rules: ids.map((id) => known(rules, id)) };
    });
  }

  /**
   * Takes back the last change that was not taken back yet; those before it come next.
   *
   * @throws GroupRuleError, SinkError
   */
  async undo(actor: string): Promise<RuleRevision> {
    return this.#change(actor, async ({ undoTo }, client) => {
      if (undoTo < 0) throw new GroupRuleError('CONFLICT', 'There is nothing to undo.');
      const before = await revisionOf(client, undoTo);
      return { action: 'undo', rule: null, rules: before.rules, undoTo: before.undoTo };
    });
  }

  async #change(
    actor: string,
    make: (before: RuleRevision, client: pg.PoolClient) => Change | Promise<Change>,
  ): Promise<RuleRevision> {
    let refused: GroupRuleError | undefined;
    try {
      return await this.pool.transaction(async (client) => {
        await client.query(LOCK);
        const before = await lastRevision(client);
        try {
          const { action, rule, rules, undoTo = before.revision } = await make(before, client);
          await checkRules(rules);
          const values = [before.revision + 1, undoTo, actor, action, rule, JSON.stringify(rules)];
          return (await client.query<RuleRevision>(WRITE, values)).rows[0] as RuleRevision;
        } catch (error) {
          if (error instanceof GroupRuleError) refused = error;
          throw error;
        }
      });
    } catch (error) {
      throw refused ?? error;
    }
  }
}

function written(id: string, rule: GroupRuleInput, actor: string): GroupRule {
  return { id, ...rule, updatedAt: new Date().toISOString(), updatedBy: actor };
}

/** @throws GroupRuleError */
function known(rules: readonly GroupRule[], id: string): GroupRule {
  const rule = rules.find((one) => one.id === id);
  if (rule === undefined) throw new GroupRuleError('ABSENT', 'There is no rule with this id.');
  return rule;
}
