import { setTimeout as delay } from 'node:timers/promises';
import type { KafkaDelivery } from '@log-monitor/kafka-delivery';
import { MAX_RECORD_BYTES } from '@log-monitor/log-record';
import { TAIL_BYTES, fingerprintOf } from '../position/fingerprint.js';
import { takeLines, takeRest } from '../line/take-lines.js';
import { isHeartbeat } from '../line/heartbeat.js';
import { Checkpoints } from '../position/checkpoints.js';
import type { FilePosition } from '../position/file-position.js';
import type { PositionStore } from '../position/position-store.js';
import { type KafkaLines, LINE_PRIORITY } from './kafka-lines.js';
import type { LineCounts } from '../line/line-counts.js';
import type { Room } from './room.js';
import type { LineType, SourceIdentity } from '../line/source-identity.js';

/** What one file may have on its way; a chunk more, in fact. */
const MAX_HELD_BYTES = 8 * 1024 * 1024;
const MAX_HELD_LINES = 100_000;
const IDLE_MS = 60_000;
const WAIT_MS = 250;
const SEEN_MS = 1_000;

/** What all files of a collector share. */
export interface FileLinesContext {
  readonly kafka: KafkaLines;
  readonly positions: PositionStore;
  readonly room: Room;
  readonly counts: LineCounts;
}

/**
 * Numbers the lines of one file by their place in it, sends them, and moves the file's position when Kafka has them.
 * After a kill the lines behind the position are read again and get the same numbers, so that the ledger knows which of
 * them had arrived.
 */
export class FileLines {
  readonly #checkpoints = new Checkpoints();
  #delivery: KafkaDelivery | undefined;
  #leaveRoom: (() => void) | undefined;
  #position: FilePosition;
  #before: Buffer;
  #offset: number;
  #seq: number;
  #told = { delivered: 0, dropped: 0 };
  #usedAt = 0;

  /** @param before the bytes that the position's tail proves */
  constructor(
    private readonly context: FileLinesContext,
    private readonly source: SourceIdentity,
    private readonly type: LineType,
    position: FilePosition,
    before: Buffer,
  ) {
    this.#position = position;
    this.#before = before;
    this.#offset = position.offset;
    this.#seq = position.seq;
  }

  get position(): FilePosition {
    return this.#position;
  }

  /** Where the next line begins. */
  get offset(): number {
    return this.#offset;
  }

  /** The bytes before `offset`, a few hundred at most. */
  get before(): Buffer {
    return this.#before;
  }

  /** Whether nothing is on its way, and nothing is kept ready for more. */
  get isResting(): boolean {
    return this.#delivery === undefined;
  }

