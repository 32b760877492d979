import { BLOCK_BYTES, BlockPool } from './block-pool.js';

/** `PGCOPY\n\377\r\n\0`, then flags and the length of an extension, both 0. */
const HEADER = Buffer.from([0x50, 0x47, 0x43, 0x4f, 0x50, 0x59, 0x0a, 0xff, 0x0d, 0x0a, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
/** The length of an array, then its header: dimensions, whether there are nulls, type of the elements, their number, the first index. */
export const INT4_ARRAY_BYTES = 24;
/** OID of `int4` in pg_type. */
const INT4_TYPE = 23;
/** PostgreSQL counts from 2000-01-01. */
const POSTGRES_EPOCH_MS = Date.UTC(2000, 0, 1);
const JSONB_VERSION = 1;
const TWO_32 = 2 ** 32;
const BACKSLASH = 0x5c;

/** What a simple JSON escape stands for, by the character after the backslash. */
const UNESCAPED = new Uint8Array(256);
for (const [escaped, character] of Object.entries({
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
})) {
  UNESCAPED[escaped.charCodeAt(0)] = character.charCodeAt(0);
}

/**
 * Rows in PostgreSQL's binary COPY format (documentation of COPY, "Binary Format"). Bytes that are text already are copied as
 * they lie; the server reads this form in three quarters of the time that it needs for text.
 */
export class BinaryRows {
  readonly #blocks: Buffer[] = [];
  readonly #pool: BlockPool;
  readonly #fromPool: Buffer[] = [];
  /** Full from the start: memory is taken with the first row, so that a batch without rows costs none. */
  #block: Buffer = HEADER;
  #at = HEADER.length;

  constructor(pool = new BlockPool()) {
    this.#pool = pool;
  }

  /**
   * Begins a row.
   *
   * @param columns how many values follow
   * @param mostBytes what the row can take at most
   */
  row(columns: number, mostBytes: number): void {
    if (this.#block.length - this.#at < mostBytes + 2) this.#nextBlock(mostBytes + 2);
    this.#block[this.#at] = columns >> 8;
    this.#block[this.#at + 1] = columns & 255;
    this.#at += 2;
  }

  /** Ends the rows and gives them away: nothing can be added afterwards. */
  take(): Buffer[] {
    if (this.#block.length - this.#at < 2) this.#nextBlock(2);
    this.#at = this.#block.writeInt16BE(-1, this.#at);
    return [...this.#blocks, this.#block.subarray(0, this.#at)];
  }

  /** Lets the memory be used again: to be called when all that `take` gave has been sent. */
  recycle(): void {
    this.#pool.giveBack(this.#fromPool.splice(0));
  }

  null(): void {
    this.#int32(-1);
  }

  int2(value: number): void {
    this.#int32(2);
    this.#block[this.#at] = (value >> 8) & 255;
    this.#block[this.#at + 1] = value & 255;
    this.#at += 2;
  }

  int4(value: number): void {
    this.#int32(4);
    this.#int32(value);
  }

  /** @param value a safe integer */
  int8(value: number): void {
    this.#int32(8);
    const high = Math.floor(value / TWO_32);
    this.#int32(high);
    this.#int32(value - high * TWO_32);
  }

  float8(value: number): void {
    this.#int32(8);
    this.#at = this.#block.writeDoubleBE(value, this.#at);
  }

  /** @param values each at most once; the row must have been begun with room for {@link INT4_ARRAY_BYTES} and eight bytes for each */
  int4Array(values: Int32Array): void {
    this.#int32(INT4_ARRAY_BYTES - 4 + 8 * values.length);
    this.#int32(1);
    this.#int32(0);
    this.#int32(INT4_TYPE);
    this.#int32(values.length);
    this.#int32(1);
    for (let index = 0; index < values.length; index += 1) this.int4(values[index] as number);
  }

  boolean(value: boolean): void {
    this.#int32(1);
    this.#block[this.#at++] = value ? 1 : 0;
  }

  bytea(value: Uint8Array): void {
    this.#int32(value.length);
    this.#block.set(value, this.#at);
    this.#at += value.length;
  }

  /** @param milliseconds since 1970 */
  timestamptz(milliseconds: number): void {
    this.int8(Math.round((milliseconds - POSTGRES_EPOCH_MS) * 1000));
  }

  /** @param bytes where 16 bytes lie from `start` on */
  uuid(bytes: Uint8Array, start: number): void {
    this.#int32(16);
    for (let index = 0; index < 16; index += 1) this.#block[this.#at + index] = bytes[start + index] as number;
    this.#at += 16;
  }

  /** @param value text of any length; the row must have been begun with room for three bytes per UTF-16 unit */
  text(value: string): void {
    const lengthAt = this.#at;
    this.#at += 4;
    this.#endValue(lengthAt, this.#block.write(value, this.#at, 'utf8'));
  }

  /** @param json its text; room as for `text` */
  jsonb(json: string): void {
    const lengthAt = this.#at;
    this.#at += 4;
    this.#block[this.#at] = JSONB_VERSION;
    this.#endValue(lengthAt, 1 + this.#block.write(json, this.#at + 1, 'utf8'));
  }

  /** Text as it lies in a JSON message between its quotes; `\u` escapes are not understood. */
  textBytes(source: Uint8Array, start: number, end: number, escaped: boolean): void {
    const lengthAt = this.#at;
    this.#at += 4;
    this.#endValue(lengthAt, escaped ? this.#unescape(source, start, end) : this.#copy(source, start, end, this.#at));
  }

  /** JSON as it lies in a message. */
  jsonbBytes(source: Uint8Array, start: number, end: number): void {
    const lengthAt = this.#at;
    this.#at += 4;
    this.#block[this.#at] = JSONB_VERSION;
    this.#endValue(lengthAt, 1 + this.#copy(source, start, end, this.#at + 1));
  }

  /** Values are short: a call into the engine costs more than the loop. */
  #copy(source: Uint8Array, start: number, end: number, to: number): number {
    const block = this.#block;
    const length = end - start;
    if (length > 200) block.set(source.subarray(start, end), to);
    else for (let index = 0; index < length; index += 1) block[to + index] = source[start + index] as number;
    return length;
  }

  #unescape(source: Uint8Array, start: number, end: number): number {
    const block = this.#block;
    let to = this.#at;
    for (let index = start; index < end; index += 1) {
      let byte = source[index] as number;
      if (byte === BACKSLASH) byte = UNESCAPED[source[++index] as number] as number;
      block[to] = byte;
      to += 1;
    }
    return to - this.#at;
  }

  #endValue(lengthAt: number, length: number): void {
    this.#at = lengthAt;
    this.#int32(length);
    this.#at += length;
  }

  #int32(value: number): void {
    const block = this.#block;
    const at = this.#at;
    block[at] = value >>> 24;
    block[at + 1] = value >>> 16;
    block[at + 2] = value >>> 8;
    block[at + 3] = value;
    this.#at = at + 4;
  }

  #nextBlock(least: number): void {
    this.#blocks.push(this.#block.subarray(0, this.#at));
    if (least > BLOCK_BYTES) {
      this.#block = Buffer.allocUnsafeSlow(least);
    } else {
      this.#block = this.#pool.take();
      this.#fromPool.push(this.#block);
    }
    this.#at = 0;
  }
}
