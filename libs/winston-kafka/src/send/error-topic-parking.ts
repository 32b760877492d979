import { type HeldRecord } from '../queue/held-record.js';

const MAX_PARKED = 10_000;
const RETRY_MS = 2_000;

/**
 * Where records wait that the main topic has and a missing errors topic has not. They are tried again every two
 * seconds; beyond the cap the oldest stays away from the fast lane, which loses nothing: the main topic has it.
 */
export class ErrorTopicParking {
  private parked: HeldRecord[] = [];
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly retry: (records: readonly HeldRecord[]) => void) {}

  /** @returns the record that had to make room, if any */
  add(record: HeldRecord): HeldRecord | undefined {
    this.parked.push(record);
    this.timer ??= setTimeout(() => this.retryNow(), RETRY_MS).unref();
    return this.parked.length > MAX_PARKED ? this.parked.shift() : undefined;
  }

  retryNow(): void {
    this.stop();
    if (this.parked.length === 0) return;
    const records = this.parked.sort((a, b) => a.seq - b.seq);
    this.parked = [];
    this.retry(records);
  }

  all(): readonly HeldRecord[] {
    return this.parked;
  }

  oldest(): number {
    return this.parked.reduce((oldest, { seq }) => Math.min(oldest, seq), Number.POSITIVE_INFINITY);
  }

  stop(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }
}
