import type { Batch as FetchedBatch } from 'kafkajs';
import type { IngestMetrics } from '../sampling/ingest-metrics.js';
import type { FetchedMessages } from '../kafka/fetched-messages.js';
import type { MessageRange } from '../kind/message-kind.js';
import type { AssembledBatch, BatchAssembly } from './batch-assembly.js';

/** What kafkajs hands over at once, read piece by piece. */
export class FetchedPieces {
  readonly #fetched: FetchedBatch;
  readonly #assembly: BatchAssembly;
  readonly #metrics: IngestMetrics;

  constructor(
    fetched: FetchedBatch,
    readonly messages: FetchedMessages,
    assembly: BatchAssembly,
    metrics: IngestMetrics,
  ) {
    this.#fetched = fetched;
    this.#assembly = assembly;
    this.#metrics = metrics;
  }

  /** Index of the first message from an offset on. */
  indexOf(offset: number): number {
    let index = 0;
    while (index < this.messages.length && (this.messages.offsets[index] as number) < offset) index += 1;
    return index;
  }

  /** One past the last offset of what was fetched, markers included. */
  get end(): number {
    return Number(this.#fetched.lastOffset()) + 1;
  }

  /** @param position where the partition stands */
  read(position: number, piece: MessageRange): AssembledBatch {
    const { topic, partition, highWatermark } = this.#fetched;
    const last = (this.messages.offsets[piece.to - 1] as number) + 1;
    const nextOffset = piece.to === this.messages.length ? Math.max(this.end, last) : last;
    const began = performance.now();
    const frame = { topic, partition, expectedOffset: position, nextOffset, endOffset: Number(highWatermark) };
    const batch = this.#assembly.assemble(frame, this.messages, piece);
    this.#metrics.decoded((performance.now() - began) / 1000);
    return batch;
  }
}
