import {
  type Completeness,
  type StoredRecord,
  type TailGap,
  type TailHeartbeat,
  type TailSkipped,
} from '@log-monitor/monitor-api';
import { type TailRows } from './tail-rows.js';
import { type TailLane, type TailVector } from './tail-vector.js';

/** Where a reader's events go: a connection. */
export interface TailSink {
  /** Sends text of the event stream. */
  write(frame: string): void;
  /** Bytes that wait to be sent. */
  readonly buffered: number;
  /** Resolves when more may be written, or the connection is gone. */
  drained(): Promise<void>;
  end(): void;
}

/** More waiting than this means that the reader does not keep up: it is skipped ahead and told so. */
const MOST_BUFFERED = 1_000_000;
const CHUNK = 1000;

/** One connection of the live tail: first it reads what it missed from the store at its own pace, then it follows the poller. */
export class TailReader {
  #live = false;
  #catchingUp = false;
  #ended = false;
  #skipped = 0;

  constructor(
    private readonly sink: TailSink,
    private readonly matches: (record: StoredRecord) => boolean,
    private readonly rows: TailRows,
    /** Until it is live: how far it has come. */
    private readonly vector: TailVector,
  ) {}

  /** True for a record that this reader gets now. One that is still catching up will come to it by itself. */
  wants(record: StoredRecord): boolean {
    return this.#live && !this.#ended && this.matches(record);
  }

  deliver(frame: string): void {
    if (this.sink.buffered > MOST_BUFFERED) {
      this.#skipped += 1;
      return;
    }
    if (this.#skipped > 0) {
      this.sink.write(`event: skipped\ndata: ${JSON.stringify({ count: this.#skipped } satisfies TailSkipped)}\n\n`);
      this.#skipped = 0;
    }
    this.sink.write(frame);
  }

  gap(gap: TailGap): void {
    this.sink.write(`event: gap\ndata: ${JSON.stringify(gap)}\n\n`);
  }

  /** Shows that the connection lives, how complete the stream is, and moves the place to resume from past what was filtered out. */
  heartbeat({ completeThrough, lag }: Completeness, position?: TailVector): void {
    if (this.#ended || this.sink.buffered > MOST_BUFFERED) return;
    const reached = this.#live && position ? position : this.vector;
    // While records are being skipped the place to resume from stays before them.
    const id = this.#skipped > 0 ? '' : `id: ${reached.toId(Date.now())}\n`;
    this.sink.write(
      `${id}event: heartbeat\ndata: ${JSON.stringify({ completeThrough, lag } satisfies TailHeartbeat)}\n\n`,
    );
  }

  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.sink.end();
  }

  /** Called by the poller after each look: goes live as soon as it stands exactly where the poller stands. */
  follow(position: TailVector): void {
    if (this.#live || this.#ended || this.#catchingUp) return;
    this.#catchingUp = true;
    void this.#catchUp(position).finally(() => {
      this.#catchingUp = false;
    });
  }

  /**
   * Reads on until it meets the poller, whose position moves meanwhile. The comparison and the change to live happen in one turn
   * of the event loop, in which the poller delivers nothing: no record falls between the two, none comes twice. A lane that is
   * ahead of the poller's waits for it. A failed read leaves the vector where it was; the poller's next look tries again.
   */
  async #catchUp(position: TailVector): Promise<void> {
    let moved = true;
    while (moved && !this.#ended) {
      if (this.vector.equals(position)) {
        this.#live = true;
        return;
      }
      moved = false;
      for (const [lane, reached] of position.lanes()) {
        const from = this.vector.get(lane) ?? reached;
        this.vector.set(lane, from);
        if (from >= reached) continue;
        if (!(await this.#readLane(lane, from, reached))) return;
        moved = true;
      }
    }
  }

  async #readLane(lane: TailLane, first: number, end: number): Promise<boolean> {
    for (let from = first; from < end && !this.#ended; from = Math.min(end, from + CHUNK)) {
      const to = Math.min(end, from + CHUNK);
      const records = await this.rows.between(lane, from, to).catch(() => undefined);
      if (records === undefined) return false;
      for (const { offset, record } of records) {
        this.vector.set(lane, offset + 1);
        if (!this.matches(record)) continue;
        this.sink.write(`id: ${this.vector.toId(Date.now())}\ndata: ${JSON.stringify(record)}\n\n`);
      }
      this.vector.set(lane, to);
      await this.sink.drained();
    }
    return true;
  }
}
