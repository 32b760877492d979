import { setTimeout as wait } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import type { Batch as FetchedBatch } from 'kafkajs';
import type { FetchedMessages } from '../kafka/fetched-messages.js';
import type { MessageRange } from '../kind/message-kind.js';
import { BatchAssembly, pieceFrom } from './batch-assembly.js';
import { FetchedPieces } from './fetched-pieces.js';
import { LinePatience } from './line-patience.js';
import { IngestMetrics } from '../sampling/ingest-metrics.js';
import type { OffsetRange } from '../kafka/partition-offsets.js';
import type { Batch } from '../../batch/batch.js';
import { BatchSink, SinkError } from '../../batch/batch-sink.js';
import { rejectedLetter } from '../../batch/dead-letter.js';
import { keyOf, type TopicPartition } from '../../batch/topic-partition.js';
import { growingPause } from '../../time/growing-pause.js';
import { messagesOf } from '../kafka/whole-batches.js';

const FIRST_RETRY_MS = 100;
const LAST_RETRY_MS = 5000;
/** Between two looks for the end of a line. */
const UNFINISHED_PAUSE_MS = 100;

/** What the reader needs of the consumer that hands it batches. */
export interface ConsumerAccess {
  /** Makes the next fetch of a partition start elsewhere. */
  seek(partition: TopicPartition, offset: number): void;
  offsetRange(partition: TopicPartition): Promise<OffsetRange>;
  /** True when the topic is a new one of the same name: everything in it came after that time. */
  wasRecreated(partition: TopicPartition, lastTime: number, low: number): Promise<boolean>;
  /** Tells that everything below this offset is stored. */
  stored(partition: TopicPartition, nextOffset: number): void;
}

/**
 * Carries the batches of a partition into the sink, exactly once and in order. The position in the database decides what of a batch is
 * new; what kafkajs delivers is only an offer (it may deliver batches from before a seek, and after a rebalance).
 */
@Injectable()
export class PartitionReader {
  /** Next offset of each partition, as last read or written; forgotten when the assignment changes or anything fails. */
  readonly #positions = new Map<string, number>();
  /** Why a partition cannot be stored at the moment. */
  readonly #troubles = new Map<string, string>();
  readonly #patience = new LinePatience();
  readonly #logger = new Logger('Ingest');

  constructor(
    private readonly sink: BatchSink,
    private readonly assembly: BatchAssembly,
    private readonly metrics: IngestMetrics,
  ) {}

  /** Called when the group assigns partitions again: others may have moved the positions meanwhile. */
  assigned(): void {
    this.#positions.clear();
    this.#troubles.clear();
    this.#patience.forget();
    this.metrics.groupJoined();
  }

  /** One sentence when something cannot be stored and is being tried again. */
  get trouble(): string | undefined {
    const [first] = this.#troubles;
    return first && `${first[0]} cannot be stored: ${first[1]}`;
  }

  /** Next offset to be read; undefined while it is not known, or when the partition is not ours. */
  positionOf(partition: TopicPartition): number | undefined {
    return this.#positions.get(keyOf(partition));
  }

  /** Called with what Kafka took to answer. */
  fetched(seconds: number): void {
    this.metrics.fetched(seconds);
  }

  /**
   * Reads where a partition stands, and puts right what Kafka no longer has: a position outside of what the partition holds is never
   * skipped quietly.
   *
   * @throws SinkError
   */
  async openPosition(partition: TopicPartition, consumer: ConsumerAccess): Promise<number> {
    let { low, high } = await consumer.offsetRange(partition);
    const { nextOffset, lastTime } = await this.sink.openPosition(partition, low);
    // Another batch of this partition may have been stored since Kafka was asked: only an end that is younger than the position can prove anything.
    if (nextOffset > high) ({ low, high } = await consumer.offsetRange(partition));
    if (nextOffset > high) return this.#jump(partition, nextOffset, low, 'recreated');
    if (nextOffset < low) return this.#jump(partition, nextOffset, low, 'retention');
    const readBefore = nextOffset > low && lastTime !== undefined;
    if (readBefore && (await consumer.wasRecreated(partition, lastTime, low))) {
      return this.#jump(partition, nextOffset, low, 'recreated');
    }
    this.#positions.set(keyOf(partition), nextOffset);
    return nextOffset;
  }

