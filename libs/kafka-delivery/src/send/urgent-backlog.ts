import type { HeldRecord } from '../queue/held-record.js';

const MAX_RECORDS = 10_000;
const RETRY_MS = 2_000;

/**
 * Where records wait that the main topic has and a missing urgent topic lacks. They are tried again every two seconds;
 * beyond the cap the oldest is left out of the urgent topic, which loses nothing: the main topic has it.
 */
export class UrgentBacklog {
  #waiting: HeldRecord[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(private readonly retry: (records: readonly HeldRecord[]) => void) {}

  /** @returns the record that had to make room, if any */
  add(record: HeldRecord): HeldRecord | undefined {
    this.#waiting.push(record);
    this.#timer ??= setTimeout(() => this.retryNow(), RETRY_MS).unref();
    return this.#waiting.length > MAX_RECORDS ? this.#waiting.shift() : undefined;
  }

  retryNow(): void {
    this.stop();
    if (this.#waiting.length === 0) return;
    const records = this.#waiting.sort((a, b) => a.seq - b.seq);
    this.#waiting = [];
    this.retry(records);
  }

  all(): readonly HeldRecord[] {
    return this.#waiting;
  }

  oldest(): number {
    return this.#waiting.reduce((oldest, { seq }) => Math.min(oldest, seq), Number.POSITIVE_INFINITY);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
