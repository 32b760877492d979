import type { StateChange } from '../evaluation/evaluate-rules.js';
import { type RuleState, RuleStates } from '../evaluation/rule-states.js';
import type { Read } from '../measure/read-measurements.js';

const READ_STATES = 'SELECT rule_id AS "ruleId", key, body AS state FROM alert_state';
const WRITE_STATES = `
  INSERT INTO alert_state (rule_id, key, body) SELECT * FROM unnest($1::text[], $2::text[], $3::jsonb[])
  ON CONFLICT (rule_id, key) DO UPDATE SET body = excluded.body, updated_at = now()`;
const DELETE_STATES = `
  DELETE FROM alert_state s USING unnest($1::text[], $2::text[]) AS gone (rule_id, key) WHERE s.rule_id = gone.rule_id AND s.key = gone.key`;

export async function readStates(read: Read): Promise<RuleStates> {
  const states = new RuleStates();
  const rows = await read<{ ruleId: string; key: string; state: RuleState }>(READ_STATES, []);
  for (const { ruleId, key, state } of rows) states.set(ruleId, key, state);
  return states;
}

/** Only what has changed is written. A key stands in `changes` once. */
export async function writeStates(read: Read, changes: readonly StateChange[]): Promise<void> {
  const kept = changes.filter(({ state }) => state !== undefined);
  const gone = changes.filter(({ state }) => state === undefined);
  if (kept.length > 0) {
    const bodies = kept.map(({ state }) => JSON.stringify(state));
    await read(WRITE_STATES, [kept.map(({ ruleId }) => ruleId), kept.map(({ key }) => key), bodies]);
  }
  if (gone.length > 0) await read(DELETE_STATES, [gone.map(({ ruleId }) => ruleId), gone.map(({ key }) => key)]);
}
