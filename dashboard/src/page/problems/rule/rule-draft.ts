import type { GroupRule, GroupRuleInput } from '@log-monitor/monitor-api';

/** What a rule can match, in the order of the form. */
export const MEMBERS = [
  { name: 'message', label: 'Message', hint: 'of the log call or of the error' },
  { name: 'type', label: 'Type of error', hint: 'such as TypeError' },
  { name: 'code', label: 'Code', hint: 'such as ECONNREFUSED' },
  { name: 'culprit', label: 'Culprit', hint: 'function and file: connect (pool)' },
  { name: 'service', label: 'Service', hint: '' },
  { name: 'logger', label: 'Logger', hint: '' },
] as const satisfies { name: keyof GroupRuleInput['match']; label: string; hint: string }[];

/** A rule as it stands in the form. */
export interface GroupRuleDraft {
  name: string;
  match: Record<string, string>;
  fingerprint: string;
  enabled: boolean;
}

export const NEW_RULE: GroupRuleDraft = { name: '', match: {}, fingerprint: '', enabled: true };

export function draftOf({ name, match, fingerprint, enabled }: GroupRule): GroupRuleDraft {
  return { name, match: { ...match }, fingerprint, enabled };
}

/** What the form says, as the API reads it; what is empty is left out, and the server says what is missing. */
export function inputOf({ name, match, fingerprint, enabled }: GroupRuleDraft): GroupRuleInput {
  const members = MEMBERS.flatMap((member) => {
    const text = (match[member.name] ?? '').trim();
    return text === '' ? [] : [[member.name, text]];
  });
  return {
    ...{ name: name.trim(), fingerprint: fingerprint.trim(), enabled },
    match: Object.fromEntries(members) as GroupRuleInput['match'],
  };
}

/** All rules as they would be with the one that is edited. */
export function rulesWith(rules: readonly GroupRule[], id: string, draft: GroupRuleDraft): GroupRuleInput[] {
  const others = rules.map((rule) => inputOf(rule.id === id ? draft : draftOf(rule)));
  return rules.some((rule) => rule.id === id) ? others : [...others, inputOf(draft)];
}

/** `message /timeout/, service booking`: what a rule matches, in words. */
export function matchWords(match: GroupRuleInput['match']): string {
  return MEMBERS.flatMap(({ name, label }) =>
    match[name] === undefined ? [] : [`${label.toLowerCase()} ${match[name]}`],
  ).join(', ');
}
