import { messageOf } from '../kafkajs/classify-send-error.js';

const NOTICE_EVERY_MS = 60_000;

/** Says what Kafka does not take, at most one line a minute. */
export class TroubleNotices {
  #lastNotice = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly held: () => number,
    private readonly onNotice: (line: string) => void,
  ) {}

  refused(error: unknown): void {
    this.#say(`Kafka refused a record (${messageOf(error)}); it is dropped and counted`);
  }

  topicTrouble(topic: string, error: unknown): void {
    this.#say(
      `topic ${topic} cannot be written (${messageOf(error)}); create it, or set the option createTopics; ${this.held()} records are held`,
    );
  }

  #say(line: string): void {
    if (Date.now() - this.#lastNotice < NOTICE_EVERY_MS) return;
    this.#lastNotice = Date.now();
    this.onNotice(line);
  }
}
