import { QueryError } from './query-error.js';

interface Waiter {
  admit: () => void;
  refuse: (error: QueryError) => void;
}

interface GateLimits {
  /** Questions that may run at once. */
  running: number;
  /** Questions that may wait for their turn; one more is refused at once. */
  waiting: number;
  /** Longest wait in milliseconds. */
  waitMs: number;
}

/**
 * Lets a bounded number of questions run and a bounded number wait, so that a flood of slow ones ends in clear refusals
 * instead of a growing queue, and ingest keeps its share of the database.
 */
export class QueryGate {
  #running = 0;
  readonly #queue = new Set<Waiter>();

  constructor(private readonly limits: GateLimits) {}

  get runningCount(): number {
    return this.#running;
  }

  get waitingCount(): number {
    return this.#queue.size;
  }

  /**
   * Waits for a turn.
   *
   * @returns the function that gives the turn back; call it exactly once
   * @throws QueryError QUERY_OVERLOADED when the queue is full or the wait took too long, QUERY_CANCELLED when the asker left
   */
  async enter(signal?: AbortSignal): Promise<() => void> {
    if (signal?.aborted) throw cancelled();
    if (this.#running < this.limits.running) this.#running += 1;
    else await this.#waitForTurn(signal);
    return this.#leaveOnce();
  }

  #waitForTurn(signal: AbortSignal | undefined): Promise<void> {
    if (this.#queue.size >= this.limits.waiting) return Promise.reject(overloaded());
    return new Promise((resolve, reject) => {
      const settle = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', leave);
        this.#queue.delete(waiter);
      };
      const waiter: Waiter = {
        admit: () => {
          settle();
          resolve();
        },
        refuse: (error) => {
          settle();
          reject(error);
        },
      };
      const leave = (): void => waiter.refuse(cancelled());
      const timer = setTimeout(() => waiter.refuse(overloaded()), this.limits.waitMs);
      signal?.addEventListener('abort', leave, { once: true });
      this.#queue.add(waiter);
    });
  }

  #leaveOnce(): () => void {
    let left = false;
    return () => {
      if (left) return;
      left = true;
      const [next] = this.#queue;
      // The turn passes on without the count going down: nobody can slip in between.
      if (next) next.admit();
      else this.#running -= 1;
    };
  }
}

function overloaded(): QueryError {
  return new QueryError('QUERY_OVERLOADED', 'Too many questions are being answered at once; try again shortly.');
}

function cancelled(): QueryError {
  return new QueryError('QUERY_CANCELLED', 'The asker went away before the answer was ready.');
}
