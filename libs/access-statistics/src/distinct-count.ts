import { ByteReader, ByteWriter, StatisticsFormatError } from './bytes.js';
import { HASH_BITS, hashText } from './hash-text.js';

const INDEX_BITS = 14;
const REGISTERS = 2 ** INDEX_BITS;
const TAIL_BITS = HASH_BITS - INDEX_BITS;
/** Up to so many the hashes themselves are kept, and the count is exact. */
const MOST_HASHES = 1024;
const FIRST_PLACES = 8;
/** A hash as `ByteWriter.number` writes it takes no more. */
const MOST_HASH_BYTES = Math.ceil(HASH_BITS / 7);
/** Not an integer, so that the engine takes doubles from the start. */
const EMPTY = -0.5;
const SPARSE = 0;
const DENSE = 1;

/**
 * How many different texts there are, without keeping them: HyperLogLog with 2^14 registers, standard error 0.81 % (Flajolet et al. 2007), estimated
 * by Ertl's improved estimator (arXiv:1702.01284, algorithm 6). Up to 1,024 texts it keeps their hashes and is exact. Adding and merging give
 * the same state in any order.
 */
export class DistinctCount {
  /** Open addressing; undefined once there are registers. No typed array: most counts are small, and memory of its own costs each of them more than its hashes. */
  #hashes: number[] | undefined = emptyPlaces(FIRST_PLACES);
  #size = 0;
  #registers: Uint8Array | undefined;

  add(text: string): void {
    this.addHash(hashText(text));
  }

