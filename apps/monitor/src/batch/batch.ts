import type { DropRange } from '@log-monitor/log-record';
import type { DeadLetter } from './dead-letter.js';
import type { LevelDoubt } from './decoded-record.js';
import type { TopicPartition } from './topic-partition.js';

/** `errors`: the lane that is read first. It repeats records of the main lane, and tells the ledger nothing. */
export type Lane = 'main' | 'errors';

/** What an instance says of itself in addition to its records. */
export interface InstanceNews {
  instance: string;
  /** Highest sequence number that it had handed out; 0 when not said. */
  lastSeq: number;
  /** It ended on purpose: nothing follows. */
  ended: boolean;
  dropped: readonly DropRange[];
}

/** How much of a batch is of one service. */
export interface ServiceShare {
  records: number;
  /** Size of its messages' values. */
  bytes: number;
}

/** What is known of a batch whatever kind of records it carries. */
export interface BatchEnvelope extends TopicPartition {
  /** Kind of its records: says what the payload is. */
  kind: string;
  lane: Lane;
  /** Where the position must stand; another value means that somebody else owns the partition by now. */
  expectedOffset: number;
  /** Where the position goes: one past the last offset of the batch, also where Kafka left holes. */
  nextOffset: number;
  /** End of the partition when the batch was fetched. */
  endOffset: number;
  /** Size of the messages' values. */
  bytes: number;
  /** How many records the payload holds. */
  records: number;
  /** The record with the highest offset, and Kafka's time of it. */
  last: { id: string; kafkaTime: number } | undefined;
  /** Earliest event time of its records as sent, milliseconds since 1970; Infinity without records. */
  earliestTime: number;
  services: ReadonlyMap<string, ServiceShare>;
  /** Records whose level no convention knows, by what made up for it. */
  unknownLevels?: ReadonlyMap<LevelDoubt, number>;
  deadLetters: readonly DeadLetter[];
  news: readonly InstanceNews[];
}

/** Consecutive messages of one partition, to be stored in one transaction together with the move of its position. */
export interface Batch<Payload = unknown> extends BatchEnvelope {
  payload: Payload;
}
