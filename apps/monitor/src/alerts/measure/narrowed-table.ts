import { DAY_MS, MINUTE_MS } from '../../time/durations.js';
import { type ClosedMinute, LogSums } from './log-sums.js';
import { MinuteTable, type Span } from './minute-table.js';
import type { Narrowing } from './narrowing.js';

/** Records of a minute that hold what a narrowing asks for; counts null: there were too many to look through. */
export type NarrowedMinute = Omit<ClosedMinute, 'counts'> & { readonly counts: ArrayLike<number> | null };

interface Window {
  readonly length: number;
  readonly day: number;
}

/** Windows of the records that hold one thing. */
export class NarrowedTable {
  readonly #table = new MinuteTable();
  readonly #unknown = new Set<number>();
  #sums = new Map<string, LogSums | undefined>();

  constructor(readonly narrowing: Narrowing) {}

  /** Minutes of the spans that are not here, in order. */
  missing(spans: readonly Span[]): number[] {
    const missing = new Set<number>();
    for (const { from, to } of spans) {
      for (let minute = from; minute < to; minute += MINUTE_MS) if (!this.#table.has(minute)) missing.add(minute);
    }
    return [...missing].sort((left, right) => left - right);
  }

  put({ counts, ...minute }: NarrowedMinute): void {
    this.#table.put(counts === null ? { minute: minute.minute, ...NOTHING } : { ...minute, counts });
    if (counts === null) this.#unknown.add(minute.minute);
  }

  keepOnly(spans: readonly Span[]): void {
    this.#table.keepOnly(spans);
    for (const minute of this.#unknown) if (!this.#table.has(minute)) this.#unknown.delete(minute);
  }

  /** Moves its windows to `at`. */
  move(at: number, windows: readonly Window[]): void {
    const sums = this.#table.sums(at, windows);
    this.#sums = new Map(
      windows.map((window, index) => [keyOf(window), this.#isKnown(at, window) ? sums[index] : undefined]),
    );
  }

  /** @returns undefined when it cannot be known */
  sums(window: Window): LogSums | undefined {
    return this.#sums.get(keyOf(window));
  }

  #isKnown(at: number, { length, day }: Window): boolean {
    const end = at - day * DAY_MS;
    return ![...this.#unknown].some((minute) => minute < end && minute >= end - length * MINUTE_MS);
  }
}

const NOTHING = { serviceIds: [], levels: [], counts: [] };

function keyOf({ length, day }: Window): string {
  return `${length}/${day}`;
}
