import { HEADER } from '@log-monitor/log-record';
import { BatchFormatError, ByteCursor } from './byte-cursor.js';

const LAST_SEQ = Buffer.from(HEADER.lastSeq, 'latin1');
const END = Buffer.from(HEADER.end, 'latin1');
const NOTHING = Buffer.alloc(0);
const TRUE = Buffer.from('true', 'latin1');
const DIGIT_0 = 0x30;
const MAX_DIGITS = 15;

/** The headers of a record, read from its bytes in the order in which they lie; the first of a name counts. */
export class RecordHeaders {
  /** Highest sequence number that the instance had handed out; 0 when not said. */
  lastSeq = 0;
  /** The instance ended on purpose. */
  ended = false;
  readonly #cursor = new ByteCursor(NOTHING);
  #nameStart = 0;
  #nameEnd = 0;
  #valueStart = 0;
  #valueEnd = 0;

  /**
   * Reads what the ledger wants to know. What is not as the format says ends the reading: a record is not worth less for it.
   *
   * @param start where their number lies, `end` behind the last
   */
  read(bytes: Uint8Array, start: number, end: number): void {
    this.lastSeq = 0;
    this.ended = false;
    let saidSeq = false;
    let saidEnd = false;
    let left = this.#begin(bytes, start, end);
    for (; left > 0 && this.#next(); left -= 1) {
      if (!saidSeq && this.#isNamed(bytes, LAST_SEQ)) {
        saidSeq = true;
        this.lastSeq = this.#number(bytes);
      } else if (!saidEnd && this.#isNamed(bytes, END)) {
        saidEnd = true;
        this.ended = equals(bytes, this.#valueStart, this.#valueEnd, TRUE);
      }
    }
  }

  /** All headers by name; those with a name that occurs twice as a list. */
  toObject(bytes: Buffer, start: number, end: number): Record<string, Buffer | Buffer[]> {
    const entries = new Map<string, Buffer | Buffer[]>();
    let left = this.#begin(bytes, start, end);
    for (; left > 0 && this.#next(); left -= 1) {
      const name = bytes.toString('utf8', this.#nameStart, this.#nameEnd);
      const value = bytes.subarray(this.#valueStart, this.#valueEnd);
      const known = entries.get(name);
      entries.set(name, known === undefined ? value : [known, value].flat());
    }
    return Object.fromEntries(entries);
  }

  /** @returns how many there are said to be; 0 when that can not be read */
  #begin(bytes: Uint8Array, start: number, end: number): number {
    this.#cursor.bytes = bytes;
    this.#cursor.at = start;
    this.#cursor.end = end;
    try {
      return this.#cursor.varint();
    } catch (error) {
      return endOfReading(error, 0);
    }
  }

  /** @returns false when there is none that can be read */
  #next(): boolean {
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
      return endOfReading(error, false);
    }
  }

  #isNamed(bytes: Uint8Array, name: Uint8Array): boolean {
    return equals(bytes, this.#nameStart, this.#nameEnd, name);
  }

  #number(bytes: Uint8Array): number {
    if (this.#valueEnd - this.#valueStart > MAX_DIGITS) return 0;
    let number = 0;
    for (let index = this.#valueStart; index < this.#valueEnd; index += 1) {
      const digit = (bytes[index] as number) - DIGIT_0;
      if (digit < 0 || digit > 9) return 0;
      number = number * 10 + digit;
    }
    return number;
  }
}

function endOfReading<Result>(error: unknown, result: Result): Result {
  if (error instanceof BatchFormatError) return result;
  throw error;
}

function equals(bytes: Uint8Array, start: number, end: number, text: Uint8Array): boolean {
  if (end - start !== text.length) return false;
  for (let index = 0; index < text.length; index += 1) if (bytes[start + index] !== text[index]) return false;
  return true;
}
