import { classifySendError } from '../kafkajs/classify-send-error.js';

const DAY_MS = 24 * 60 * 60 * 1000;

/** What became of records. Told as it happens: a part may be acknowledged before the rest fails. */
export interface TopicOutcome<T> {
  acknowledged(records: readonly T[]): void;
  /** Kafka will never take this record; it is alone to blame. */
  refused?(record: T, error: unknown): void;
  /** The topic refused the time; so many records go once more, a day earlier. */
  shifted?(count: number): void;
}

/** Sends records with one Kafka timestamp, in milliseconds since 1970; undefined: now. */
export type TopicSend<T> = (records: readonly T[], timestamp: number | undefined) => Promise<void>;

/**
 * Sends records to one topic. A batch that is refused is halved until the one bad record stands alone, so that it costs
 * only itself.
 *
 * @throws the error of a send whose records are not to blame; what has no outcome by then has to be sent again
 */
export async function sendToTopic<T>(
  records: readonly T[],
  send: TopicSend<T>,
  outcome: TopicOutcome<T>,
  timestamp?: number,
): Promise<void> {
  if (records.length === 0) return;
  try {
    await send(records, timestamp);
    outcome.acknowledged(records);
  } catch (error) {
    const failure = classifySendError(error);
    if (failure === 'timestamp' && timestamp === undefined) {
      // A broker whose clock is behind ours, or a foreign topic with a narrow window (KIP-1030: one hour ahead).
      outcome.shifted?.(records.length);
      return sendToTopic(records, send, outcome, Date.now() - DAY_MS);
    }
    if (failure === 'timestamp') {
      // All have the same time by now: none of them is better than the others.
      for (const record of records) outcome.refused?.(record, error);
      return;
    }
    if (failure !== 'refused') throw error;
    const [only] = records;
    if (records.length === 1 && only !== undefined) return outcome.refused?.(only, error);
    const middle = records.length >>> 1;
    await sendToTopic(records.slice(0, middle), send, outcome, timestamp);
    await sendToTopic(records.slice(middle), send, outcome, timestamp);
  }
}
