import { type HeldRecord, PENDING, type WriteCopies } from './held-record.js';
import { type Departed, SinglePriorityQueue } from './single-priority-queue.js';
import { SlabPool } from './slab-pool.js';

/** What a record costs besides its text: its numbers. */
const RECORD_OVERHEAD = 32;
const LOWEST = 1;
const HIGHEST = 5;

export interface QueueCaps {
  bytes: number;
  records: number;
  /** Lowest priority that the urgent topic gets; undefined when there is none. */
  urgentFrom?: number | undefined;
}

/**
 * Holds what Kafka has not acknowledged, within two caps. When one is passed, the oldest record of the lowest
 * priority goes first, so no urgent record leaves while another is held. Every step takes constant time.
 *
 * Records out for sending still count towards the caps, because their memory is still in use.
 */
export class RecordQueue {
  readonly #byPriority: SinglePriorityQueue[] = [];
  readonly #slabs = new SlabPool();
  #waitingBytes = 0;
  #outBytes = 0;
  #outRecords = 0;
  #waitingRecords = 0;

  constructor(
    private readonly caps: QueueCaps,
    /** Called for each record that has to leave. */
    private readonly onOverflow: (departed: Departed) => void,
  ) {
    const urgentFrom = caps.urgentFrom ?? Number.POSITIVE_INFINITY;
    for (let priority = LOWEST; priority <= HIGHEST; priority++) {
      const pending = priority >= urgentFrom ? PENDING.main | PENDING.urgent : PENDING.main;
      this.#byPriority[priority] = new SinglePriorityQueue(priority, pending, this.#slabs);
    }
  }

  /** Records waiting to be sent. */
  get waiting(): number {
    return this.#waitingRecords;
  }

  /** Bytes waiting to be sent. */
  get bytesWaiting(): number {
    return this.#waitingBytes;
  }

  /** Records waiting or out for sending. */
  get held(): number {
    return this.#waitingRecords + this.#outRecords;
  }

  /** Bytes waiting or out for sending. */
  get bytesHeld(): number {
    return this.#waitingBytes + this.#outBytes;
  }

  /** Smallest number among the waiting records, Infinity when there is none. */
  oldest(): number {
    return this.#oldestQueue().oldest();
  }

  /** Adds a copy of a record; older or lower ones may have to leave for it, or the record itself. */
  push(record: Uint8Array, priority: number, seq: number, segment: number): void {
    this.#of(priority).push(record, seq, segment);
    this.#waitingBytes += record.length + RECORD_OVERHEAD;
    this.#waitingRecords += 1;
    while (
      this.#waitingRecords > 0 &&
      (this.#waitingBytes + this.#outBytes > this.caps.bytes || this.held > this.caps.records)
    ) {
      this.#dropOne();
    }
  }

  /** Takes the next records in the order of their numbers, at most so many and so many bytes, at least one. */
  take(maxRecords: number, maxBytes: number): HeldRecord[] {
    const taken: HeldRecord[] = [];
    let bytes = 0;
    while (taken.length < maxRecords && this.#waitingRecords > 0) {
      const queue = this.#oldestQueue();
      const size = queue.oldestBytes();
      if (taken.length > 0 && bytes + size > maxBytes) break;
      const record = queue.take();
      if (record === undefined) break;
      bytes += size;
      taken.push(record);
      this.#waitingBytes -= size + RECORD_OVERHEAD;
      this.#waitingRecords -= 1;
      this.#outBytes += size + RECORD_OVERHEAD;
      this.#outRecords += 1;
    }
    return taken;
  }

  /** A taken record is done with: acknowledged, or dropped by whoever took it. */
  settle(record: HeldRecord): void {
    this.#leaveOut(record);
    this.#slabs.release(record.slab);
  }

  /** A taken record goes back in front of the younger ones. */
  giveBack(record: HeldRecord): void {
    this.#leaveOut(record);
    this.#waitingBytes += record.bytes.length + RECORD_OVERHEAD;
    this.#waitingRecords += 1;
    this.#of(record.priority).giveBack(record);
  }

  /**
   * Has some waiting records copied to disk that have no copy yet, a quarter of a megabyte at most; the highest
   * priority first.
   *
   * @returns true when some were copied
   */
  copySome(write: WriteCopies): boolean {
    for (let priority = HIGHEST; priority >= LOWEST; priority--) if (this.#of(priority).copySome(write)) return true;
    return false;
  }

  /** True when a waiting record has no copy on disk. */
  get hasUncopied(): boolean {
    return this.#byPriority.some((queue) => queue.hasUncopied);
  }

  /** Copies in these segments have gone. */
  forgetCopies(gone: ReadonlySet<number>): void {
    for (let priority = LOWEST; priority <= HIGHEST; priority++) this.#of(priority).forgetCopies(gone);
  }

  #leaveOut(record: HeldRecord): void {
    this.#outBytes -= record.bytes.length + RECORD_OVERHEAD;
    this.#outRecords -= 1;
  }

  #dropOne(): void {
    for (let priority = LOWEST; priority <= HIGHEST; priority++) {
      const departed = this.#of(priority).drop();
      if (departed === undefined) continue;
      this.#waitingBytes -= departed.bytes + RECORD_OVERHEAD;
      this.#waitingRecords -= 1;
      this.onOverflow(departed);
      return;
    }
  }

  #oldestQueue(): SinglePriorityQueue {
    let oldest = this.#of(LOWEST);
    let seq = oldest.oldest();
    for (let priority = LOWEST + 1; priority <= HIGHEST; priority++) {
      const queue = this.#of(priority);
      const candidate = queue.oldest();
      if (candidate < seq) {
        oldest = queue;
        seq = candidate;
      }
    }
    return oldest;
  }

  #of(priority: number): SinglePriorityQueue {
    return this.#byPriority[priority] as SinglePriorityQueue;
  }
}
