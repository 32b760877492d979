import { messageOf } from '../kafkajs/classify-send-error.js';

const FIRST_GRACE_MS = 10_000;
const LOST_GRACE_MS = 1_000;
const REPEAT_MS = 60_000;

/**
 * Says on stderr that Kafka is away, and that it is back: not within the first ten seconds of a start, at most one
 * line a minute, one line on recovery.
 */
export class OutageReport {
  #downSince: number | undefined;
  #lastLine = Number.NEGATIVE_INFINITY;
  #announced = false;
  #everConnected = false;
  #cause = '';

  constructor(
    private readonly brokers: readonly string[],
    private readonly held: () => number,
    private readonly notice: (line: string) => void,
  ) {}

  /** True while an outage has been announced. */
  get isAway(): boolean {
    return this.#announced;
  }

  /** An attempt failed, or the first one is about to be made. */
  down(now: number, error?: unknown): void {
    this.#downSince ??= now;
    if (error !== undefined) this.#cause = messageOf(error);
  }

  /** To be called now and then while down. */
  check(now: number): void {
    if (this.#downSince === undefined) return;
    const grace = this.#everConnected ? LOST_GRACE_MS : FIRST_GRACE_MS;
    if (now - this.#downSince < grace || now - this.#lastLine < REPEAT_MS) return;
    this.#lastLine = now;
    this.#announced = true;
    const what = this.#everConnected ? 'lost' : 'not reached';
    const cause = this.#cause === '' ? 'no answer' : this.#cause;
    this.notice(
      `Kafka ${what} at ${this.brokers.join(', ')} (${cause}); check KAFKA_BOOTSTRAP_SERVERS; ${this.held()} records are held until it is back`,
    );
  }

  up(now: number): void {
    if (this.#announced && this.#downSince !== undefined) {
      const seconds = Math.round((now - this.#downSince) / 1000);
      this.notice(
        `Kafka reached at ${this.brokers.join(', ')} after ${seconds} s; sending ${this.held()} held records`,
      );
    }
    this.#announced = false;
    this.#everConnected = true;
    this.#downSince = undefined;
    this.#cause = '';
  }
}
