/** What a rule looks at. `message` is the text of the log call or the message of the error: one of them has to match. */
export const RULE_FIELDS = ['type', 'message', 'code', 'culprit', 'service', 'logger'] as const;

export type RuleField = (typeof RULE_FIELDS)[number];

/**
 * A rule of the users': an error that matches gets the fingerprint of the rule instead of its own. The first rule that matches decides.
 *
 * A pattern is a glob (`*` is any text, the whole value has to match) or an expression of RE2 between slashes (`/timeout of (\d+)/i`, found anywhere).
 * The fingerprint is text with `{type}`, `{code}`, `{culprit}`, `{service}`, `{logger}`, `{template}` (the message without its variable parts),
 * `{default}` (the fingerprint without rules) and `{1}` … `{9}` (groups of the first expression that has them).
 */
export interface FingerprintRule {
  /** As people call it; it is no part of the fingerprint. */
  name?: string;
  /** At least one; all of them have to match. */
  match: Partial<Record<RuleField, string>>;
  fingerprint: string;
}

export const MAX_RULES = 200;
export const MAX_PATTERN_LENGTH = 500;
export const MAX_TEMPLATE_LENGTH = 500;
