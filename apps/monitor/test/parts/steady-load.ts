import { setTimeout as pause } from 'node:timers/promises';
import type { FakeInstance } from './native-records.js';
import type { TestTopics } from './test-topics.js';

const ROUND_MS = 100;

/** Sends records of one process on and on, a tenth of them errors on both topics. Only for runs in which Kafka itself stays up. */
export class SteadyLoad {
  #running = true;
  readonly #end: Promise<void>;

  constructor(
    private readonly topics: TestTopics,
    readonly app: FakeInstance,
    private readonly perSecond = 500,
  ) {
    this.#end = this.#run();
    this.#end.catch(() => undefined);
  }

  /** Resolves when everything that was made is in Kafka. */
  async stop(): Promise<void> {
    this.#running = false;
    await this.#end;
  }

  async #run(): Promise<void> {
    const inRound = (this.perSecond * ROUND_MS) / 1000;
    while (this.#running) {
      const errors = this.app.records(inRound / 10, 'ERROR');
      await this.topics.send(this.topics.main, [...errors, ...this.app.records(inRound - errors.length)]);
      await this.topics.send(this.topics.errors, errors);
      await pause(ROUND_MS);
    }
  }
}
