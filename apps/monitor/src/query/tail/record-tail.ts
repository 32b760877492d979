import { setImmediate as turn } from 'node:timers/promises';
import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import type { Completeness, StoredRecord } from '@log-monitor/monitor-api';
import { Configuration } from '../../configuration/configuration.js';
import { QueryError } from '../database/query-error.js';
import type { RecordFilter } from '../records/record-filter.js';
import { mergePartitions } from './partition-merge.js';
import { recordMatcher } from './record-match.js';
import { TailReader, type TailSink } from './tail-reader.js';
import { type TailPositions, type TailRange, TailRows } from './tail-rows.js';
import { TailVector } from './tail-vector.js';
import { StoredSignal } from './stored-signal.js';
import { DAY_MS } from '../../time/durations.js';

interface TailQuestion {
  filter: RecordFilter;
  /** `Last-Event-ID` of an earlier connection; undefined: from now on. */
  lastEventId?: string | undefined;
  sink: TailSink;
}

/** Between two looks at how far ingest has come while nothing is heard: when its word was lost, or comes from a time before it. */
const LONGEST_PAUSE_MS = 1000;
/** Between two looks while ingest has much to tell. */
const SHORTEST_PAUSE_MS = 100;
const HEARTBEAT_MS = 5000;
/** Offsets looked at in one query. */
const TAIL_CHUNK = 5000;
/** Then connections are written to, before what waits for them is taken for too much. */
const RECORDS_PER_TURN = 200;
const MOST_READERS = 1000;

/**
 * The live tail: one poller per process, woken when any monitor has stored something, reads what was stored, in the order of offsets
 * per partition, and hands it to every reader. It sleeps while nobody reads.
 */
@Injectable()
export class RecordTail implements OnModuleDestroy {
  readonly #logger = new Logger(RecordTail.name);
  readonly #readers = new Set<TailReader>();
  #position: TailVector | undefined;
  #completeness: Completeness | undefined;
  #timer: NodeJS.Timeout | undefined;
  #polling = false;
  /** Something was stored since the last look began. */
  #stored = false;
  #lookedAt = 0;
  #runningPositions: Promise<unknown> = Promise.resolve();
  #nextPositions: Promise<TailPositions> | undefined;
  #heartbeatAt = 0;
  #failing = false;
  #ended = false;

  constructor(
    private readonly rows: TailRows,
    private readonly signal: StoredSignal,
    private readonly configuration: Configuration,
  ) {}

  get readerCount(): number {
    return this.#readers.size;
  }

  /**
   * Begins to read.
   *
   * @returns the function that ends it
   * @throws QueryError CURSOR_INVALID for an id that is none of ours, QUERY_OVERLOADED when there are too many readers
   */
  async read({ filter, lastEventId, sink }: TailQuestion): Promise<() => void> {
    const resumed = lastEventId === undefined ? undefined : TailVector.parse(lastEventId);
    if (lastEventId !== undefined && !resumed) {
      throw new QueryError('CURSOR_INVALID', 'Last-Event-ID must be the id of an event of this stream', {
        parameter: 'Last-Event-ID',
      });
    }
    if (this.#readers.size >= MOST_READERS || this.#ended) {
      throw new QueryError('QUERY_OVERLOADED', 'Too many read the live tail already; try again shortly.');
    }
    const positions = await this.#positionsFromNow();
    this.#position ??= positions.next.clone();
    const start = resumed ? this.#startOf(resumed.vector, positions) : undefined;
    const reader = new TailReader(sink, recordMatcher(filter), this.rows, start?.vector ?? positions.next.clone());
    const keptMs = Math.max(this.configuration.retention.logDays, this.configuration.retention.errorDays) * DAY_MS;
    const isPast = resumed !== undefined && Date.now() - resumed.at > keptMs;
    if (isPast || start?.recreated) {
      const since = resumed ? new Date(resumed.at).toISOString() : null;
      reader.gap({ reason: isPast ? 'retention' : 'recreated', since });
    }
    reader.heartbeat(positions);
    this.#readers.add(reader);
    this.#stored = true;
    this.#schedule();
    return () => this.#leave(reader);
  }

