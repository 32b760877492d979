import { RE2JS } from 're2js';
import { requiredText } from './required-text.js';

/** A pattern of a rule, ready to use. */
export interface Pattern {
  /** Groups that `{1}` and so on may name. */
  groups: number;
  /** @returns the groups, the whole match first; undefined when it does not match */
  match(value: string): readonly string[] | undefined;
}

/** Longer values are matched by their beginning. */
const MAX_VALUE = 4096;
const EXPRESSION = /^\/(.*)\/(i?)$/s;

/**
 * @param text a glob, or an expression of RE2 between slashes
 * @throws RE2JSException when the expression is not one of RE2
 */
export function compilePattern(text: string): Pattern {
  const found = EXPRESSION.exec(text);
  if (found === null) return globPattern(text);
  const expression = RE2JS.compile(found[1] as string, found[2] === 'i' ? RE2JS.CASE_INSENSITIVE : 0);
  // A matcher looks twice: where the match is, then again for its groups.
  const engine = expression.re2();
  const required = found[2] === 'i' ? '' : requiredText(found[1] as string);
  return {
    groups: expression.groupCount(),
    match(value) {
      const text = value.slice(0, MAX_VALUE);
      if (!text.includes(required)) return undefined;
      const found = engine.findSubmatch(text) as (string | null)[] | null;
      return found?.map((group) => group ?? '');
    },
  };
}

/** The texts between the stars, found from left to right: no way back, so the work is bounded. */
function globPattern(text: string): Pattern {
  const [first = '', ...rest] = text.split(/\*+/);
  const last = rest.pop();
  const matches = (value: string): boolean => {
    if (last === undefined) return value === first;
    if (value.length < first.length + last.length || !value.startsWith(first) || !value.endsWith(last)) return false;
    const end = value.length - last.length;
    let at = first.length;
    for (const part of rest) {
      const found = value.indexOf(part, at);
      if (found < 0 || found + part.length > end) return false;
      at = found + part.length;
    }
    return true;
  };
  return { groups: 0, match: (value) => (matches(value.slice(0, MAX_VALUE)) ? [value] : undefined) };
}
