import { type HeldRecord, LANE, type WriteCopies } from './held-record.js';
import { type Departed, LevelLane } from './level-lane.js';
import { SlabPool } from './slab-pool.js';

/** What a record costs beside its text: its numbers in the lane. */
const RECORD_OVERHEAD = 32;
const LOWEST = 1;
const HIGHEST = 5;
const FIRST_ERROR = 4;

export interface QueueCaps {
  bytes: number;
  records: number;
}

/**
 * Holds what Kafka has not acknowledged, within two caps. When one is passed, the oldest record of the lowest level
 * goes first, so no ERROR leaves while an INFO is held. Every step takes constant time.
 *
 * Records out for sending still count towards the caps, because their memory is still in use.
 */
export class RecordQueue {
  private readonly lanes: LevelLane[] = [];
  private readonly slabs = new SlabPool();
  private waitingBytes = 0;
  private outBytes = 0;
  private outRecords = 0;
  private waitingRecords = 0;

  constructor(
    private readonly caps: QueueCaps,
    /** Called for each record that has to leave. */
    private readonly onOverflow: (departed: Departed) => void,
  ) {
    for (let severity = LOWEST; severity <= HIGHEST; severity++) {
      this.lanes[severity] = new LevelLane(
        severity,
        severity >= FIRST_ERROR ? LANE.main | LANE.errors : LANE.main,
        this.slabs,
      );
    }
  }

  /** Records waiting to be sent. */
  get waiting(): number {
    return this.waitingRecords;
  }

  /** Bytes waiting to be sent. */
  get bytesWaiting(): number {
    return this.waitingBytes;
  }

  /** Records waiting or out for sending. */
  get held(): number {
    return this.waitingRecords + this.outRecords;
  }

  /** Smallest number among the waiting records, Infinity when there is none. */
  oldest(): number {
    return this.oldestLane().oldest();
  }

  /** Adds a copy of a record; older or lower ones may have to leave for it, or the record itself. */
  push(record: Uint8Array, severity: number, seq: number, segment: number): void {
    this.lane(severity).push(record, seq, segment);
    this.waitingBytes += record.length + RECORD_OVERHEAD;
    this.waitingRecords += 1;
    while (
      this.waitingRecords > 0 &&
      (this.waitingBytes + this.outBytes > this.caps.bytes || this.held > this.caps.records)
    ) {
      this.dropOne();
    }
  }

  /** Takes the next records in the order of their numbers, at most so many and so many bytes, at least one. */
  take(maxRecords: number, maxBytes: number): HeldRecord[] {
    const taken: HeldRecord[] = [];
    let bytes = 0;
    while (taken.length < maxRecords && this.waitingRecords > 0) {
      const lane = this.oldestLane();
      const size = lane.oldestBytes();
      if (taken.length > 0 && bytes + size > maxBytes) break;
      const record = lane.take();
      if (record === undefined) break;
      bytes += size;
      taken.push(record);
      this.waitingBytes -= size + RECORD_OVERHEAD;
      this.waitingRecords -= 1;
      this.outBytes += size + RECORD_OVERHEAD;
      this.outRecords += 1;
    }
    return taken;
  }

  /** A taken record is done with: acknowledged, or dropped by whoever took it. */
  settle(record: HeldRecord): void {
    this.leaveOut(record);
    this.slabs.release(record.slab);
  }

  /** A taken record goes back in front of the younger ones. */
  giveBack(record: HeldRecord): void {
    this.leaveOut(record);
    this.waitingBytes += record.bytes.length + RECORD_OVERHEAD;
    this.waitingRecords += 1;
    this.lane(record.severity).giveBack(record);
  }

  /**
   * Has some waiting records copied to disk that have no copy yet, a quarter of a megabyte at most; the highest level
   * first.
   *
   * @returns true when some were copied
   */
  copySome(write: WriteCopies): boolean {
    for (let severity = HIGHEST; severity >= LOWEST; severity--) if (this.lane(severity).copySome(write)) return true;
    return false;
  }

  /** True when a waiting record has no copy on disk. */
  get hasUncopied(): boolean {
    return this.lanes.some((lane) => lane.hasUncopied);
  }

  /** Copies in these segments have gone. */
  forgetCopies(gone: ReadonlySet<number>): void {
    for (let severity = LOWEST; severity <= HIGHEST; severity++) this.lane(severity).forgetCopies(gone);
  }

  private leaveOut(record: HeldRecord): void {
    this.outBytes -= record.bytes.length + RECORD_OVERHEAD;
    this.outRecords -= 1;
  }

  private dropOne(): void {
    for (let severity = LOWEST; severity <= HIGHEST; severity++) {
      const departed = this.lane(severity).drop();
      if (departed === undefined) continue;
      this.waitingBytes -= departed.bytes + RECORD_OVERHEAD;
      this.waitingRecords -= 1;
      this.onOverflow(departed);
      return;
    }
  }

  private oldestLane(): LevelLane {
    let oldest = this.lane(LOWEST);
    let seq = oldest.oldest();
    for (let severity = LOWEST + 1; severity <= HIGHEST; severity++) {
      const lane = this.lane(severity);
      const candidate = lane.oldest();
      if (candidate < seq) {
        oldest = lane;
        seq = candidate;
      }
    }
    return oldest;
  }

  private lane(severity: number): LevelLane {
    return this.lanes[severity] as LevelLane;
  }
}
