import {
  FINGERPRINT_VERSION,
  type Fingerprint,
  type FingerprintInput,
  fingerprintOf,
  MAX_KEY_LENGTH,
} from './fingerprint.js';
import { hashKey } from './hash-key.js';
import { maskMessage } from './message/mask-message.js';
import type { CompiledRules, RuleSubject } from './rule/compiled-rules.js';
import type { RuleField } from './rule/fingerprint-rule.js';
import type { RuleVariable } from './rule/rule-template.js';

/** A fingerprint's input and what only rules look at. */
export interface RuledInput extends FingerprintInput {
  service?: string | undefined;
  logger?: string | null | undefined;
}

/**
 * The fingerprint that the first matching rule gives. Two errors of one rule with one text are one problem, whatever their services.
 *
 * @returns undefined when no rule matches: then `fingerprintOf` decides
 */
export function ruledFingerprint(input: RuledInput, rules: CompiledRules): Fingerprint | undefined {
  const subject = new Subject(input);
  const match = rules.match(subject);
  if (match === undefined) return undefined;
  const own = subject.own();
  const text = match.fingerprint.toWellFormed();
  const key = `v${FINGERPRINT_VERSION}\nrule ${text}`.slice(0, MAX_KEY_LENGTH).toWellFormed();
  return {
    ...own,
    hash: hashKey(key),
    key,
    basis: { by: 'rule', summary: `rule ${match.rule + 1}`, parts: [`rule ${text}`] },
  };
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
        return this.own().culprit ?? '';
      case 'service':
        return service ?? '';
      case 'logger':
        return logger ?? '';
      case 'template':
        return maskMessage(typeof error?.message === 'string' ? error.message : message).template;
      case 'default':
        return this.own().key;
    }
  }
}
