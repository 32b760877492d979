import { type Logger } from 'winston';
import { QueueFullError } from '../service/service-errors.js';

const CAPACITY = 2_000;
const SENT_PER_TICK = 200;
const TICK_MS = 100;

/** Pushes wait in a bounded queue and leave it at the rate that the push gateway takes. */
export class PushService {
  #waiting = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(readonly logger: Logger) {}

  /** @throws QueueFullError when they do not fit; then none of them is queued */
  async push(topic: string, recipients: number): Promise<{ queued: number }> {
    if (this.#waiting + recipients > CAPACITY) {
      throw new QueueFullError(
        `The push queue has room for ${CAPACITY - this.#waiting} more, ${topic} has ${recipients} recipients`,
      );
    }
    this.#waiting += recipients;
    this.#timer ??= setInterval(() => this.#drain(), TICK_MS);
    this.logger.info('Pushes queued', { topic, recipients });
    return { queued: this.#waiting };
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #drain(): void {
    this.#waiting = Math.max(this.#waiting - SENT_PER_TICK, 0);
    if (this.#waiting === 0) this.stop();
  }
}
