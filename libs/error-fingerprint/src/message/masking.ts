import { hostOf, isErrno, isNetworkErrno, keptPart } from './kept-part.js';
import { isDatePart, isName, isNameLike } from './near-words.js';
import { hasWord, joinTemplate, MASK, type MaskedMessage } from './template.js';
import { type TokenKind, tokensOf } from './tokens.js';
import { isVariableWord } from './variable-word.js';
import { CODE_WORDS, METHODS, UNITS } from './words.js';

const NAME_IN_CODE = /^[A-Za-z_$@][A-Za-z_$@./-]{0,80}$/;
const DOTTED_KEY = /^[A-Za-z][A-Za-z_-]*(?:\.[A-Za-z][A-Za-z_-]*)+$/;
const CONSTRAINT = /_(?:pkey|fkey|key|idx|index|check|uniq|unique|constraint|seq)$/;
/** Of English, German, French and of compilers. */
const CLOSING_QUOTES: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ["'", "'"],
  ['`', "`'"],
  ['«', '»'],
  ['»', '«'],
  ['„', '“”'],
  ['“', '”'],
]);
/** `rows`: `1 row` is said by the same statement. */
const PLURAL = /^([a-z]{2,}[a-rt-z])s$/;
const QUERY_ENDS = new Set([' ', '"', "'", '`', ')', ']', '}', '>', '|']);
const OPENING = '([{';
const CLOSING = ')]}';

/** One pass over the tokens of one message. */
export class Masking {
  readonly #texts: readonly string[];
  readonly #kinds: readonly TokenKind[];
  readonly #isPlaced: boolean;
  readonly #out: string[] = [];
  readonly #anchors: string[] = [];
  /** Quotation marks that do not come again: looked for once. */
  readonly #unclosed = new Set<string>();
  /** After a quoted request the status is a field of an access log, like the length and the time. */
  #hasRequest = false;
  #at = 0;

