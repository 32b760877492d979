import type { AlertRule, AlertRuleInput, AlertRuleSetAside } from '@log-monitor/monitor-api';
import type { Read } from '../measure/read-measurements.js';
import { type RuleRow, ruleOf, setAsideOf } from './stored-rule.js';

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
const READ_VERSIONS = `
  SELECT rule_id AS id, 'api' AS source, version, body, at AS updated_at FROM alert_rule_version
   WHERE rule_id = $1 AND body IS NOT NULL ORDER BY version DESC LIMIT 20`;

/** Changes of rules come one after the other, and the evaluator sees that something has changed. */
const BEGIN_CHANGE = 'UPDATE alert_progress SET rules_version = rules_version + 1';

export interface StoredRules {
  readonly rules: AlertRule[];
  /** Rules of an earlier or later version of this program that this one cannot read. */
  readonly setAside: AlertRuleSetAside[];
}

/** By name. @param id only this one */
export async function readRules(read: Read, id?: string): Promise<StoredRules> {
  const rows = await read<RuleRow>(READ_RULES, [id ?? null]);
  const stored = rows.map((row) => ({ row, rule: ruleOf(row) }));
  return {
    rules: stored.flatMap(({ rule }) => rule ?? []),
    setAside: stored.filter(({ rule }) => rule === undefined).map(({ row }) => setAsideOf(row)),
  };
}

/** A rule as it last was and can be read, also one that was deleted since. */
export async function readLastVersion(read: Read, id: string): Promise<AlertRule | undefined> {
  const rows = await read<RuleRow>(READ_VERSIONS, [id]);
  return rows.map(ruleOf).find((rule) => rule !== undefined);
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
  const written = row && ruleOf(row);
  if (written === undefined) throw new Error(`the rule ${id} was not written`);
  return written;
}

export async function deleteRule(read: Read, id: string): Promise<void> {
  await read(DELETE_RULE, [id]);
}
