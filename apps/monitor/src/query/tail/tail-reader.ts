import type { Completeness, StoredRecord, TailGap, TailHeartbeat, TailSkipped } from '@log-monitor/monitor-api';
import { newestFirst } from '../records/list-order.js';
import { mergePartitions } from './partition-merge.js';
import type { TailRecord, TailRows } from './tail-rows.js';
import type { TailPartition, TailVector } from './tail-vector.js';

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
   * of the event loop, in which the poller delivers nothing: no record falls between the two, none comes twice. A partition that is
   * ahead of the poller's waits for it. A failed read leaves the vector where it was; the poller's next look tries again.
   */
  async #catchUp(position: TailVector): Promise<void> {
    while (!this.#ended) {
      if (this.vector.equals(position)) {
        this.#live = true;
        return;
      }
      const missed: Missed[] = [];
      for (const [partition, reached] of position.partitions()) {
        const from = this.vector.get(partition) ?? reached;
        this.vector.set(partition, from);
        if (from < reached) missed.push({ partition, reached, read: from, records: [] });
      }
      if (missed.length === 0 || !(await this.#readMissed(missed))) return;
    }
  }

  /** Reads all partitions side by side, so that what came by several of them can be put into one order. */
  async #readMissed(missed: readonly Missed[]): Promise<boolean> {
    for (let left = missed; left.length > 0 && !this.#ended; left = missed.filter(isUnfinished)) {
      for (const one of left) if (!(await this.#readChunk(one))) return false;
      const piece = takeTogether(missed);
      for (const { partition, next, record } of piece) {
        this.vector.set(partition, next);
        if (this.matches(record)) {
          this.sink.write(`id: ${this.vector.toId(Date.now())}\ndata: ${JSON.stringify(record)}\n\n`);
        }
      }
      for (const { partition, read, records } of missed) if (records.length === 0) this.vector.set(partition, read);
      await this.sink.drained();
    }
    return true;
  }

  /** Reads on in a partition of which nothing waits. */
  async #readChunk(missed: Missed): Promise<boolean> {
    while (missed.records.length === 0 && missed.read < missed.reached) {
      const to = Math.min(missed.reached, missed.read + CHUNK);
      const records = await this.rows.between(missed.partition, missed.read, to).catch(() => undefined);
      if (records === undefined || this.#ended) return false;
      missed.records = records;
      missed.read = to;
    }
    return true;
  }
}

/** What a reader has missed of one partition. */
interface Missed {
  partition: TailPartition;
  /** Where the poller stands. */
  reached: number;
  /** How far it has been read. */
  read: number;
  /** Read, and not yet sent. */
  records: TailRecord[];
}

function isUnfinished({ records, read, reached }: Missed): boolean {
  return records.length > 0 || read < reached;
}

/**
 * Takes from each partition what can be sent now. Where a partition has more to be read, nobody knows what comes after the last record of it that
 * is here: what is later waits.
 */
function takeTogether(missed: readonly Missed[]): TailRecord[] {
  const lasts = missed.filter(({ read, reached }) => read < reached).map(({ records }) => records.at(-1));
  const border = lasts.reduce(
    (least, last) => (least && last && newestFirst(least.row, last.row) > 0 ? least : last),
    lasts[0],
  );
  const taken = missed.flatMap((one) => {
    const isBorder = border !== undefined && one.records.at(-1) === border;
    const later =
      border === undefined || isBorder ? -1 : one.records.findIndex(({ row }) => newestFirst(row, border.row) < 0);
    return one.records.splice(0, later < 0 ? one.records.length : later);
  });
  return mergePartitions(taken);
}
