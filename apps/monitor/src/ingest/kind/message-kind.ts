import type { Batch } from '../../batch/batch.js';
import type { FetchedMessages } from '../kafka/fetched-messages.js';

/** Places of consecutive messages. */
export interface MessageRange {
  from: number;
  /** After the last. */
  to: number;
}

export type ReadMessages<Payload = unknown> = Pick<
  Batch<Payload>,
  'payload' | 'records' | 'last' | 'earliestTime' | 'services' | 'unknownLevels' | 'deadLetters' | 'news'
> & {
  /**
   * The message from which on everything has to be read again together with what follows, so that a line comes whole that has no end among these; undefined when there is
   * none. Who cannot wait takes the records as they are.
   */
  unfinishedFrom?: number | undefined;
};

/** How the messages of one kind of records are read. */
export interface MessageKind<Payload = unknown> {
  readonly kind: string;
  /**
   * Reads consecutive messages. Never throws: what cannot be read is a dead letter.
   *
   * @param origin `topic/partition`
   */
  read(messages: FetchedMessages, range: MessageRange, origin: string): ReadMessages<Payload>;
}
