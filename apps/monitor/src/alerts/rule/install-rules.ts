import { isDeepStrictEqual } from 'node:util';
import type { AlertRule, AlertRuleInput } from '@log-monitor/monitor-api';
import type { Read } from '../measure/read-measurements.js';
import { DEFAULT_RULES } from './default-rules.js';
import { beginRuleChange, deleteRule, readRules, writeRule } from './rule-rows.js';

const EVER_WRITTEN = 'SELECT DISTINCT rule_id AS id FROM alert_rule_version WHERE rule_id = ANY($1)';

/**
 * Brings the rules up to date at the start of a monitor: default rules that this database has never had, and those of the file as they stand there. Without a
 * change nothing is written.
 *
 * @param ofFile by id; undefined: no file is named, and rules of an earlier one go
 */
export async function installRules(read: Read, ofFile: ReadonlyMap<string, AlertRuleInput> = new Map()): Promise<void> {
  await beginRuleChange(read);
  const stored = await readRules(read);
  const rules = new Map(stored.rules.map((rule) => [rule.id, rule]));
  const had = await read<{ id: string }>(EVER_WRITTEN, [Object.keys(DEFAULT_RULES)]);
  for (const [id, rule] of Object.entries(DEFAULT_RULES)) {
    if (!had.some((one) => one.id === id)) await writeRule(read, id, 'default', rule);
  }
  for (const [id, rule] of ofFile) {
    if (!isSame(rules.get(id), rule)) await writeRule(read, id, 'file', rule);
  }
  for (const { id, source } of [...stored.rules, ...stored.setAside]) {
    if (source === 'file' && !ofFile.has(id)) await deleteRule(read, id);
  }
}

function isSame(stored: AlertRule | undefined, rule: AlertRuleInput): boolean {
  if (stored === undefined) return false;
  const { id: _id, source: _source, version: _version, updatedAt: _updatedAt, ...input } = stored;
  return isDeepStrictEqual(input, rule);
}