  constructor(message: string, isPlaced: boolean) {
    ({ texts: this.#texts, kinds: this.#kinds } = tokensOf(message));
    this.#isPlaced = isPlaced;
  }

  run(): MaskedMessage {
    while (this.#at < this.#texts.length) this.#step();
    const template = joinTemplate(this.#out);
    // A message of variable parts only keeps its letters.
    return {
      template: hasWord(template) ? template : this.#texts.join('').replace(/(?:(?<!\w)[-+])?\d[\d.,:]*/g, MASK),
      anchors: this.#anchors,
    };
  }

  #step(): void {
    const text = this.#texts[this.#at] as string;
    if (this.#kinds[this.#at] === 'mark') this.#mark(text);
    else if (this.#kinds[this.#at] === 'space') this.#emit(text);
    else this.#word(text);
  }

  #mark(text: string): void {
    if (CLOSING_QUOTES.has(text)) this.#quoted(text);
    else if (text === '=') this.#value();
    else if (text === '<' || text === '>') this.#angle(text);
    else if ((text === '{' || text === '[') && this.#isJson(text)) this.#skip(this.#closing(this.#at));
    else if (text === '(' && this.#peek(1) === ')' && this.#out.at(-1) === ' ') {
      this.#out.push('(', MASK, ')');
      this.#at += 2;
    } else this.#emit(text);
  }

  #word(text: string): void {
    if (this.#isNumberedName(text)) return this.#skip(this.#at + 4);
    if (isErrno(text)) this.#anchors.push(text);
    if (isVariableWord(text)) return this.#variable(text);
    if (this.#isPlaced && this.#out.at(-1) === ' ' && isNameLike(text, this.#out.at(-2)))
      return this.#skip(this.#at + 1);
    const near = { out: this.#out, texts: this.#texts, kinds: this.#kinds, at: this.#at };
    if (isDatePart(text, near) || isName(text, near)) return this.#skip(this.#at + 1);
    const host = this.#out.at(-1) === ' ' && isNetworkErrno(this.#out.at(-2) ?? '') ? hostOf(text) : undefined;
    this.#emit(text);
    if (host === undefined) return;
    this.#anchors.push(host);
    if (this.#peek(0) === ':' && /^\d+$/.test(this.#peek(1))) this.#at += 2;
  }

  #variable(text: string): void {
    if (this.#peek(1) === '=' && DOTTED_KEY.test(text)) return this.#emit(text);
    const kept = keptPart(text, {
      before: this.#isAfterRequest() ? 'status' : this.#before().toLowerCase(),
      after: this.#wordAfter(),
    });
    if (kept !== undefined && !this.#hasRequest) {
      this.#anchors.push(kept);
      this.#emit(kept);
      return this.#query(text);
    }
    this.#skip(this.#at + 1);
    this.#query(text);
    this.#unit();
  }

  /** What follows the `?` of a path is a part of it. */
  #query(word: string): void {
    if (this.#peek(0) !== '?' || !word.includes('/')) return;
    while (this.#at < this.#texts.length && !QUERY_ENDS.has(this.#peek(0))) this.#at += 1;
  }

  /** `GET /orders/17 404 12ms` */
  #isAfterRequest(): boolean {
    const [method = '', blank, mask, last] = this.#out.slice(-4);
    return last === ' ' && mask === MASK && blank === ' ' && METHODS.has(method);
  }

  /** `5 ms`, `1 file` and `2 files` */
  #unit(): void {
    const ahead = this.#peek(0) === ' ' ? 1 : 0;
    const word = this.#peek(ahead);
    if (this.#kinds[this.#at + ahead] !== 'word') return;
    if (UNITS.has(word.toLowerCase())) this.#at += ahead + 1;
    else if (ahead === 1 && PLURAL.test(word)) {
      this.#out.push(' ', word.replace(PLURAL, '$1'));
      this.#at += 2;
    }
  }

  #quoted(mark: string): void {
    const end = this.#at > 0 && this.#kinds[this.#at - 1] === 'word' ? -1 : this.#quoteEnd(mark);
    if (end < 0) return this.#emit(mark);
    const first = this.#peek(1);
    if (
      end === this.#at + 2 &&
      NAME_IN_CODE.test(first) &&
      (CODE_WORDS.has(this.#before()) || CONSTRAINT.test(first))
    ) {
      this.#anchors.push(first);
      this.#out.push(first);
      this.#at = end + 1;
      return;
    }
    if (METHODS.has(first) && this.#peek(2) === ' ') {
      this.#hasRequest = true;
      this.#out.push(first, ' ');
    }
    this.#skip(end + 1);
  }

  /** @returns the place of the mark that ends a quotation; -1 when there is none, as for an apostrophe */
  #quoteEnd(mark: string): number {
    if (this.#unclosed.has(mark)) return -1;
    const closing = CLOSING_QUOTES.get(mark) ?? '';
    for (let end = this.#at + 1; end < this.#texts.length; end += 1) {
      const text = this.#texts[end] as string;
      if (!closing.includes(text)) continue;
      if (mark !== "'" || this.#kinds[end + 1] !== 'word') return end;
    }
    this.#unclosed.add(mark);
    return -1;
  }

  /** What follows `=`: a word, a quotation, an object such as `Token{…}`. An empty value stays empty. */
  #value(): void {
    const isSpaced = this.#out.at(-1) === ' ' && this.#peek(1) === ' ';
    this.#emit('=');
    let at = isSpaced ? this.#at + 1 : this.#at;
    const first = this.#texts[at] ?? '';
    if (CLOSING_QUOTES.has(first)) {
      this.#at = at;
      return this.#quoted(first);
    }
    if (this.#kinds[at] === 'word') {
      const kept = keptPart(first, { before: (this.#out.at(-2) ?? '').toLowerCase(), after: '' });
      if (kept !== undefined) return;
      at += 1;
    } else if (this.#kinds[at] !== 'mark') return;
    while (this.#texts[at] === ':') at += this.#kinds[at + 1] === 'word' ? 2 : 1;
    if (OPENING.includes(this.#texts[at] ?? ' ')) at = this.#closing(at);
    this.#skip(at);
  }

  /** `<1 sec`, `<unknown>`: before a number it is part of it. */
  #angle(mark: string): void {
    if (this.#out.at(-1) === ' ' && /^\d/.test(this.#peek(1))) this.#at += 1;
    else this.#emit(mark);
  }

  #isJson(open: string): boolean {
    const next = this.#peek(1) === ' ' ? this.#peek(2) : this.#peek(1);
    return next === '"' || next === "'" || (open === '[' && next === '{');
  }

  /** `LOCAL(0)`, an object by its number */
  #isNumberedName(text: string): boolean {
    return this.#peek(1) === '(' && this.#peek(3) === ')' && /^[A-Z]+$/.test(text) && /^\d+$/.test(this.#peek(2));
  }

  /** @returns the place after the bracket that closes the one at a place; the end of the message when none does */
  #closing(from: number): number {
    let depth = 0;
    for (let at = from; at < this.#texts.length; at += 1) {
      const text = this.#texts[at] as string;
      if (OPENING.includes(text)) depth += 1;
      else if (CLOSING.includes(text)) depth -= 1;
      if (depth === 0) return at + 1;
    }
    return this.#texts.length;
  }

  /** The word before, over a blank, a colon, an opening bracket. */
  #before(): string {
    const out = this.#out;
    let at = out.length - 1;
    for (let marks = 0; marks < 3 && /^[ :=(['"]$/.test(out[at] ?? ''); marks += 1) at -= 1;
    return out[at] ?? '';
  }

  #wordAfter(): string {
    return this.#peek(1) === ' ' ? this.#peek(2) : '';
  }

  #peek(ahead: number): string {
    return this.#texts[this.#at + ahead] ?? '';
  }

  #emit(text: string): void {
    this.#out.push(text);
    this.#at += 1;
  }

  /** Writes one mask for all tokens before a place. */
  #skip(to: number): void {
    this.#out.push(MASK);
    this.#at = to;
  }
}
