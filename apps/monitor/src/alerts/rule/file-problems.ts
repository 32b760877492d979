import type { AlertRuleInput } from '@log-monitor/monitor-api';
import { DEFAULT_RULES } from './default-rules.js';
import { narrowedProblem, ruleProblems } from './rule-check.js';

/** What about the rules of ALERT_RULES_FILE cannot be so, a sentence each. They may depend on one another and on the default rules. */
export function fileProblems(rules: ReadonlyMap<string, AlertRuleInput>): string[] {
  const known = new Map([...Object.entries(DEFAULT_RULES), ...rules]);
  const narrowed = narrowedProblem(rules.values());
  const ofRules = [...rules].flatMap(([id, rule]) =>
    ruleProblems(rule, id, known).map((problem) => `ALERT_RULES_FILE: rule ${shownId(id)}: ${problem}`),
  );
  return narrowed === undefined ? ofRules : [...ofRules, `ALERT_RULES_FILE: ${narrowed}`];
}

/** Which rules of ALERT_RULES_FILE name channels that are not configured, a sentence each: whom they would reach there hears nothing. */
export function lostChannels(rules: ReadonlyMap<string, AlertRuleInput>, configured: readonly string[]): string[] {
  return [...rules].flatMap(([id, { channels }]) =>
    (channels === 'all' ? [] : channels)
      .filter((name) => !configured.includes(name))
      .map(
        (name) =>
          `ALERT_RULES_FILE: rule ${shownId(id)}: channels names ${JSON.stringify(name)}, which is not configured`,
      ),
  );
}

/** As it stands in the file. */
function shownId(id: string): string {
  return id.slice('file:'.length);
}