  /**
   * Stores what is new in a batch. Returns early, with the rest unread, when it is no longer ours to store.
   *
   * @param isOurs false when the consumer stops, reads elsewhere or has lost the partition
   */
  async read(batch: FetchedBatch, consumer: ConsumerAccess, isOurs: () => boolean): Promise<void> {
    const partition = { topic: batch.topic, partition: batch.partition };
    const pieces = new FetchedPieces(batch, messagesOf(batch, fetchedOffset(batch)), this.assembly, this.metrics);
    for (let failures = 0; isOurs();) {
      try {
        const position = await this.#positionFor(batch, partition, consumer);
        if (position < fetchedOffset(batch)) return await this.#goBack(partition, position, consumer);
        await this.#storeFrom(position, pieces, partition, consumer, isOurs);
        this.#troubles.delete(keyOf(partition));
        return;
      } catch (error) {
        this.#positions.delete(keyOf(partition));
        if (!(error instanceof SinkError) || error.code === 'RECORD_REJECTED') throw error;
        failures += 1;
        this.#reportFailure(partition, error, failures);
        await this.#backOff(error, failures);
      }
    }
  }

  /**
   * Moves the position over offsets that hold no record: the markers of a transaction.
   *
   * @param first where they begin; nothing is done unless that is where we stand
   * @throws SinkError
   */
  async moveOver(
    { topic, partition }: TopicPartition,
    first: number,
    next: number,
    consumer: ConsumerAccess,
  ): Promise<void> {
    const key = keyOf({ topic, partition });
    const remembered = this.#positions.get(key);
    // What was stored while the assignment changed moved the position in the database, and was not remembered.
    const isBehind = remembered === undefined || remembered < first;
    const position = isBehind ? await this.openPosition({ topic, partition }, consumer) : remembered;
    if (position !== first) return;
    const frame = { topic, partition, expectedOffset: first, nextOffset: next, endOffset: next };
    await this.#store(this.assembly.assembleEmpty(frame));
    this.#positions.set(key, next);
    consumer.stored({ topic, partition }, next);
  }

