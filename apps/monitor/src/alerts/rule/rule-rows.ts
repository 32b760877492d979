import { type AlertRule, alertRuleInput, type AlertRuleInput } from '@log-monitor/monitor-api';
import type { Read } from '../measure/read-measurements.js';

interface RuleRow {
  id: string;
  source: AlertRule['source'];
  version: number;
  body: unknown;
  updated_at: Date;
}

const COLUMNS = 'id, source, version, body, updated_at';
const READ_RULES = `SELECT ${COLUMNS} FROM alert_rule WHERE $1::text IS NULL OR id = $1 ORDER BY name, id`;
const WRITE_RULE = `
  WITH version AS (
    INSERT INTO alert_rule_version (rule_id, version, body)
    SELECT $1, coalesce(max(version), 0) + 1, $4 FROM alert_rule_version WHERE rule_id = $1
    RETURNING version
  )
  INSERT INTO alert_rule (id, name, source, version, body) SELECT $1, $2, $3, version, $4::jsonb FROM version
  ON CONFLICT (id) DO UPDATE SET name = excluded.name, source = excluded.source, version = excluded.version, body = excluded.body, updated_at = now()
  RETURNING ${COLUMNS}`;
const DELETE_RULE = `
  WITH gone AS (DELETE FROM alert_rule WHERE id = $1 RETURNING id)
  INSERT INTO alert_rule_version (rule_id, version)
  SELECT $1, max(version) + 1 FROM alert_rule_version WHERE rule_id = (SELECT id FROM gone) HAVING count(*) > 0`;
const READ_LAST_VERSION = `
  SELECT rule_id AS id, 'api' AS source, version, body, at AS updated_at FROM alert_rule_version
   WHERE rule_id = $1 AND body IS NOT NULL ORDER BY version DESC LIMIT 1`;

/** Changes of rules come one after the other, and the evaluator sees that something has changed. */
const BEGIN_CHANGE = 'UPDATE alert_progress SET rules_version = rules_version + 1';

/** By name. @param id only this one */
export async function readRules(read: Read, id?: string): Promise<AlertRule[]> {
  return (await read<RuleRow>(READ_RULES, [id ?? null])).map(ruleOf);
}

/** A rule as it last was, also one that was deleted since. */
export async function readLastVersion(read: Read, id: string): Promise<AlertRule | undefined> {
  const [row] = await read<RuleRow>(READ_LAST_VERSION, [id]);
  return row && ruleOf(row);
}

/** To be called first in a transaction that changes rules. */
export async function beginRuleChange(read: Read): Promise<void> {
  await read(BEGIN_CHANGE, []);
}

export async function writeRule(
  read: Read,
  id: string,
  source: AlertRule['source'],
  rule: AlertRuleInput,
): Promise<AlertRule> {
  const [row] = await read<RuleRow>(WRITE_RULE, [id, rule.name, source, JSON.stringify(rule)]);
  if (row === undefined) throw new Error(`the rule ${id} was not written`);
  return ruleOf(row);
}

export async function deleteRule(read: Read, id: string): Promise<void> {
  await read(DELETE_RULE, [id]);
}

function ruleOf({ id, source, version, body, updated_at }: RuleRow): AlertRule {
  return { ...alertRuleInput.parse(body), id, source, version, updatedAt: updated_at.toISOString() };
}
