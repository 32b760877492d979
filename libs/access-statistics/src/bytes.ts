import type { KnownTexts } from './known-texts.js';

const FIRST_BYTES = 1024;
/** Shorter texts are copied character by character: a call into the engine costs more than the loop. */
const SHORT_TEXT = 48;

/** Bytes cannot be read as what they should be. */
export class StatisticsFormatError extends Error {
  readonly code = 'STATISTICS_FORMAT';

  constructor(message: string) {
    super(message);
    this.name = 'StatisticsFormatError';
  }
}

/** What can be written as bytes. */
interface Writable {
  write(writer: ByteWriter): void;
}

/** Writes numbers and texts into memory that grows. */
export class ByteWriter {
  #bytes: Buffer;
  #length = 0;
  #inner: ByteWriter | undefined;

  /** @param room bytes that it takes before its memory grows */
  constructor(room = FIRST_BYTES) {
    this.#bytes = Buffer.allocUnsafe(Math.max(FIRST_BYTES, room));
  }

  get length(): number {
    return this.#length;
  }

  /** Forgets what was written, and keeps its memory. */
  clear(): void {
    this.#length = 0;
  }

  byte(value: number): void {
    this.#reserve(1);
    this.#bytes[this.#length++] = value;
  }

  /** Seven bits a byte, lowest first (LEB128). @param value a safe integer that is not negative */
  number(value: number): void {
    this.#reserve(8);
    let rest = value;
    while (rest >= 0x80) {
      this.#bytes[this.#length++] = (rest % 0x80) | 0x80;
      rest = Math.floor(rest / 0x80);
    }
    this.#bytes[this.#length++] = rest;
  }

  /** A text with its length in bytes before it. */
  text(value: string): void {
    this.#reserve(3 * value.length + 4);
    if (value.length < SHORT_TEXT && this.#ascii(value)) return;
    const size = Buffer.byteLength(value, 'utf8');
    this.number(size);
    this.#reserve(size);
    this.#length += this.#bytes.write(value, this.#length, 'utf8');
  }

  /** Bytes of a text that lie in others, as {@link text} writes it. They are short: a call into the engine costs more than the loop. */
  part(bytes: Uint8Array, start: number, end: number): void {
    this.number(end - start);
    this.bytes(bytes, start, end);
  }

  /** Four bytes, lowest first. @param value a whole number below 2^32 that is not negative */
  uint32(value: number): void {
    this.#reserve(4);
    this.#bytes[this.#length] = value;
    this.#bytes[this.#length + 1] = value >>> 8;
    this.#bytes[this.#length + 2] = value >>> 16;
    this.#bytes[this.#length + 3] = value >>> 24;
    this.#length += 4;
  }

  /** Bytes that lie in others, as many as the reader knows of. */
  bytes(bytes: Uint8Array, start: number, end: number): void {
    this.#reserve(end - start);
    const to = this.#length - start;
    for (let at = start; at < end; at += 1) this.#bytes[to + at] = bytes[at] as number;
    this.#length += end - start;
  }

  /** What `content` writes, with its length in bytes before it; nothing when there is no content. */
  block(content: Writable | undefined): void {
    if (content === undefined) return this.byte(0);
    const inner = (this.#inner ??= new ByteWriter());
    inner.#length = 0;
    content.write(inner);
    this.number(inner.#length);
    this.raw(inner.#bytes.subarray(0, inner.#length));
  }

  raw(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** A copy of what was written. */
  take(): Buffer {
    return Buffer.from(this.#bytes.subarray(0, this.#length));
  }

  /** @returns false when the text is not ASCII; nothing is written then */
  #ascii(value: string): boolean {
    const at = this.#length + 1;
    for (let index = 0; index < value.length; index += 1) {
      const unit = value.charCodeAt(index);
      if (unit > 0x7f) return false;
      this.#bytes[at + index] = unit;
    }
    this.#bytes[this.#length] = value.length;
    this.#length = at + value.length;
    return true;
  }

  #reserve(more: number): void {
    if (this.#length + more <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(2 * this.#bytes.length, this.#length + more));
    this.#bytes.copy(larger, 0, 0, this.#length);
    this.#bytes = larger;
  }
}

/** A part of bytes. */
interface Part {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
}

/** Reads what {@link ByteWriter} wrote. Every method throws `StatisticsFormatError` where the bytes end too early. */
export class ByteReader {
  readonly #bytes: Buffer;
  readonly #part: { bytes: Uint8Array; start: number; end: number };
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#part = { bytes: this.#bytes, start: 0, end: 0 };
  }

  get atEnd(): boolean {
    return this.#at >= this.#bytes.length;
  }

  /** How many bytes have not been read. */
  get left(): number {
    return this.#bytes.length - this.#at;
  }

  byte(): number {
    const value = this.#bytes[this.#at++];
    if (value === undefined) throw new StatisticsFormatError('the bytes end too early');
    return value;
  }

  number(): number {
    let value = 0;
    let unit = 1;
    for (let count = 0; count < 8; count += 1) {
      const byte = this.byte();
      value += (byte & 0x7f) * unit;
      if (byte < 0x80) return value;
      unit *= 0x80;
    }
    throw new StatisticsFormatError('a number is too long');
  }

  /** What {@link ByteWriter.uint32} wrote. */
  uint32(): number {
    const bytes = this.#bytes;
    const at = this.#skip(4);
    const low = (bytes[at] as number) | ((bytes[at + 1] as number) << 8) | ((bytes[at + 2] as number) << 16);
    return (low | ((bytes[at + 3] as number) << 24)) >>> 0;
  }

  /** @param known finds texts that come again and again */
  text(known?: KnownTexts): string {
    const size = this.number();
    const start = this.#skip(size);
    if (known !== undefined) return known.of(this.#bytes, start, start + size);
    return this.#bytes.toString('utf8', start, start + size);
  }

  /** Where the bytes of a text lie; the answer is good until the next call. */
  part(): Part {
    return this.bytes(this.number());
  }

  /** Where so many bytes lie; the answer is good until the next call. */
  bytes(size: number): Part {
    this.#part.start = this.#skip(size);
    this.#part.end = this.#part.start + size;
    return this.#part;
  }

  /** A view of the bytes, no copy. */
  block(): Buffer {
    const size = this.number();
    const start = this.#skip(size);
    return this.#bytes.subarray(start, start + size);
  }

  rest(): Buffer {
    return this.#bytes.subarray(this.#skip(this.#bytes.length - this.#at));
  }

  #skip(size: number): number {
    const start = this.#at;
    if (start + size > this.#bytes.length) throw new StatisticsFormatError('the bytes end too early');
    this.#at = start + size;
    return start;
  }
}
