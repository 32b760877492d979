const BITS = 32;
const WORDS = 1024;
const CHUNK = BITS * WORDS;
const FULL_WORD = 0xffff_ffff;

/** A chunk of numbers: a bitmap, or all of them. */
type Chunk = { bits: Uint32Array; count: number } | 'full';

/**
 * A set of positive whole numbers that mostly come in runs, as bitmaps: half an hour of drops at 10,000 a second
 * takes two megabytes in the worst mixture, and adding one takes constant time.
 */
export class NumberSet {
  readonly #chunks = new Map<number, Chunk>();

  get isEmpty(): boolean {
    return this.#chunks.size === 0;
  }

  add(number: number): void {
    const index = Math.floor(number / CHUNK);
    let chunk = this.#chunks.get(index);
    if (chunk === 'full') return;
    if (chunk === undefined) {
      chunk = { bits: new Uint32Array(WORDS), count: 0 };
      this.#chunks.set(index, chunk);
    }
    const at = number - index * CHUNK;
    const word = at >>> 5;
    const bit = 1 << (at & 31);
    if (((chunk.bits[word] as number) & bit) !== 0) return;
    chunk.bits[word] = (chunk.bits[word] as number) | bit;
    chunk.count += 1;
    if (chunk.count === CHUNK) this.#chunks.set(index, 'full');
  }

  /** Takes out `from` to `to`, both included. */
  removeRange(from: number, to: number): void {
    for (let index = Math.floor(from / CHUNK); index <= Math.floor(to / CHUNK); index++) {
      const start = index * CHUNK;
      const first = Math.max(from - start, 0);
      const last = Math.min(to - start, CHUNK - 1);
      if (first === 0 && last === CHUNK - 1) this.#chunks.delete(index);
      else this.#removeWithin(index, first, last);
    }
  }

  #removeWithin(index: number, first: number, last: number): void {
    let chunk = this.#chunks.get(index);
    if (chunk === undefined) return;
    if (chunk === 'full') {
      chunk = { bits: new Uint32Array(WORDS).fill(FULL_WORD), count: CHUNK };
      this.#chunks.set(index, chunk);
    }
    for (let at = first; at <= last; at++) {
      const bit = 1 << (at & 31);
      const word = chunk.bits[at >>> 5] as number;
      if ((word & bit) === 0) continue;
      chunk.bits[at >>> 5] = word & ~bit;
      chunk.count -= 1;
    }
    if (chunk.count === 0) this.#chunks.delete(index);
  }

  /** The first runs of consecutive numbers in ascending order, at most `max`, both ends included. */
  ranges(max: number): [from: number, to: number][] {
    const found: [number, number][] = [];
    let open: [number, number] | undefined;
    for (const index of [...this.#chunks.keys()].sort((a, b) => a - b)) {
      for (const [from, to] of runsOf(this.#chunks.get(index) as Chunk, index * CHUNK)) {
        if (open !== undefined && open[1] + 1 === from) {
          open[1] = to;
          continue;
        }
        if (open !== undefined) found.push(open);
        if (found.length >= max) return found;
        open = [from, to];
      }
    }
    if (open !== undefined) found.push(open);
    return found;
  }
}

function* runsOf(chunk: Chunk, start: number): Generator<[number, number]> {
  if (chunk === 'full') {
    yield [start, start + CHUNK - 1];
    return;
  }
  let from = -1;
  for (let word = 0; word < WORDS; word++) {
    const bits = chunk.bits[word] as number;
    if (bits === 0 && from < 0) continue;
    for (let bit = 0; bit < BITS; bit++) {
      const at = word * BITS + bit;
      if ((bits & (1 << bit)) !== 0) {
        if (from < 0) from = at;
      } else if (from >= 0) {
        yield [start + from, start + at - 1];
        from = -1;
      }
    }
  }
  if (from >= 0) yield [start + from, start + CHUNK - 1];
}