  /** Resolves when there is room for a chunk; or, at a stop, when the caller no longer wants to wait. */
  async room(goesOn: () => boolean): Promise<void> {
    const { room } = this.context;
    while ((this.#isFull || room.isFull) && goesOn()) await Promise.race([room.change(), delay(WAIT_MS)]);
  }

  /** Resolves when Kafka has everything that was taken; or, at a stop, when the caller no longer wants to wait. */
  async settled(goesOn: () => boolean): Promise<void> {
    while (!this.#checkpoints.isEmpty && goesOn()) await Promise.race([this.context.room.change(), delay(WAIT_MS)]);
  }

  /** Takes the whole lines of `bytes`, which stand at `offset`. @returns how many bytes are done with */
  take(bytes: Buffer): number {
    const add = this.#adder();
    const done = takeLines(bytes, add);
    if (done > 0) this.#passed(done, bytes.subarray(0, done));
    return done;
  }

  /** Takes a line whose beginning alone was kept. @param bytes length of all of it, its end included */
  takeLong(beginning: Buffer, bytes: number): void {
    this.#adder()(beginning, 0, beginning.length);
    this.#passed(bytes, undefined);
  }

  /** Takes what stands after the last newline, when nothing more is expected. */
  takeRest(bytes: Buffer): void {
    if (bytes.length === 0) return;
    takeRest(bytes, this.#adder());
    this.#passed(bytes.length, bytes);
  }

  /** Notes something about the file besides how far it has come. */
  note(change: Partial<FilePosition>): void {
    this.#position = { ...this.#position, ...change, changed: Date.now() };
    this.context.positions.set(this.#position);
  }

  /** Notes how long the file is, now and then: should it go before it is read, it is known how much of it is missing. */
  saw(size: number): void {
    const { seen = 0, offset, changed } = this.#position;
    if (size > seen && size > offset && Date.now() - changed > SEEN_MS) this.note({ seen: size });
  }

  /** Lets go of the delivery when nothing has come for a minute. */
  async rest(now: number): Promise<void> {
    if (now - this.#usedAt > IDLE_MS && this.#checkpoints.isEmpty) await this.close(1_000, false);
  }

  /**
   * Waits until Kafka has everything, at most so many milliseconds.
   *
   * @param isEnd whether no more lines of this file will come
   * @returns whether Kafka has everything
   */
  async close(ms: number, isEnd: boolean): Promise<boolean> {
    if (isEnd && this.#seq > 0) this.#open();
    const delivery = this.#delivery;
    if (delivery === undefined) return this.#checkpoints.isEmpty;
    const flushed = await delivery.close(ms, isEnd);
    this.#settled();
    this.#leaveRoom?.();
    this.#delivery = undefined;
    this.context.room.changed();
    return flushed;
  }

  get #isFull(): boolean {
    if (this.#delivery === undefined) return false;
    const { bytes, records } = this.#delivery.held;
    return bytes >= MAX_HELD_BYTES || records >= MAX_HELD_LINES;
  }

  #open(): KafkaDelivery {
    if (this.#delivery !== undefined) return this.#delivery;
    const { kafka, room } = this.context;
    const { instance, path } = this.#position;
    const identity = { instance, lastSeq: this.#seq };
    const delivery = kafka.forFile(this.source, path, this.type, identity, () => this.#settled());
    this.#told = { delivered: 0, dropped: 0 };
    this.#delivery = delivery;
    this.#leaveRoom = room.join(() => delivery.held.bytes);
    return delivery;
  }

  #adder(): (bytes: Buffer, from: number, to: number) => void {
    const delivery = this.#open();
    const { counts } = this.context;
    const { numbersHeartbeats } = this.#position;
    const now = Date.now();
    this.#usedAt = now;
    return (bytes, from, to) => {
      counts.read += 1;
      let line = bytes.subarray(from, to);
      if (!numbersHeartbeats && isHeartbeat(line)) {
        counts.heartbeats += 1;
        return;
      }
      if (line.length > MAX_RECORD_BYTES) {
        counts.cut += 1;
        line = line.subarray(0, MAX_RECORD_BYTES);
      }
      this.#seq = delivery.takeNumber();
      delivery.add(line, this.#seq, LINE_PRIORITY, now);
      counts.sent += 1;
    };
  }

  #passed(bytes: number, last: Buffer | undefined): void {
    this.#offset += bytes;
    this.context.counts.bytes += bytes;
    // A copy: the memory of the chunk is used again. After a line that was not kept whole there is nothing to compare.
    this.#before = last === undefined ? Buffer.alloc(0) : Buffer.from(last.subarray(-TAIL_BYTES));
    this.#checkpoints.add({ seq: this.#seq, offset: this.#offset, before: this.#before });
    this.#settled();
  }

  #settled(): void {
    const delivery = this.#delivery;
    if (delivery === undefined) return;
    this.#account(delivery);
    const place = this.#checkpoints.pass(delivery.settledUpTo);
    if (place === undefined) return;
    this.note({ offset: place.offset, seq: place.seq, tail: fingerprintOf(place.before) });
    this.context.room.changed();
  }

  #account(delivery: KafkaDelivery): void {
    const { counts } = this.context;
    const { delivered, dropped: reasons } = delivery.stats();
    // What is left over at the end is in the file, and goes with the next start.
    const dropped = Object.values(reasons).reduce((sum, count) => sum + count, 0) - reasons.shutdown;
    counts.acknowledged += delivered - this.#told.delivered;
    counts.dropped += dropped - this.#told.dropped;
    this.#told = { delivered, dropped };
  }
}
