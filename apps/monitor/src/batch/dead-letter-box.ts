import type { Batch } from './batch.js';
import type { UndecodableReason } from './dead-letter.js';
import type { RawMessage } from './raw-message.js';
import type { TopicPartition } from './topic-partition.js';

/** A dead letter as it was kept. */
export interface KeptLetter extends TopicPartition {
  message: RawMessage;
  /** False when only the first part of the message's value was kept. */
  complete: boolean;
}

/** Where dead letters are kept. The store implements it, so that ingest need not know the store. */
export abstract class DeadLetterBox {
  /**
   * @returns undefined when there is no such letter
   * @throws SinkError
   */
  abstract find(id: number): Promise<KeptLetter | undefined>;

  /**
   * Stores a batch in place of a letter, in one transaction; the position stays where it is. What the batch has of dead letters
   * is kept: records of the letter's message that are still not readable.
   *
   * @throws SinkError with `POSITION_MOVED` when the letter is gone, `RECORD_REJECTED` when a value cannot be stored
   */
  abstract replace(id: number, batch: Batch): Promise<void>;

  /**
   * Brings the reason of a letter up to date.
   *
   * @throws SinkError
   */
  abstract explain(id: number, reason: UndecodableReason, detail: string): Promise<void>;

  /**
   * @returns false when there is no such letter
   * @throws SinkError
   */
  abstract discard(id: number): Promise<boolean>;
}
