import {
  type FingerprintRule,
  MAX_PATTERN_LENGTH,
  MAX_RULES,
  MAX_TEMPLATE_LENGTH,
  RULE_FIELDS,
  type RuleField,
} from './fingerprint-rule.js';
import { compilePattern, type Pattern } from './pattern.js';
import { RuleError } from './rule-error.js';
import { readTemplate, type RuleTemplate, type RuleVariable } from './rule-template.js';

/** What a rule may ask of an error. Asked only for what the rules name: most errors need no stack to be read. */
export interface RuleSubject {
  /** One text, or several of which one has to match. */
  values(field: RuleField): readonly string[];
  variable(name: RuleVariable): string;
}

/** The rule that decided and the text of its fingerprint. */
export interface RuleMatch {
  /** Its place in the list, from 0. */
  rule: number;
  fingerprint: string;
}

interface CompiledRule {
  patterns: readonly (readonly [RuleField, Pattern])[];
  template: RuleTemplate;
}

/** An ordered list of rules, checked. Matching takes time linear in the length of the values. */
export class CompiledRules {
  readonly #rules: readonly CompiledRule[];
  readonly #names: readonly (string | undefined)[];

  /** @throws RuleError with the place of the first rule that cannot be used */
  constructor(rules: readonly FingerprintRule[]) {
    if (rules.length > MAX_RULES) throw new RuleError('TOO_MANY_RULES', MAX_RULES, `There may be ${MAX_RULES} rules.`);
    this.#rules = rules.map(compileRule);
    this.#names = rules.map(({ name }) => name);
  }

  /** As people call the rule of this place; its number where it has no name. */
  nameOf(rule: number): string {
    return this.#names[rule] ?? `${rule + 1}`;
  }

  /** @returns undefined when no rule matches */
  match(subject: RuleSubject): RuleMatch | undefined {
    for (let rule = 0; rule < this.#rules.length; rule += 1) {
      const { patterns, template } = this.#rules[rule] as CompiledRule;
      const groups = matchAll(patterns, subject);
      if (groups !== undefined) return { rule, fingerprint: fill(template, groups, subject) };
    }
    return undefined;
  }
}

function compileRule({ match, fingerprint }: FingerprintRule, index: number): CompiledRule {
  const entries = Object.entries(match).filter(([, text]) => text !== undefined);
  if (entries.length === 0) throw new RuleError('NO_MATCH', index, 'A rule needs something to match.');
  const patterns = entries.map(([field, text]) => [fieldOf(field, index), patternOf(text, index)] as const);
  const template = templateOf(fingerprint, index);
  const groups = patterns.find(([, pattern]) => pattern.groups > 0)?.[1].groups ?? 0;
  const missing = template.find((part) => typeof part === 'object' && 'group' in part && part.group > groups);
  if (missing !== undefined) throw new RuleError('NO_SUCH_GROUP', index, `The expressions have ${groups} groups.`);
  return { patterns, template };
}

function fieldOf(name: string, index: number): RuleField {
  const field = RULE_FIELDS.find((each) => each === name);
  if (field === undefined) throw new RuleError('UNKNOWN_FIELD', index, `A rule matches ${RULE_FIELDS.join(', ')}.`);
  return field;
}

function patternOf(text: string, index: number): Pattern {
  if (text === '') throw new RuleError('INVALID_PATTERN', index, 'A pattern is empty.');
  if (text.length > MAX_PATTERN_LENGTH)
    throw new RuleError('PATTERN_TOO_LONG', index, `A pattern may have ${MAX_PATTERN_LENGTH} characters.`);
  try {
    return compilePattern(text);
  } catch (error) {
    throw new RuleError('INVALID_PATTERN', index, `${text} is no expression of RE2.`, { cause: error });
  }
}

function templateOf(text: string, index: number): RuleTemplate {
  if (text.trim() === '' || text.length > MAX_TEMPLATE_LENGTH)
    throw new RuleError('INVALID_FINGERPRINT', index, `A fingerprint has 1 to ${MAX_TEMPLATE_LENGTH} characters.`);
  const template = readTemplate(text);
  if ('unknown' in template)
    throw new RuleError('UNKNOWN_VARIABLE', index, `There is no variable {${template.unknown}}.`);
  return template;
}

/** @returns the groups of the first expression that has some; undefined when a pattern does not match */
function matchAll(patterns: CompiledRule['patterns'], subject: RuleSubject): readonly string[] | undefined {
  let groups: readonly string[] = [];
  for (const [field, pattern] of patterns) {
    const found = matchOne(pattern, subject.values(field));
    if (found === undefined) return undefined;
    if (groups.length < 2) groups = found;
  }
  return groups;
}

function matchOne(pattern: Pattern, values: readonly string[]): readonly string[] | undefined {
  for (const value of values) {
    const found = pattern.match(value);
    if (found !== undefined) return found;
  }
  return undefined;
}

function fill(template: RuleTemplate, groups: readonly string[], subject: RuleSubject): string {
  return template
    .map((part) => {
      if (typeof part === 'string') return part;
      return 'group' in part ? (groups[part.group] ?? '') : subject.variable(part.variable);
    })
    .join('');
}
