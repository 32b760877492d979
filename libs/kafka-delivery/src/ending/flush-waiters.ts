interface Waiter {
  /** Highest number that must be settled. */
  readonly upTo: number;
  readonly droppedBefore: number;
  readonly resolve: (delivered: boolean) => void;
}

/** What a flush looks at. */
export interface FlushView {
  /** Smallest number not settled yet, Infinity when all are. */
  oldestOpen(): number;
  /** Records dropped so far. */
  dropped(): number;
}

/** Those who wait until everything logged so far has left. Their timers do keep the process alive: that is their purpose. */
export class FlushWaiters {
  readonly #waiters = new Set<Waiter>();

  constructor(private readonly view: FlushView) {}

  /**
   * Waits until all numbers up to `upTo` are settled, at most `ms` milliseconds.
   *
   * @returns true when each of them was delivered
   */
  wait(upTo: number, ms: number): Promise<boolean> {
    if (this.view.oldestOpen() > upTo) return Promise.resolve(true);
    return new Promise((resolve) => {
      const timer = setTimeout(() => done(false), ms);
      const done = (delivered: boolean): void => {
        clearTimeout(timer);
        this.#waiters.delete(waiter);
        resolve(delivered);
      };
      const waiter: Waiter = { upTo, droppedBefore: this.view.dropped(), resolve: done };
      this.#waiters.add(waiter);
    });
  }

  /** Something was settled. */
  look(): void {
    if (this.#waiters.size === 0) return;
    const oldest = this.view.oldestOpen();
    const dropped = this.view.dropped();
    for (const { upTo, droppedBefore, resolve } of [...this.#waiters]) {
      if (oldest > upTo) resolve(dropped === droppedBefore);
    }
  }
}
