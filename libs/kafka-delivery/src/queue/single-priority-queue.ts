import type { HeldRecord, RecordCopy, Slab, WriteCopies } from './held-record.js';
import { SLAB_BYTES, SLAB_ENTRIES, type SlabPool } from './slab-pool.js';

/** What leaving the queue means to those who count. */
export interface Departed {
  seq: number;
  bytes: number;
  segment: number;
  pending: number;
}

/**
 * The records of one priority, oldest first.
 *
 * Records are copied into slabs outside the JavaScript heap: the garbage collector does not walk a quarter of a
 * million strings, the bytes held are known exactly, and both ends work in constant time.
 */
export class SinglePriorityQueue {
  readonly #slabs: Slab[] = [];
  #head = 0;
  /** Records that came back from sending, newest of the oldest last: they are older than what the slabs hold. */
  readonly #returned: HeldRecord[] = [];
  size = 0;

  constructor(
    readonly priority: number,
    private readonly pending: number,
    private readonly pool: SlabPool,
  ) {}

  /** Appends a copy of a record. */
  push(record: Uint8Array, seq: number, segment: number): void {
    const slab = this.#slabWithRoom(record.length);
    slab.memory.set(record, slab.used);
    slab.used += record.length;
    slab.seqs[slab.count] = seq;
    slab.ends[slab.count] = slab.used;
    slab.segments[slab.count] = segment;
    slab.count += 1;
    slab.live += 1;
    this.size += 1;
  }

  /** Sequence number of the oldest record, Infinity when empty. */
  oldest(): number {
    const last = this.#returned.at(-1);
    if (last !== undefined) return last.seq;
    const slab = this.#slabs[this.#head];
    return slab === undefined ? Number.POSITIVE_INFINITY : (slab.seqs[slab.first] as number);
  }

  /** Bytes of the oldest record, 0 when empty. */
  oldestBytes(): number {
    const last = this.#returned.at(-1);
    if (last !== undefined) return last.bytes.length;
    const slab = this.#slabs[this.#head];
    return slab === undefined ? 0 : lengthAt(slab, slab.first);
  }

  /** Takes the oldest record out to be sent. */
  take(): HeldRecord | undefined {
    const returned = this.#returned.pop();
    if (returned !== undefined) {
      this.size -= 1;
      return returned;
    }
    const slab = this.#slabs[this.#head];
    if (slab === undefined) return undefined;
    const at = slab.first;
    const end = slab.ends[at] as number;
    const record: HeldRecord = {
      seq: slab.seqs[at] as number,
      priority: this.priority,
      bytes: slab.memory.subarray(end - lengthAt(slab, at), end),
      pending: this.pending,
      segment: slab.segments[at] as number,
      slab,
    };
    this.#leave(slab);
    return record;
  }

  /** Removes the oldest record for good. */
  drop(): Departed | undefined {
    const returned = this.#returned.pop();
    if (returned !== undefined) {
      this.size -= 1;
      this.pool.release(returned.slab);
      return { seq: returned.seq, bytes: returned.bytes.length, segment: returned.segment, pending: returned.pending };
    }
    const slab = this.#slabs[this.#head];
    if (slab === undefined) return undefined;
    const at = slab.first;
    const departed: Departed = {
      seq: slab.seqs[at] as number,
      bytes: lengthAt(slab, at),
      segment: slab.segments[at] as number,
      pending: this.pending,
    };
    this.#leave(slab);
    this.pool.release(slab);
    return departed;
  }

  /** Puts a record back that could not be sent. */
  giveBack(record: HeldRecord): void {
    this.size += 1;
    // Nearly always the newest of the returned ones are given back first, so this ends at once.
    let at = this.#returned.length;
    while (at > 0 && (this.#returned[at - 1] as HeldRecord).seq < record.seq) at -= 1;
    this.#returned.splice(at, 0, record);
  }

  /**
   * Has some of the waiting records copied that have no copy yet, those of one slab at most; the youngest first,
   * because the oldest are the next to be sent.
   *
   * @returns true when some were copied
   */
  copySome(write: WriteCopies): boolean {
    for (let index = this.#slabs.length - 1; index >= this.#head; index--) {
      const slab = this.#slabs[index] as Slab;
      const bare: number[] = [];
      for (let at = Math.max(slab.first, slab.copied); at < slab.count; at++)
        if (slab.segments[at] === 0) bare.push(at);
      const segment = bare.length === 0 ? 0 : write(bare.map((at) => this.#copyOf(slab, at)));
      if (bare.length > 0 && segment === 0) return false;
      for (const at of bare) slab.segments[at] = segment;
      slab.copied = slab.count;
      if (bare.length > 0) return true;
    }
    return copyRecords(this.#returned, write);
  }

  /** True when a waiting record has no copy on disk. */
  get hasUncopied(): boolean {
    if (this.#returned.some(({ segment }) => segment === 0)) return true;
    return this.#slabs.slice(this.#head).some((slab) => slab.segments.subarray(slab.first, slab.count).includes(0));
  }

  /** Copies in these segments have gone: their records have none any more. */
  forgetCopies(gone: ReadonlySet<number>): void {
    for (const slab of this.#slabs.slice(this.#head)) {
      slab.copied = 0;
      for (let at = slab.first; at < slab.count; at++) {
        if (gone.has(slab.segments[at] as number)) slab.segments[at] = 0;
      }
    }
    forgetCopies(this.#returned, gone);
  }

  #copyOf(slab: Slab, at: number): RecordCopy {
    const end = slab.ends[at] as number;
    const payload = slab.memory.subarray(end - lengthAt(slab, at), end);
    return { seq: slab.seqs[at] as number, priority: this.priority, payload };
  }

  #leave(slab: Slab): void {
    slab.first += 1;
    this.size -= 1;
    if (slab.first < slab.count) return;
    this.#slabs[this.#head] = undefined as unknown as Slab;
    this.#head += 1;
    if (this.#head === this.#slabs.length) {
      this.#slabs.length = 0;
      this.#head = 0;
    } else if (this.#head >= 1024) {
      this.#slabs.splice(0, this.#head);
      this.#head = 0;
    }
  }

  #slabWithRoom(bytes: number): Slab {
    const last = this.#slabs.at(-1);
    if (last !== undefined && last.count < SLAB_ENTRIES && last.memory.length - last.used >= bytes) return last;
    const slab = this.pool.acquire(Math.max(SLAB_BYTES, bytes));
    this.#slabs.push(slab);
    return slab;
  }
}

function lengthAt(slab: Slab, at: number): number {
  return (slab.ends[at] as number) - (at === 0 ? 0 : (slab.ends[at - 1] as number));
}

/** Has some records copied that have no copy yet; returns true when it did. */
export function copyRecords(records: readonly HeldRecord[], write: WriteCopies): boolean {
  const bare = records.filter(({ segment }) => segment === 0).slice(0, SLAB_ENTRIES);
  if (bare.length === 0) return false;
  const segment = write(bare.map(({ seq, priority, bytes }) => ({ seq, priority, payload: bytes })));
  for (const record of bare) record.segment = segment;
  return segment !== 0;
}

/** Copies in these segments have gone. */
export function forgetCopies(records: readonly HeldRecord[], gone: ReadonlySet<number>): void {
  for (const record of records) if (gone.has(record.segment)) record.segment = 0;
}