  /** @param hash of {@link hashText} */
  addHash(hash: number): void {
    if (this.#registers === undefined) this.#addSparse(hash);
    else raise(this.#registers, hash);
  }

  merge(other: DistinctCount): void {
    if (other.#registers === undefined) {
      this.#expect(other.#size);
      for (const hash of other.#hashes as number[]) if (hash !== EMPTY) this.addHash(hash);
      return;
    }
    const registers = this.#toDense();
    for (let index = 0; index < REGISTERS; index += 1) {
      const rank = other.#registers[index] as number;
      if (rank > (registers[index] as number)) registers[index] = rank;
    }
  }

  /** The number of different texts: exact up to 1,024, an estimate beyond. */
  estimate(): number {
    return this.#registers === undefined ? this.#size : Math.round(estimateOf(this.#registers));
  }

  encode(): Buffer {
    const writer = new ByteWriter();
    this.write(writer);
    return writer.take();
  }

  /** The same texts always give the same bytes. */
  write(writer: ByteWriter): void {
    if (this.#registers === undefined) {
      writer.byte(SPARSE);
      const sorted = Float64Array.from((this.#hashes as number[]).filter((hash) => hash !== EMPTY)).sort();
      let before = 0;
      for (const hash of sorted) {
        writer.number(hash - before);
        before = hash;
      }
      return;
    }
    writer.byte(DENSE);
    writer.raw(packed(this.#registers));
  }

  /** @throws StatisticsFormatError */
  static decode(bytes: Uint8Array): DistinctCount {
    const count = new DistinctCount();
    count.mergeEncoded(bytes);
    return count;
  }

  /** Adds what {@link encode} gave. @throws StatisticsFormatError */
  mergeEncoded(bytes: Uint8Array): void {
    const reader = new ByteReader(bytes);
    if (reader.byte() === SPARSE) {
      this.#expect(Math.ceil(reader.left / MOST_HASH_BYTES));
      let hash = 0;
      while (!reader.atEnd) this.addHash((hash += reader.number()));
      return;
    }
    raisePacked(this.#toDense(), reader.rest());
  }

  #addSparse(hash: number): void {
    const hashes = this.#hashes as number[];
    let at = placeOf(hash, hashes);
    while (hashes[at] !== EMPTY) {
      if (hashes[at] === hash) return;
      at = at + 1 === hashes.length ? 0 : at + 1;
    }
    hashes[at] = hash;
    this.#size += 1;
    if (this.#size > MOST_HASHES) this.#toDense();
    else if (this.#size * 2 > hashes.length) this.#grow(hashes, 2 * hashes.length);
  }

  /** Makes room for so many more at once: growing step by step leaves tables behind that outlive collections of garbage. */
  #expect(more: number): void {
    const hashes = this.#hashes;
    if (hashes === undefined) return;
    const size = Math.min(this.#size + more, MOST_HASHES);
    let places = hashes.length;
    while (places < 2 * size) places *= 2;
    if (places > hashes.length) this.#grow(hashes, places);
  }

  #grow(before: readonly number[], places: number): void {
    const hashes = emptyPlaces(places);
    for (const hash of before) {
      if (hash === EMPTY) continue;
      let at = placeOf(hash, hashes);
      while (hashes[at] !== EMPTY) at = at + 1 === hashes.length ? 0 : at + 1;
      hashes[at] = hash;
    }
    this.#hashes = hashes;
  }

  #toDense(): Uint8Array {
    if (this.#registers !== undefined) return this.#registers;
    const registers = new Uint8Array(REGISTERS);
    for (const hash of this.#hashes as number[]) if (hash !== EMPTY) raise(registers, hash);
    this.#hashes = undefined;
    this.#registers = registers;
    return registers;
  }
}

function emptyPlaces(count: number): number[] {
  return new Array<number>(count).fill(EMPTY);
}

/** The lowest bits: there are 2^n places. */
function placeOf(hash: number, places: readonly number[]): number {
  return (hash >>> 0) & (places.length - 1);
}

/** The register is chosen by the hash's upper bits; the rank is the place of the first 1 among the others. */
function raise(registers: Uint8Array, hash: number): void {
  const index = Math.floor(hash / 2 ** TAIL_BITS);
  const tail = hash % 2 ** TAIL_BITS;
  const upper = Math.floor(tail / 2 ** (TAIL_BITS - 32));
  const lower = tail % 2 ** (TAIL_BITS - 32);
  const rank = upper > 0 ? Math.clz32(upper) + 1 : 33 + Math.clz32(lower) - (32 - (TAIL_BITS - 32));
  if (rank > (registers[index] as number)) registers[index] = rank;
}

/** Six bits a register. */
function packed(registers: Uint8Array): Uint8Array {
  const bytes = new Uint8Array((REGISTERS / 4) * 3);
  for (let at = 0, index = 0; index < REGISTERS; index += 4, at += 3) {
    const four =
      ((registers[index] as number) << 18) |
      ((registers[index + 1] as number) << 12) |
      ((registers[index + 2] as number) << 6) |
      (registers[index + 3] as number);
    bytes[at] = four >>> 16;
    bytes[at + 1] = four >>> 8;
    bytes[at + 2] = four;
  }
  return bytes;
}

function raisePacked(registers: Uint8Array, bytes: Uint8Array): void {
  if (bytes.length !== (REGISTERS / 4) * 3) throw new StatisticsFormatError(`${bytes.length} bytes of registers`);
  for (let at = 0, index = 0; index < REGISTERS; index += 4, at += 3) {
    const four = ((bytes[at] as number) << 16) | ((bytes[at + 1] as number) << 8) | (bytes[at + 2] as number);
    for (let part = 0; part < 4; part += 1) {
      const rank = (four >>> (18 - 6 * part)) & 0x3f;
      if (rank > (registers[index + part] as number)) registers[index + part] = rank;
    }
  }
}

function estimateOf(registers: Uint8Array): number {
  const histogram = new Float64Array(TAIL_BITS + 2);
  for (const rank of registers) histogram[rank] = (histogram[rank] as number) + 1;
  let z = REGISTERS * tau(1 - (histogram[TAIL_BITS + 1] as number) / REGISTERS);
  for (let rank = TAIL_BITS; rank >= 1; rank -= 1) z = 0.5 * (z + (histogram[rank] as number));
  z += REGISTERS * sigma((histogram[0] as number) / REGISTERS);
  return (REGISTERS * REGISTERS) / (2 * Math.LN2 * z);
}

function sigma(value: number): number {
  if (value === 1) return Number.POSITIVE_INFINITY;
  let x = value;
  let y = 1;
  let z = value;
  for (let before = Number.NaN; z !== before; y += y) {
    x *= x;
    before = z;
    z += x * y;
  }
  return z;
}

function tau(value: number): number {
  if (value === 0 || value === 1) return 0;
  let x = value;
  let y = 1;
  let z = 1 - value;
  for (let before = Number.NaN; z !== before;) {
    x = Math.sqrt(x);
    before = z;
    y *= 0.5;
    z -= (1 - x) ** 2 * y;
  }
  return z / 3;
}
