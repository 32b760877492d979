import { Injectable } from '@nestjs/common';
import type { Batch, BatchEnvelope } from '../../batch/batch.js';
import { keyOf } from '../../batch/topic-partition.js';
import { TopicPlan } from '../../configuration/topic-plan.js';
import { FetchedMessages } from '../kafka/fetched-messages.js';
import type { MessageRange, ReadMessages } from '../kind/message-kind.js';
import { MessageKinds } from '../kind/message-kinds.js';

/** Limits of one transaction: it should last well under a second, and memory should not depend on how far we are behind. */
const MAX_MESSAGES = 8000;
const MAX_BYTES = 4 * 1024 * 1024;

/** The partition of consecutive messages, and how they move its position. */
type BatchFrame = Pick<BatchEnvelope, 'topic' | 'partition' | 'expectedOffset' | 'nextOffset' | 'endOffset'>;

/** A batch, and what its kind says of the messages at its end. */
export type AssembledBatch = Batch & Pick<ReadMessages, 'unfinishedFrom'>;

/** The messages from `from` on that one transaction can take; at least one. */
export function pieceFrom(messages: FetchedMessages, from: number): MessageRange {
  let to = from + 1;
  let bytes = messages.bytesAt(from);
  while (to < messages.length && to - from < MAX_MESSAGES) {
    bytes += messages.bytesAt(to);
    if (bytes > MAX_BYTES) break;
    to += 1;
  }
  return { from, to };
}

/** Makes batches of messages, by the kind of records that their topic holds. */
@Injectable()
export class BatchAssembly {
  readonly #plan: TopicPlan;
  readonly #kinds: MessageKinds;

  constructor(plan: TopicPlan, kinds: MessageKinds) {
    this.#plan = plan;
    this.#kinds = kinds;
  }

  /** Reads consecutive messages. Throws only when the plan names a kind that is not in the list. */
  assemble(
    frame: BatchFrame,
    messages: FetchedMessages,
    range: MessageRange = { from: 0, to: messages.length },
  ): AssembledBatch {
    const { kind, lane } = this.#plan.of(frame.topic);
    let bytes = 0;
    for (let at = range.from; at < range.to; at += 1) bytes += messages.bytesAt(at);
    const read = this.#kinds.of(kind).read(messages, range, keyOf(frame));
    return { ...frame, kind, lane, bytes, ...read, news: lane === 'errors' ? [] : read.news };
  }

  /** The same move of the position without any record. */
  assembleEmpty(frame: BatchFrame): Batch {
    return this.assemble(frame, new FetchedMessages(0));
  }
}