  /**
   * One question for all who come while another runs: after a restart hundreds come back at once. Never one that began before: it may be
   * older than what the reader has seen already.
   */
  async #positionsFromNow(): Promise<TailPositions> {
    this.#nextPositions ??= this.#runningPositions
      .catch(() => undefined)
      .then(() => {
        this.#nextPositions = undefined;
        const positions = this.rows.positions();
        this.#runningPositions = positions;
        return positions;
      });
    return await this.#nextPositions;
  }

  /** Before the HTTP server closes: it waits for open connections, and these end only when we end them. */
  onModuleDestroy(): void {
    this.#ended = true;
    clearTimeout(this.#timer);
    for (const reader of this.#readers) reader.end();
    this.#readers.clear();
    void this.signal.stop();
  }

  /** Partitions that the id does not know are new since: from their beginning. Partitions that went back belong to a topic that was created again. */
  #startOf(vector: TailVector, { first, next }: TailPositions): { vector: TailVector; recreated: boolean } {
    let recreated = false;
    const start = next.partitions().map(([partition, stored]): [typeof partition, number] => {
      const seen = vector.get(partition) ?? first.get(partition) ?? stored;
      if (seen <= stored) return [partition, seen];
      recreated = true;
      return [partition, first.get(partition) ?? stored];
    });
    return { vector: TailVector.of(start), recreated };
  }

  #leave(reader: TailReader): void {
    reader.end();
    this.#readers.delete(reader);
    if (this.#readers.size > 0) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#position = undefined;
    void this.signal.stop();
  }

  /** The next look: soon when something was stored, else after the longest pause. */
  #schedule(): void {
    if (this.#ended || this.#polling || this.#readers.size === 0) return;
    clearTimeout(this.#timer);
    const sinceLast = performance.now() - this.#lookedAt;
    const pause = this.#stored ? Math.max(0, SHORTEST_PAUSE_MS - sinceLast) : LONGEST_PAUSE_MS;
    this.#timer = setTimeout(() => void this.#look(), pause);
    this.#timer.unref();
  }

  async #look(): Promise<void> {
    this.#polling = true;
    this.#stored = false;
    this.#lookedAt = performance.now();
    void this.signal.listen(this.#wake);
    await this.#poll();
    this.#polling = false;
    this.#schedule();
  }

  readonly #wake = (): void => {
    if (this.#stored) return;
    this.#stored = true;
    this.#schedule();
  };

  async #poll(): Promise<void> {
    try {
      const positions = await this.rows.positions();
      this.#completeness = positions;
      await this.#advance(positions);
      this.#failing = false;
    } catch (error) {
      // The position stays, so nothing is lost: the next look reads on from it.
      if (!this.#failing) this.#logger.warn(`The live tail waits for the database: ${(error as Error).message}`);
      this.#failing = true;
    }
    this.#heartbeat();
  }

  async #advance(positions: TailPositions): Promise<void> {
    const position = this.#position;
    if (!position) return;
    for (const [partition, stored] of positions.next.partitions()) {
      const from = position.get(partition) ?? positions.first.get(partition) ?? stored;
      position.set(partition, from > stored ? (positions.first.get(partition) ?? stored) : from);
    }
    for (;;) {
      const ranges = nextRanges(position, positions.next);
      if (ranges.length === 0 || this.#position !== position) break;
      const records = mergePartitions(await this.rows.news(ranges, earliestOf(ranges, positions)));
      for (const [index, { partition, next, record }] of records.entries()) {
        if (index % RECORDS_PER_TURN === RECORDS_PER_TURN - 1) await turn();
        position.set(partition, next);
        this.#deliver(record, position);
      }
      for (const { partition, to } of ranges) position.set(partition, to);
    }
    for (const reader of this.#readers) reader.follow(position);
  }

  #deliver(record: StoredRecord, position: TailVector): void {
    let frame: string | undefined;
    for (const reader of this.#readers) {
      if (!reader.wants(record)) continue;
      // The same bytes for all who are up to date: their position is the same.
      frame ??= `id: ${position.toId(Date.now())}\ndata: ${JSON.stringify(record)}\n\n`;
      reader.deliver(frame);
    }
  }

  #heartbeat(): void {
    const now = Date.now();
    if (!this.#completeness || now - this.#heartbeatAt < HEARTBEAT_MS) return;
    this.#heartbeatAt = now;
    for (const reader of this.#readers) reader.heartbeat(this.#completeness, this.#position);
  }
}

/** What is stored after a position, of as many partitions as one query may read. */
function nextRanges(position: TailVector, next: TailVector): TailRange[] {
  const ranges: TailRange[] = [];
  let left = TAIL_CHUNK;
  for (const [partition, stored] of next.partitions()) {
    const from = position.get(partition) ?? stored;
    if (from >= stored || left === 0) continue;
    const to = Math.min(stored, from + left);
    ranges.push({ partition, from, to });
    left -= to - from;
  }
  return ranges;
}

/** undefined as soon as it is not known of one of them. */
function earliestOf(ranges: readonly TailRange[], { batches }: TailPositions): number | undefined {
  const times = ranges.map(({ partition, from }) => batches.earliestSince(partition, from));
  return times.includes(undefined) ? undefined : Math.min(...(times as number[]));
}
