import { BatchFormatError, ByteCursor } from './byte-cursor.js';

const NOTHING = Buffer.alloc(0);
const DIGIT_0 = 0x30;
const MAX_DIGITS = 15;

/**
 * Goes over the headers of a record in the order in which they lie, without making an object for each. What is not as
 * the format says ends the walk: a record is not worth less for it.
 */
export class HeaderWalk {
  readonly #cursor = new ByteCursor(NOTHING);
  #left = 0;
  #nameStart = 0;
  #nameEnd = 0;
  #valueStart = 0;
  #valueEnd = 0;

  /**
   * Begins with the headers of a record.
   *
   * @param start where their number lies; `end` is after the last
   */
  begin(bytes: Uint8Array, start: number, end: number): void {
    const cursor = this.#cursor;
    cursor.bytes = bytes;
    cursor.at = start;
    cursor.end = end;
    this.#left = 0;
    try {
      this.#left = cursor.varint();
    } catch (error) {
      endOfWalk(error);
    }
  }

  /**
   * Goes to the next header.
   *
   * @returns false when there is none that can be read
   */
  next(): boolean {
    if (this.#left <= 0) return false;
    this.#left -= 1;
    const cursor = this.#cursor;
    try {
      const nameLength = cursor.varint();
      if (nameLength < 0) return false;
      this.#nameStart = cursor.at;
      this.#nameEnd = cursor.skip(nameLength);
      // A header without a value has the length -1.
      const valueLength = Math.max(cursor.varint(), 0);
      this.#valueStart = cursor.at;
      this.#valueEnd = cursor.skip(valueLength);
      return true;
    } catch (error) {
      return endOfWalk(error);
    }
  }

  isNamed(name: Uint8Array): boolean {
    return equals(this.#cursor.bytes, this.#nameStart, this.#nameEnd, name);
  }

  hasValue(value: Uint8Array): boolean {
    return equals(this.#cursor.bytes, this.#valueStart, this.#valueEnd, value);
  }

  /** A copy of the value. */
  value(): Buffer {
    return Buffer.from(this.#cursor.bytes.subarray(this.#valueStart, this.#valueEnd));
  }

  /** The value as a decimal number; 0 when it is none, or longer than 15 digits. */
  number(): number {
    if (this.#valueEnd - this.#valueStart > MAX_DIGITS) return 0;
    const { bytes } = this.#cursor;
    let number = 0;
    for (let index = this.#valueStart; index < this.#valueEnd; index += 1) {
      const digit = (bytes[index] as number) - DIGIT_0;
      if (digit < 0 || digit > 9) return 0;
      number = number * 10 + digit;
    }
    return number;
  }

  /** All headers of a record by name; those with a name that occurs twice as a list. */
  toObject(bytes: Buffer, start: number, end: number): Record<string, Buffer | Buffer[]> {
    const entries = new Map<string, Buffer | Buffer[]>();
    this.begin(bytes, start, end);
    while (this.next()) {
      const name = bytes.toString('utf8', this.#nameStart, this.#nameEnd);
      const value = bytes.subarray(this.#valueStart, this.#valueEnd);
      const known = entries.get(name);
      entries.set(name, known === undefined ? value : [known, value].flat());
    }
    return Object.fromEntries(entries);
  }
}

function endOfWalk(error: unknown): false {
  if (error instanceof BatchFormatError) return false;
  throw error;
}

function equals(bytes: Uint8Array, start: number, end: number, text: Uint8Array): boolean {
  if (end - start !== text.length) return false;
  for (let index = 0; index < text.length; index += 1) if (bytes[start + index] !== text[index]) return false;
  return true;
}
