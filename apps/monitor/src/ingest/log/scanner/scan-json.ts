import { MAX_DEPTH, MAX_MEMBERS } from '../value/sanitise.js';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const MINUS = 0x2d;
const POINT = 0x2e;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/** Digits of a number that JavaScript and PostgreSQL surely read alike. */
const MAX_DIGITS = 15;

/** What may follow a backslash; `\u` is left out: half a surrogate pair and NUL, which PostgreSQL refuses, come only by it. */
const SIMPLE_ESCAPES = byteSet('"\\/bfnrt');
const WORDS = ['true', 'false', 'null'].map((word) => Buffer.from(word, 'latin1'));

/** @returns a table with 1 for each of these characters */
function byteSet(characters: string): Uint8Array {
  const set = new Uint8Array(256);
  for (const character of characters) set[character.charCodeAt(0)] = 1;
  return set;
}

/**
 * Walks over compact JSON as `JSON.stringify` writes it, byte by byte and without making a value. It is strict and knows
 * less than JSON: where it says -1 the text may still be right, and somebody else has to read it.
 */
export class JsonScanner {
  /** True when the string that was scanned last has an escape in it. */
  escaped = false;
  /** True when a byte above ASCII has been seen since it was last set to false. */
  beyondAscii = false;
  /** Index after the text that is scanned: more may follow it. */
  end = 0;
  readonly #isArray = new Uint8Array(MAX_DEPTH + 2);

  /**
   * @param at index after the opening quote
   * @returns index of the closing quote, or -1
   */
  string(bytes: Uint8Array, at: number): number {
    this.escaped = false;
    for (let index = at; index < this.end; index += 1) {
      const byte = bytes[index] as number;
      if (byte === QUOTE) return index;
      if (byte < 0x20) return -1;
      if (byte >= 0x80) this.beyondAscii = true;
      if (byte !== BACKSLASH) continue;
      index += 1;
      if (index >= this.end || SIMPLE_ESCAPES[bytes[index] as number] === 0) return -1;
      this.escaped = true;
    }
    return -1;
  }

  /**
   * A whole number above zero, without sign, point or exponent.
   *
   * @returns index after its last digit, or -1
   */
  wholeNumber(bytes: Uint8Array, at: number): number {
    const end = this.#digits(bytes, at);
    return end === at || end - at > MAX_DIGITS || bytes[at] === 0x30 ? -1 : end;
  }

  /**
   * An object with all that is in it, within the bounds of what a row may carry.
   *
   * @param at index of the opening brace
   * @returns index after the closing brace, or -1
   */
  object(bytes: Uint8Array, at: number): number {
    if (bytes[at] !== OPEN_OBJECT) return -1;
    let depth = 0;
    let values = 0;
    let index = at;
    // Each round reads one value, and after it all that closes, up to the next value.
    for (;;) {
      values += 1;
      if (values > MAX_MEMBERS) return -1;
      const byte = bytes[index];
      if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) {
        depth += 1;
        if (depth > MAX_DEPTH) return -1;
        this.#isArray[depth] = byte === OPEN_ARRAY ? 1 : 0;
        index += 1;
        if (bytes[index] !== (byte === OPEN_ARRAY ? CLOSE_ARRAY : CLOSE_OBJECT)) {
          index = byte === OPEN_ARRAY ? index : this.#name(bytes, index);
          if (index < 0) return -1;
          continue;
        }
      } else {
        index = this.#plainValue(bytes, index);
        if (index < 0) return -1;
      }
      while (bytes[index] === (this.#isArray[depth] === 1 ? CLOSE_ARRAY : CLOSE_OBJECT)) {
        index += 1;
        depth -= 1;
        if (depth === 0) return index;
      }
      if (bytes[index] !== COMMA) return -1;
      index = this.#isArray[depth] === 1 ? index + 1 : this.#name(bytes, index + 1);
      if (index < 0) return -1;
    }
  }

  /** @returns index after the name's colon, or -1 */
  #name(bytes: Uint8Array, at: number): number {
    if (bytes[at] !== QUOTE) return -1;
    const end = this.string(bytes, at + 1);
    return end < 0 || bytes[end + 1] !== COLON ? -1 : end + 2;
  }

  #plainValue(bytes: Uint8Array, at: number): number {
    const first = bytes[at] as number;
    if (first === QUOTE) {
      const end = this.string(bytes, at + 1);
      return end < 0 ? -1 : end + 1;
    }
    return first === MINUS || isDigit(first) ? this.#number(bytes, at) : word(bytes, at);
  }

  /** Without an exponent, and short enough to be the same number everywhere. */
  #number(bytes: Uint8Array, at: number): number {
    const start = bytes[at] === MINUS ? at + 1 : at;
    const point = this.#digits(bytes, start);
    if (point === start || (bytes[start] === 0x30 && point > start + 1)) return -1;
    let end = point;
    if (bytes[point] === POINT) {
      end = this.#digits(bytes, point + 1);
      if (end === point + 1) return -1;
    }
    const next = bytes[end] as number;
    return end - start > MAX_DIGITS || next === 0x65 || next === 0x45 ? -1 : end;
  }

  #digits(bytes: Uint8Array, at: number): number {
    let index = at;
    while (index < this.end && isDigit(bytes[index] as number)) index += 1;
    return index;
  }
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}

function word(bytes: Uint8Array, at: number): number {
  for (const letters of WORDS) {
    let length = 0;
    while (length < letters.length && bytes[at + length] === letters[length]) length += 1;
    if (length === letters.length) return at + length;
  }
  return -1;
}
