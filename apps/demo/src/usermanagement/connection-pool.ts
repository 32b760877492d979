import { PoolExhaustedError } from '../service/service-errors.js';

interface Waiter {
  readonly give: () => void;
}

/** At most `size` connections at a time; who waits too long for one gets an error. */
export class ConnectionPool {
  #free: number;
  readonly #waiting: Waiter[] = [];

  constructor(
    private readonly size: number,
    private readonly waitMs: number,
  ) {
    this.#free = size;
  }

  /**
   * Takes a connection.
   *
   * @returns gives it back
   * @throws PoolExhaustedError when none came free within the pool's waiting time
   */
  async acquire(): Promise<() => void> {
    if (this.#free > 0) this.#free--;
    else await this.#waitForOne();
    let held = true;
    return () => {
      if (held) this.#release();
      held = false;
    };
  }

  async #waitForOne(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting.splice(this.#waiting.indexOf(waiter), 1);
        reject(
          new PoolExhaustedError(
            `No connection within ${this.waitMs} ms: all ${this.size} are in use, ${this.#waiting.length} more wait`,
          ),
        );
      }, this.waitMs);
      const waiter: Waiter = {
        give: () => {
          clearTimeout(timer);
          resolve();
        },
      };
      this.#waiting.push(waiter);
    });
  }

  #release(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#free++;
    else next.give();
  }
}
