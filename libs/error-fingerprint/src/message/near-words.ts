import { MASK } from './template.js';
import type { TokenKind } from './tokens.js';
import { AFTER_NAME, DATE_WORDS, NO_NAMES, PERSON_WORDS } from './words.js';

/** A word among the parts written before it and the tokens after it. */
export interface Near {
  out: readonly string[];
  texts: readonly string[];
  kinds: readonly TokenKind[];
  at: number;
}

const LONGEST_DATE_WORD = 9;
const DATE_REACH = 4;
const LONGEST_PERSON_WORD = 8;

/** `Jun`, `Monday`, `GMT` when a number stands beside it. */
export function isDatePart(word: string, { out, texts, kinds, at }: Near): boolean {
  if (word.length > LONGEST_DATE_WORD) return false;
  const isAfterValue = out.at(-1) === ' ' && out.at(-2) === MASK;
  if (!isAfterValue && !isNumberAhead(texts, at)) return false;
  if (!DATE_WORDS.has(word.toLowerCase())) return false;
  if (isAfterValue) return true;
  for (let ahead = at + 1; ahead <= at + DATE_REACH && ahead < texts.length; ahead += 1) {
    const text = texts[ahead] as string;
    if (kinds[ahead] === 'word' && !DATE_WORDS.has(text.toLowerCase())) return /^\d/.test(text);
  }
  return false;
}

/** A quick look: most words have none ahead. */
function isNumberAhead(texts: readonly string[], at: number): boolean {
  const end = Math.min(texts.length, at + DATE_REACH + 1);
  for (let ahead = at + 1; ahead < end; ahead += 1) if (isDigit((texts[ahead] as string).charCodeAt(0))) return true;
  return false;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/** A person's name by the words around it: `Invalid user alice`, `password for alice from 10.0.0.1`. */
export function isName(word: string, { out, texts, at }: Near): boolean {
  if (out.at(-1) !== ' ') return false;
  const isAfterColon = out.at(-2) === ':';
  const before = personWord(out.at(isAfterColon ? -3 : -2) ?? '');
  if (before === '') return false;
  const isPerson = before !== 'for';
  if (before === 'user' && /^(?:invalid|illegal|unknown)$/i.test(out.at(-4) ?? '')) return true;
  if (NO_NAMES.has(word.toLowerCase())) return false;
  const ahead = texts[at + 1] === ' ' ? 2 : 1;
  const next = texts[at + ahead] ?? '';
  if (!isPerson) return next === 'from';
  return next === '' || AFTER_NAME.has(next) || (next === 'not' && texts[at + ahead + 2] === 'found');
}

/** @returns in lower case a word that a name follows; empty for others */
function personWord(word: string): string {
  if (word.length < 3 || word.length > LONGEST_PERSON_WORD) return '';
  const lower = word.toLowerCase();
  return lower === 'for' || PERSON_WORDS.has(lower) ? lower : '';
}

/** Has a capital, or parts joined by a hyphen or an underscore. */
const NAME_LIKE = /^[A-Z]|[a-z][A-Z]|[^_-][_-][^_-]/;
const CODE_LIKE = /\.|(?:Error|Exception|Fault|Failure)$|^E[A-Z]{3,}$/;
/** A sentence begins after them. */
const SENTENCE_ENDS = new Set(['.', ':', '!', '?', '-', ';']);

/** `EUR`, `Alice`, `acme-corp`, `newCheckout` inside of a sentence; not its first word. */
export function isNameLike(word: string, before: string | undefined): boolean {
  return before !== undefined && !SENTENCE_ENDS.has(before) && NAME_LIKE.test(word) && !CODE_LIKE.test(word);
}
