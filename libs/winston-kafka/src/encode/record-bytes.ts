import { MAX_RECORD_BYTES } from '@log-monitor/log-record';
import { isPlainText } from './plain-text.js';

/** Kept free for what closes a record: its number. */
const CLOSING_BYTES = 32;
const KEPT_VIEWS = 1_024;
/** Up to here a loop that looks and writes at once is cheaper than patterns and a native write. */
const SHORT_TEXT = 64;
/** Fewer digits than a card number has. */
const HARMLESS_DIGITS = 12;
const LARGEST_SMALL_INTEGER = 0x7fff_ffff;
const SMALL_INTEGER_DIGITS = 10;

const BEFORE_SEQ = Buffer.from(',"seq":');
const CLOSING_BRACE = 0x7d;
const QUOTE = 0x22;
const SLASH = 0x2f;
const DIGIT_0 = 0x30;
const LOWER_CASE = 0x20;
const [LETTER_B, LETTER_C, LETTER_E, LETTER_R, LETTER_Y] = [0x62, 0x63, 0x65, 0x72, 0x79];

/** What an ASCII character means for a text that is written as it is. */
const KIND = { harmless: 0, never: 1, digit: 2, space: 3, capitalJ: 4, colon: 5 } as const;
const KINDS = kindsOfCharacters();

/** A record has become longer than a record may be. */
export class RecordTooLong extends Error {
  override readonly name = 'RecordTooLong';

  constructor() {
    super(`the record is longer than ${MAX_RECORD_BYTES} bytes`);
  }
}

/**
 * The memory in which a record is put together, as UTF-8. Nothing is written beyond the length that a record may have.
 *
 * Bytes are written one after the other instead of joining texts: a joined text is a tree which the native write has
 * to walk afterwards, and the tree is garbage that the collector has to clear.
 */
export class RecordBytes {
  readonly #memory = Buffer.allocUnsafeSlow(MAX_RECORD_BYTES);
  /** The same memory; cutting a view out of it is cheaper than out of a `Buffer`. */
  readonly #plainMemory = new Uint8Array(this.#memory.buffer, this.#memory.byteOffset, MAX_RECORD_BYTES);
  /** Views of the usual lengths, which come again and again: making one costs as much as writing a member. */
  readonly #views: (Uint8Array | undefined)[] = new Array<undefined>(KEPT_VIEWS);
  /** Bytes written so far. */
  length = 0;

  /** A part of what has been written, as text. */
  textFrom(start: number): string {
    return this.#memory.toString('utf8', start, this.length);
  }

  bytes(part: Uint8Array): void {
    this.#need(part.length);
    this.#memory.set(part, this.length);
    this.length += part.length;
  }

  byte(value: number): void {
    this.#need(1);
    this.#memory[this.length++] = value;
  }

  /** JSON text, as it is. */
  raw(text: string): void {
    if (this.length + text.length * 3 > MAX_RECORD_BYTES - CLOSING_BYTES) this.#need(Buffer.byteLength(text));
    this.length += this.#memory.write(text, this.length);
  }

  /** Text of ASCII characters only. */
  ascii(text: string): void {
    this.#need(text.length);
    for (let index = 0; index < text.length; index++) this.#memory[this.length + index] = text.charCodeAt(index);
    this.length += text.length;
  }

  /** A finite number as JSON. */
  number(value: number): void {
    if (value >= 0 && value <= LARGEST_SMALL_INTEGER && Math.trunc(value) === value) {
      this.#need(SMALL_INTEGER_DIGITS);
      this.#smallInteger(value);
    } else this.ascii(String(value));
  }

  /**
   * A text as JSON string, quotes included, if it stands in JSON as it is and has nothing to be redacted.
   *
   * @returns false when the text needs a closer look; then nothing has been written
   */
  text(text: string): boolean {
    if (text.length > SHORT_TEXT) return this.#longText(text);
    this.#need(text.length + 2);
    const memory = this.#memory;
    let at = this.length;
    let digits = 0;
    memory[at++] = QUOTE;
    for (let index = 0; index < text.length; index++) {
      const code = text.charCodeAt(index);
      if (code > 0x7f) return false;
      const kind = KINDS[code] as number;
      if (kind !== KIND.harmless) {
        if (kind === KIND.digit) {
          if (++digits > HARMLESS_DIGITS) return false;
        } else if (kind === KIND.never || needsLook(kind, memory, at, text, index)) return false;
      }
      memory[at++] = code;
    }
    memory[at++] = QUOTE;
    this.length = at;
    return true;
  }

  /** Ends the record with its number, for which there is always room. */
  close(seq: number): Uint8Array {
    this.#memory.set(BEFORE_SEQ, this.length);
    this.length += BEFORE_SEQ.length;
    if (seq <= LARGEST_SMALL_INTEGER) this.#smallInteger(seq);
    else this.length += this.#memory.write(String(seq), this.length);
    this.#memory[this.length++] = CLOSING_BRACE;
    return this.#view();
  }

  #view(): Uint8Array {
    const { length } = this;
    if (length >= KEPT_VIEWS) return this.#plainMemory.subarray(0, length);
    return (this.#views[length] ??= this.#plainMemory.subarray(0, length));
  }

  #longText(text: string): boolean {
    if (!isPlainText(text)) return false;
    this.byte(QUOTE);
    this.raw(text);
    this.byte(QUOTE);
    return true;
  }

  /** Writes from the last digit to the first. */
  #smallInteger(value: number): void {
    const end = this.length + digitsOf(value);
    let rest = value;
    for (let at = end - 1; at >= this.length; at--) {
      const tenth = Math.trunc(rest / 10);
      this.#memory[at] = DIGIT_0 + rest - tenth * 10;
      rest = tenth;
    }
    this.length = end;
  }

  #need(bytes: number): void {
    if (this.length + bytes > MAX_RECORD_BYTES - CLOSING_BYTES) throw new RecordTooLong();
  }
}

/** Whether a character may be part of `://`, `eyJ`, `Bearer ` or `Basic `, judged by what has been written before it. */
function needsLook(kind: number, memory: Uint8Array, at: number, text: string, index: number): boolean {
  if (kind === KIND.colon) return index + 1 < text.length && text.charCodeAt(index + 1) === SLASH;
  const before = (memory[at - 1] as number) | LOWER_CASE;
  if (kind === KIND.capitalJ) return before === LETTER_Y && ((memory[at - 2] as number) | LOWER_CASE) === LETTER_E;
  if (before === LETTER_R) return ((memory[at - 6] as number) | LOWER_CASE) === LETTER_B;
  return before === LETTER_C && ((memory[at - 5] as number) | LOWER_CASE) === LETTER_B;
}

function digitsOf(value: number): number {
  let digits = 1;
  for (let bound = 10; value >= bound; bound *= 10) digits += 1;
  return digits;
}

function kindsOfCharacters(): Uint8Array {
  const kinds = new Uint8Array(128);
  kinds.fill(KIND.never, 0, 0x20);
  for (const character of '"\\=') kinds[character.charCodeAt(0)] = KIND.never;
  for (const character of '0123456789') kinds[character.charCodeAt(0)] = KIND.digit;
  kinds[' '.charCodeAt(0)] = KIND.space;
  kinds['J'.charCodeAt(0)] = KIND.capitalJ;
  kinds[':'.charCodeAt(0)] = KIND.colon;
  return kinds;
}
