import { readFileSync } from 'node:fs';
import { alertRuleInput, type AlertRuleInput } from '@log-monitor/monitor-api';
import { parse } from 'yaml';
import { z } from 'zod';

const MOST_BYTES = 5_000_000;

const rulesFile = z.strictObject({
  rules: z
    .array(
      alertRuleInput.extend({
        id: z.string().regex(/^[a-z0-9][a-z0-9._-]{0,99}$/, 'must be made of a-z, 0-9, dot, underscore and hyphen'),
      }),
    )
    .max(10_000),
});

/**
 * Reads `ALERT_RULES_FILE`: YAML (or JSON) with a list `rules`. An id is that of the API with `file:` before it.
 *
 * @param problems each mistake, a sentence for each
 * @returns rules by id
 */
export function readAlertRules(file: string | undefined, problems: string[]): ReadonlyMap<string, AlertRuleInput> {
  const rules = new Map<string, AlertRuleInput>();
  if (file === undefined) return rules;
  const read = readYaml(file);
  if (read instanceof Error) {
    problems.push(`ALERT_RULES_FILE names a file that cannot be used: ${read.message}`);
    return rules;
  }
  const parsed = rulesFile.safeParse(read.content);
  if (!parsed.success) {
    problems.push(...parsed.error.issues.map((issue) => `ALERT_RULES_FILE: ${wordsOf(issue)}`));
    return rules;
  }
  for (const { id, ...rule } of parsed.data.rules) {
    if (rules.has(`file:${id}`)) problems.push(`ALERT_RULES_FILE: two rules have the id ${id}`);
    rules.set(
      `file:${id}`,
      withFileIds(
        rule,
        parsed.data.rules.map((one) => one.id),
      ),
    );
  }
  return rules;
}

function readYaml(file: string): { content: unknown } | Error {
  try {
    const text = readFileSync(file, 'utf8');
    if (text.length > MOST_BYTES) return new Error(`it is larger than ${MOST_BYTES} bytes`);
    // Aliases could unfold a small file into a huge one.
    return { content: parse(text, { maxAliasCount: 100 }) };
  } catch (error) {
    return new Error((error as Error).message.split('\n')[0] ?? 'it is no YAML');
  }
}

/** Rules of the file name one another as they do in the file. */
function withFileIds(rule: AlertRuleInput, ids: readonly string[]): AlertRuleInput {
  if (rule.dependsOn === undefined) return rule;
  return { ...rule, dependsOn: rule.dependsOn.map((id) => (ids.includes(id) ? `file:${id}` : id)) };
}

function wordsOf({ path, message }: z.core.$ZodIssue): string {
  return path.length === 0 ? message : `${path.join('.')} ${message}`;
}
