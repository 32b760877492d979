import { MAX_RECORD_BYTES } from '@log-monitor/log-record';
import { type TransportSettings } from '../options/transport-options.js';
import { FRAME_OVERHEAD, type FrameKind, HEAD_BYTES, encodeFrame, encodeHead } from './spool-format.js';
import { type Destination, SpoolFolder, ownerId } from './spool-folder.js';
import { SpoolGuard } from './spool-guard.js';
import { SpoolSegment } from './spool-segment.js';

const SEGMENT_BYTES = 1024 * 1024;
/** Frames that go to disk with one call of the system when there are many of them. */
const CHUNK_BYTES = 128 * 1024;
/** After a failure the disk is left alone for so long. */
const RETRY_MS = 10_000;
/** How often it is checked that nobody removed the file. */
const CHECK_MS = 1_000;

export interface SpooledRecord {
  kind: FrameKind;
  seq: number;
  payload: Uint8Array;
}

export interface SpoolStats {
  /** `degraded`: records are held in memory only, for the given reason. */
  state: 'on' | 'off' | 'degraded';
  reason?: string;
  /** Bytes of this transport's files. */
  bytes: number;
}

/**
 * Last words: records written to disk before they are queued, so that they outlive the process, and removed when
 * Kafka has acknowledged them. Writing is synchronous and unbuffered: it survives kill -9, though not a power cut.
 *
 * Whatever goes wrong with the disk, the service does not notice: the spool says so in its statistics and tries again.
 */
export class Spool {
  readonly folder: SpoolFolder;
  private readonly owner: string;
  private readonly segments = new Map<number, SpoolSegment>();
  private current: SpoolSegment | undefined;
  private guard: SpoolGuard | undefined;
  private counter = 0;
  private left = 0;
  private foreignBytes = 0;
  private reason: string | undefined;
  private retryAt = 0;
  private checkAt = 0;
  private frame = Buffer.allocUnsafeSlow(FRAME_OVERHEAD + 16 * 1024);

  constructor(
    private readonly settings: Exclude<TransportSettings['spool'], false>,
    readonly instance: string,
    destination: Destination,
  ) {
    this.owner = ownerId(instance);
    this.folder = SpoolFolder.of(settings.dir, destination);
    this.attempt(Date.now(), () => {
      this.folder.prepare();
      this.foreignBytes = this.folder.bytes();
      this.guard = new SpoolGuard(this.folder.socketOf(this.owner));
    });
  }

  /**
   * Writes a record down.
   *
   * @returns the number of its segment, 0 when it could not be written
   */
  append(kind: FrameKind, seq: number, payload: string | Uint8Array, now: number): number {
    if (this.reason !== undefined && now < this.retryAt) return 0;
    return this.attempt(now, () => {
      this.revive();
      const room = FRAME_OVERHEAD + (typeof payload === 'string' ? payload.length * 3 : payload.length);
      if (room > this.frame.length) this.frame = Buffer.allocUnsafeSlow(Math.max(room, 2 * MAX_RECORD_BYTES));
      const length = encodeFrame(this.frame, kind, seq, payload);
      const segment = this.segmentFor(length, now);
      segment.write(this.frame, length);
      segment.open += 1;
      this.reason = undefined;
      return segment.number;
    });
  }

  /**
   * Writes many records down, with one call of the system for hundreds of them: a full buffer has to be on disk in the
   * second that is left between the end of all attempts to send and the promised end of the process.
   *
   * @returns the numbers of those that could not be written
   */
  appendAll(records: Iterable<SpooledRecord>, now: number): number[] {
    const lost: number[] = [];
    const chunk = Buffer.allocUnsafeSlow(CHUNK_BYTES + FRAME_OVERHEAD + 2 * MAX_RECORD_BYTES);
    let used = 0;
    let seqs: number[] = [];
    const write = (): void => {
      if (seqs.length > 0 && !this.writeChunk(chunk, used, seqs.length, now)) lost.push(...seqs);
      used = 0;
      seqs = [];
    };
    for (const { kind, seq, payload } of records) {
      used += encodeFrame(chunk.subarray(used), kind, seq, payload);
      seqs.push(seq);
      if (used >= CHUNK_BYTES) write();
    }
    write();
    return lost;
  }

  /** Kafka has a record, or it was dropped: its copy is not needed any more. */
  settle(number: number): void {
    const segment = this.segments.get(number);
    if (segment === undefined) return;
    segment.open -= 1;
    if (segment.open > 0) return;
    this.attempt(Date.now(), () => {
      if (segment === this.current) {
        segment.reset();
        return;
      }
      this.segments.delete(number);
      segment.remove();
    });
  }

  /** Records with a copy on disk, after the end those left there. */
  get records(): number {
    let records = this.left;
    for (const { open } of this.segments.values()) records += open;
    return records;
  }

  stats(): SpoolStats {
    const bytes = this.ownBytes();
    if (this.reason !== undefined) return { state: 'degraded', reason: this.reason, bytes };
    return { state: 'on', bytes };
  }

  /** Lets go of the files; those with open records stay for the next start of any transport. Synchronous. */
  close(): void {
    this.attempt(Date.now(), () => {
      for (const segment of this.segments.values()) {
        this.left += segment.open;
        if (segment.open > 0) segment.close();
        else segment.remove();
      }
    });
    this.segments.clear();
    this.current = undefined;
    // Last: from now on others may take the files.
    this.guard?.release();
    this.guard = undefined;
  }

  private writeChunk(chunk: Buffer, length: number, count: number, now: number): boolean {
    if (this.reason !== undefined && now < this.retryAt) return false;
    const number = this.attempt(now, () => {
      this.revive();
      const segment = this.segmentFor(length, now);
      segment.write(chunk, length);
      segment.open += count;
      return segment.number;
    });
    return number !== 0;
  }

  private revive(): void {
    if (this.guard !== undefined) return;
    this.folder.prepare();
    this.guard = new SpoolGuard(this.folder.socketOf(this.owner));
  }

  private segmentFor(length: number, now: number): SpoolSegment {
    if (now >= this.checkAt) this.replaceIfRemoved(now);
    if (this.ownBytes() + this.foreignBytes + length > this.settings.maxBytes) {
      // The others' share was counted once; they may have gone by now.
      this.foreignBytes = Math.max(0, this.folder.bytes() - this.ownBytes());
      if (this.ownBytes() + this.foreignBytes + length > this.settings.maxBytes) {
        throw new Error(`LOG_SPOOL_MAX_BYTES (${this.settings.maxBytes}) is reached`);
      }
    }
    const full = this.current !== undefined && this.current.size + length > SEGMENT_BYTES;
    if (this.current === undefined || (full && this.current.size > HEAD_BYTES)) this.current = this.nextSegment();
    return this.current;
  }

  private nextSegment(): SpoolSegment {
    const number = ++this.counter;
    const path = this.folder.fileOf(this.owner, String(number));
    const segment = new SpoolSegment(number, path, encodeHead(this.instance));
    this.segments.set(number, segment);
    return segment;
  }

  private replaceIfRemoved(now: number): void {
    this.checkAt = now + CHECK_MS;
    if (this.current === undefined || this.current.exists) return;
    this.current = undefined;
    this.guard?.release();
    this.guard = undefined;
    this.revive();
  }

  private ownBytes(): number {
    let bytes = 0;
    for (const { size } of this.segments.values()) bytes += size;
    return bytes;
  }

  private attempt<T>(now: number, work: () => T): T | 0 {
    try {
      return work();
    } catch (error) {
      this.reason = (error as Error).message;
      this.retryAt = now + RETRY_MS;
      return 0;
    }
  }
}
