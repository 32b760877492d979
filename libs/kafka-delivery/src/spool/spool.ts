import { existsSync } from 'node:fs';
import { MAX_RECORD_BYTES } from '@log-monitor/log-record';
import type { SpoolSettings } from '../settings/delivery-settings.js';
import type { RecordCopy } from '../queue/held-record.js';
import { FRAME_OVERHEAD, type FrameKind, HEAD_BYTES, encodeFrame, encodeHead } from './spool-format.js';
import { type Destination, SpoolFolder, ownerId } from './spool-folder.js';
import { SpoolGuard } from './spool-guard.js';
import { SpoolSegment } from './spool-segment.js';

const SEGMENT_BYTES = 1024 * 1024;
/** Room that only what was dropped may take, so that the next start can tell of it however full the spool is. */
const DROPS_RESERVE = 512 * 1024;
/** After a failure the disk is left alone for so long. */
const RETRY_MS = 10_000;
/** How often it is checked that nobody removed the files. */
const CHECK_MS = 1_000;

export interface SpoolStats {
  /** `degraded`: records are held in memory only, for the given reason. */
  state: 'on' | 'off' | 'degraded';
  reason?: string;
  /** Bytes of this delivery's files. */
  bytes: number;
}

/**
 * Records written to disk before they are queued, so that they outlive the process, and removed when
 * Kafka has acknowledged them. Writing is synchronous and unbuffered: it survives kill -9, though not a power cut.
 *
 * Whatever goes wrong with the disk, the service does not notice: the spool says so in its statistics and tries again.
 */
export class Spool {
  readonly folder: SpoolFolder;
  readonly #owner: string;
  readonly #urgentFrom: number;
  readonly #segments = new Map<number, SpoolSegment>();
  #current: SpoolSegment | undefined;
  #guard: SpoolGuard | undefined;
  #counter = 0;
  #left = 0;
  #dropFrames = 0;
  #foreignBytes = 0;
  #gone = new Set<number>();
  #reason: string | undefined;
  #retryAt = 0;
  #checkAt = 0;
  #frame = Buffer.allocUnsafeSlow(FRAME_OVERHEAD + 16 * 1024);

