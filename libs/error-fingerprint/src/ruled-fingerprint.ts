import {
  FINGERPRINT_VERSION,
  type Fingerprint,
  type FingerprintInput,
  fingerprintOf,
  MAX_KEY_LENGTH,
} from './fingerprint.js';
import { hashKey } from './hash-key.js';
import { storable } from './message/storable.js';
import { maskMessage } from './message/mask-message.js';
import type { CompiledRules, RuleSubject } from './rule/compiled-rules.js';
import type { RuleField } from './rule/fingerprint-rule.js';
import type { RuleVariable } from './rule/rule-template.js';

/** A fingerprint's input and what only rules look at. */
export interface RuledInput extends FingerprintInput {
  service?: string | undefined;
  logger?: string | null | undefined;
  /** How it is grouped without rules, where that is known: its stack is not read then. */
  own?: Pick<Fingerprint, 'culprit' | 'key'> | undefined;
}

/** What a rule makes of an error: enough to count it. */
export interface RuledKey {
  /** Place of the rule in the list, from 0. */
  rule: number;
  /** Its hash is that of the fingerprint ({@link hashKey}). */
  key: string;
}

/**
 * The key that the first matching rule gives. Reads a stack only when a rule asks for the culprit or the fingerprint without rules: for a
 * preview over many stored errors.
 *
 * @returns undefined when no rule matches
 */
export function ruledKey(input: RuledInput, rules: CompiledRules): RuledKey | undefined {
  return keyOf(new Subject(input), rules);
}

/**
 * The fingerprint that the first matching rule gives. Two errors of one rule with one text are one problem, whatever their services.
 *
 * @returns undefined when no rule matches: then `fingerprintOf` decides
 */
export function ruledFingerprint(input: RuledInput, rules: CompiledRules): Fingerprint | undefined {
  const subject = new Subject(input);
  const found = keyOf(subject, rules);
  if (found === undefined) return undefined;
  const { rule, key } = found;
  const hash = hashKey(key);
  const parts = [`rule ${ruleTextOf(key)}`];
  return { ...subject.own(), hash, key, basis: { by: 'rule', summary: `rule ${rules.nameOf(rule)}`, parts } };
}

/** What a rule made of an error, from the key. */
export function ruleTextOf(key: string): string {
  return key.slice(key.indexOf('\nrule ') + '\nrule '.length);
}

function keyOf(subject: Subject, rules: CompiledRules): RuledKey | undefined {
  const match = rules.match(subject);
  if (match === undefined) return undefined;
  const key = storable(`v${FINGERPRINT_VERSION}\nrule ${match.fingerprint}`.slice(0, MAX_KEY_LENGTH));
  return { rule: match.rule, key };
}

class Subject implements RuleSubject {
  readonly #input: RuledInput;
  #own: Fingerprint | undefined;

  constructor(input: RuledInput) {
    this.#input = input;
  }

  own(): Fingerprint {
    return (this.#own ??= fingerprintOf(this.#input));
  }

  values(field: RuleField): readonly string[] {
    const { message, error } = this.#input;
    if (field !== 'message') return [this.variable(field)];
    return typeof error?.message === 'string' && error.message !== message ? [message, error.message] : [message];
  }

  variable(name: RuleVariable): string {
    const { message, error, service, logger } = this.#input;
    switch (name) {
      case 'type':
      case 'code': {
        const value: unknown = error?.[name];
        return typeof value === 'string' ? value : '';
      }
      case 'culprit':
        return (this.#input.own ?? this.own()).culprit ?? '';
      case 'service':
        return service ?? '';
      case 'logger':
        return logger ?? '';
      case 'template':
        return maskMessage(typeof error?.message === 'string' ? error.message : message).template;
      case 'default':
        return (this.#input.own ?? this.own()).key;
    }
  }
}