  /** kafkajs going back before where we stand may mean that the topic is a new one: then what is remembered proves nothing. */
  async #positionFor(batch: FetchedBatch, partition: TopicPartition, consumer: ConsumerAccess): Promise<number> {
    const remembered = this.#positions.get(keyOf(partition));
    if (remembered !== undefined && remembered <= fetchedOffset(batch)) return remembered;
    return await this.openPosition(partition, consumer);
  }

  async #storeFrom(
    from: number,
    pieces: FetchedPieces,
    partition: TopicPartition,
    consumer: ConsumerAccess,
    isOurs: () => boolean,
  ): Promise<void> {
    const { messages, end } = pieces;
    let first = pieces.indexOf(from);
    // After the last record, or after those that are stored already, there may be markers, or the frame of a batch of which Kafka
    // has removed all records.
    if (first === messages.length && end > from) return await this.moveOver(partition, from, end, consumer);
    for (let position = from; first < messages.length;) {
      if (!isOurs()) return;
      let piece = pieceFrom(messages, first);
      let batch = pieces.read(position, piece);
      const { unfinishedFrom } = batch;
      if (unfinishedFrom !== undefined && unfinishedFrom > first) {
        piece = { from: first, to: unfinishedFrom };
        batch = pieces.read(position, piece);
      } else if (unfinishedFrom !== undefined && this.#mayWait(batch, piece, messages)) {
        return await this.#waitForMore(partition, position, consumer, isOurs);
      }
      await this.#storePiece(batch, piece, pieces);
      position = batch.nextOffset;
      first = piece.to;
      // Others may have moved on with the partition meanwhile.
      if (!isOurs()) return;
      this.#positions.set(keyOf(partition), position);
      consumer.stored(partition, position);
    }
  }

  /** What is read next begins with a line that has no end yet. */
  #mayWait(batch: Batch, { to }: MessageRange, messages: FetchedMessages): boolean {
    return to === messages.length && this.#patience.mayWait(batch, batch.expectedOffset, batch.bytes);
  }

  async #waitForMore(
    partition: TopicPartition,
    position: number,
    consumer: ConsumerAccess,
    isOurs: () => boolean,
  ): Promise<void> {
    await wait(UNFINISHED_PAUSE_MS);
    if (isOurs()) consumer.seek(partition, position);
  }

  async #storePiece(batch: Batch, piece: MessageRange, pieces: FetchedPieces): Promise<void> {
    try {
      await this.#store(batch);
    } catch (error) {
      if (!(error instanceof SinkError) || error.code !== 'RECORD_REJECTED') throw error;
      const { from, to } = piece;
      if (to - from === 1) {
        const { topic, partition, expectedOffset, nextOffset, endOffset, bytes, news } = batch;
        const frame = { topic, partition, expectedOffset, nextOffset, endOffset };
        const deadLetters = [rejectedLetter(pieces.messages.messageAt(from), error)];
        return await this.#store({ ...this.assembly.assembleEmpty(frame), bytes, news, deadLetters });
      }
      // One bad record costs only itself: halve until it stands alone.
      const middle = (from + to) >> 1;
      let position = batch.expectedOffset;
      for (const half of [
        { from, to: middle },
        { from: middle, to },
      ]) {
        const part = pieces.read(position, half);
        await this.#storePiece(part, half, pieces);
        position = part.nextOffset;
      }
    }
  }

  async #store(batch: Batch): Promise<void> {
    const started = performance.now();
    const stored = await this.sink.store(batch);
    this.metrics.batchStored(batch, stored, (performance.now() - started) / 1000);
    for (const { reason, detail } of batch.deadLetters) {
      if (reason === 'undecodable_batch')
        this.#logger.error(`${keyOf(batch)}: a batch could not be read and is skipped: ${detail}`);
    }
  }

  /** kafkajs is ahead of the database (its own offset was kept elsewhere, or the database was set back): what lies between is read again. */
  async #goBack(partition: TopicPartition, position: number, consumer: ConsumerAccess): Promise<void> {
    const { low } = await consumer.offsetRange(partition);
    const from = low > position ? await this.#jump(partition, position, low, 'retention') : position;
    consumer.seek(partition, from);
  }

  async #jump(partition: TopicPartition, from: number, to: number, reason: 'retention' | 'recreated'): Promise<number> {
    await this.sink.recordGap(partition, from, to, reason);
    this.metrics.gapFound(partition, from, to, reason);
    this.#logger.error(gapSentence(partition, from, to, reason));
    this.#positions.set(keyOf(partition), to);
    return to;
  }

  /** The first failure in a row, then about one a minute. */
  #reportFailure(partition: TopicPartition, error: SinkError, failures: number): void {
    this.metrics.storeFailed(error);
    if (error.code === 'POSITION_MOVED') return;
    this.#troubles.set(keyOf(partition), error.message);
    if (failures % 12 !== 1) return;
    this.#logger.warn(`${keyOf(partition)} cannot be stored at the moment, trying again: ${error.message}`);
  }

  /** Waits with growing pauses while PostgreSQL is away. A moved position is read again at once. */
  async #backOff(error: SinkError, failures: number): Promise<void> {
    if (error.code === 'POSITION_MOVED' && failures === 1) return;
    await wait(growingPause(failures, FIRST_RETRY_MS, LAST_RETRY_MS) * (0.5 + Math.random() / 2));
  }
}

function gapSentence(partition: TopicPartition, from: number, to: number, reason: 'retention' | 'recreated'): string {
  return reason === 'retention'
    ? `${keyOf(partition)}: Kafka deleted ${to - from} records (offsets ${from} to ${to - 1}) before they were read; reading goes on at ${to}`
    : `${keyOf(partition)}: the topic was recreated (we stood at ${from}); reading begins at ${to}`;
}

/** The offset that the fetch asked for; kafkajs keeps it on the batch but leaves it out of its types. */
function fetchedOffset(batch: FetchedBatch): number {
  return Number((batch as FetchedBatch & { fetchedOffset?: string }).fetchedOffset ?? batch.firstOffset() ?? 0);
}