  constructor(
    private readonly settings: SpoolSettings,
    readonly instance: string,
    destination: Destination,
  ) {
    this.#urgentFrom = destination.topics.urgent?.from ?? Number.POSITIVE_INFINITY;
    this.#owner = ownerId(instance);
    this.folder = SpoolFolder.of(settings.dir, destination);
    this.#attempt(Date.now(), () => {
      this.folder.prepare();
      this.#foreignBytes = this.folder.bytes();
      this.#guard = new SpoolGuard(this.folder.socketOf(this.#owner));
    });
  }

  /**
   * Writes a record down.
   *
   * @returns the number of its segment, 0 when it could not be written
   */
  append(kind: FrameKind, seq: number, payload: string | Uint8Array, now: number): number {
    if (this.#reason !== undefined && now < this.#retryAt) return 0;
    return this.#attempt(now, () => {
      this.#makeRoom(FRAME_OVERHEAD + (typeof payload === 'string' ? payload.length * 3 : payload.length));
      const length = encodeFrame(this.#frame, kind, seq, payload);
      const cap = kind === 'drops' ? this.settings.maxBytes : this.#recordsCap;
      const number = this.#write(length, 1, this.#segmentFor(length, cap, now));
      if (kind === 'drops') this.#dropFrames += 1;
      return number;
    });
  }

  /**
   * Writes many records down with one call of the system.
   *
   * @returns the number of their segment, 0 when they could not be written
   */
  appendAll(records: readonly RecordCopy[], now: number): number {
    if (this.#reason !== undefined && now < this.#retryAt) return 0;
    return this.#attempt(now, () => {
      this.#makeRoom(records.reduce((sum, { payload }) => sum + FRAME_OVERHEAD + payload.length, 0));
      let length = 0;
      for (const { seq, priority, payload } of records) {
        length += encodeFrame(this.#frame.subarray(length), this.kindOf(priority), seq, payload);
      }
      return this.#write(length, records.length, this.#segmentFor(length, this.#recordsCap, now));
    });
  }

  /** What a record of this priority is written down as. */
  kindOf(priority: number): FrameKind {
    return priority >= this.#urgentFrom ? 'urgent' : 'record';
  }

  /** Kafka has a record, or it was dropped: its copy is not needed any more. */
  settle(number: number): void {
    const segment = this.#segments.get(number);
    if (segment === undefined) return;
    segment.open -= 1;
    if (segment.open > 0) return;
    this.#attempt(Date.now(), () => {
      if (segment === this.#current) {
        segment.reset();
        return;
      }
      this.#segments.delete(number);
      segment.remove();
    });
  }

  /** Records with a copy on disk, after the end those left there. */
  get records(): number {
    let records = this.#left - this.#dropFrames;
    for (const { open } of this.#segments.values()) records += open;
    return records;
  }

  stats(): SpoolStats {
    this.#attempt(Date.now(), () => this.#findRemoved());
    const bytes = this.#ownBytes();
    if (this.#reason !== undefined) return { state: 'degraded', reason: this.#reason, bytes };
    return { state: 'on', bytes };
  }

  /** Lets go of the files; those with open records stay for the next start of any delivery. Synchronous. */
  close(): void {
    this.#attempt(Date.now(), () => {
      for (const segment of this.#segments.values()) {
        this.#left += segment.open;
        if (segment.open > 0) segment.close();
        else segment.remove();
      }
    });
    this.#segments.clear();
    this.#current = undefined;
    // Last: from now on others may take the files.
    this.#guard?.release();
    this.#guard = undefined;
  }

  /** The numbers of segments whose files somebody removed since the last call: there are no copies in them. */
  takeGone(): ReadonlySet<number> {
    this.#attempt(Date.now(), () => this.#findRemoved());
    const gone = this.#gone;
    this.#gone = new Set();
    return gone;
  }

  #write(length: number, count: number, segment: SpoolSegment): number {
    segment.write(this.#frame, length);
    segment.open += count;
    this.#reason = undefined;
    return segment.number;
  }

  #makeRoom(bytes: number): void {
    if (bytes > this.#frame.length) this.#frame = Buffer.allocUnsafeSlow(Math.max(bytes, 2 * MAX_RECORD_BYTES));
  }

  get #recordsCap(): number {
    const { maxBytes } = this.settings;
    return maxBytes - Math.min(DROPS_RESERVE, maxBytes / 16);
  }

  #revive(): void {
    if (this.#guard !== undefined) return;
    this.folder.prepare();
    this.#guard = new SpoolGuard(this.folder.socketOf(this.#owner));
  }

  #segmentFor(length: number, cap: number, now: number): SpoolSegment {
    if (now >= this.#checkAt || this.#current === undefined || this.#guard === undefined) {
      this.#checkAt = now + CHECK_MS;
      this.#findRemoved();
      this.#revive();
    }
    if (this.#ownBytes() + this.#foreignBytes + length > cap) {
      // The others' share was counted once; they may have gone by now.
      this.#foreignBytes = Math.max(0, this.folder.bytes() - this.#ownBytes());
      if (this.#ownBytes() + this.#foreignBytes + length > cap) {
        throw new Error(`LOG_SPOOL_MAX_BYTES (${this.settings.maxBytes}) is reached`);
      }
    }
    const full = this.#current !== undefined && this.#current.size + length > SEGMENT_BYTES;
    if (this.#current === undefined || (full && this.#current.size > HEAD_BYTES)) this.#current = this.#nextSegment();
    return this.#current;
  }

  #nextSegment(): SpoolSegment {
    const number = ++this.#counter;
    const path = this.folder.fileOf(this.#owner, String(number));
    const segment = new SpoolSegment(number, path, encodeHead(this.instance));
    this.#segments.set(number, segment);
    return segment;
  }

  /** Something may clean the folder up while we live. What is written to a removed file is lost with the process. */
  #findRemoved(): void {
    for (const segment of this.#segments.values()) {
      if (segment.exists) continue;
      segment.close();
      this.#segments.delete(segment.number);
      this.#gone.add(segment.number);
      if (segment === this.#current) this.#current = undefined;
      this.#reason = 'files of the spool were removed';
      this.#retryAt = 0;
    }
    if (this.#guard === undefined || existsSync(this.folder.socketOf(this.#owner))) return;
    // Others would take us for dead.
    this.#guard.release();
    this.#guard = undefined;
  }

  #ownBytes(): number {
    let bytes = 0;
    for (const { size } of this.#segments.values()) bytes += size;
    return bytes;
  }

  #attempt<T>(now: number, work: () => T): T | 0 {
    try {
      return work();
    } catch (error) {
      this.#reason = (error as Error).message;
      this.#retryAt = now + RETRY_MS;
      return 0;
    }
  }
}
