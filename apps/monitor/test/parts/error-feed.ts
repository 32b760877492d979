import type { Lane } from '../../src/batch/batch.js';
import { GroupFold } from '../../src/groups/fold/group-fold.js';
import { logBatch } from './log-batch.js';
import { rawMessage } from './raw-message.js';
import type { TestStore } from './test-store.js';

/** Sends errors through the real store, by both lanes, and folds their counts. */
export class ErrorFeed {
  readonly fold: GroupFold;
  readonly #next = new Map<Lane, number>();

  constructor(
    readonly test: TestStore,
    readonly topic: string,
  ) {
    this.fold = new GroupFold(test.pool, { retention: { groupDays: 90 } });
  }

  /** Stores these records as one batch; their time of arrival is that of the last argument. */
  async store(values: readonly unknown[], lane: Lane = 'main', kafkaTime = Date.now()): Promise<void> {
    const topic = lane === 'main' ? this.topic : `${this.topic}-errors`;
    const from = this.#next.get(lane) ?? 0;
    if (from === 0) await this.test.store.openPosition({ topic, partition: 0 }, 0);
    const messages = values.map((value, index) => rawMessage(value, { offset: from + index, kafkaTime }));
    this.#next.set(lane, from + values.length);
    await this.test.store.store(logBatch({ topic, partition: 0, lane }, messages));
  }

  /** Folds everything that waits. */
  async count(now = Date.now()): Promise<void> {
    while ((await this.fold.fold(now)) > 0);
  }
}
