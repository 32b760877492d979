/** Names in the text of a rule's fingerprint, besides the numbers of groups. */
export const RULE_VARIABLES = ['type', 'code', 'culprit', 'service', 'logger', 'template', 'default'] as const;

export type RuleVariable = (typeof RULE_VARIABLES)[number];

/** Text and variables in their order. */
export type RuleTemplate = readonly (string | { variable: RuleVariable } | { group: number })[];

const VARIABLE = /\{([^{}]*)\}/;

/** @returns the name that is no variable, when there is one */
export function readTemplate(text: string): RuleTemplate | { unknown: string } {
  const parts = text.split(VARIABLE);
  const template: (string | { variable: RuleVariable } | { group: number })[] = [];
  for (const [at, part] of parts.entries()) {
    if (at % 2 === 0) {
      if (part !== '') template.push(part);
    } else if (/^[1-9]$/.test(part)) template.push({ group: Number(part) });
    else if (isVariable(part)) template.push({ variable: part });
    else return { unknown: part };
  }
  return template;
}

function isVariable(name: string): name is RuleVariable {
  return RULE_VARIABLES.some((each) => each === name);
}
