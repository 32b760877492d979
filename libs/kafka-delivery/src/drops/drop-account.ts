import { DROP_REASONS, type DropRange, type DropReason } from '@log-monitor/log-record';
import { NumberSet } from './number-set.js';

/**
 * What was dropped and why: the totals for `stats()`, and the numbers that Kafka has not been told yet. A report is
 * repeated until it is acknowledged; the ledger on the other side counts it once, because it is a set of numbers.
 */
export class DropAccount {
  readonly #unreported = new Map<DropReason, NumberSet>();
  readonly #totals = new Map<DropReason, number>();
  #openRanges = false;

  /** Counts one dropped record. */
  add(reason: DropReason, seq: number): void {
    this.#totals.set(reason, (this.#totals.get(reason) ?? 0) + 1);
    let numbers = this.#unreported.get(reason);
    if (numbers === undefined) {
      numbers = new NumberSet();
      this.#unreported.set(reason, numbers);
    }
    numbers.add(seq);
    this.#openRanges = true;
  }

  get hasUnreported(): boolean {
    return this.#openRanges;
  }

  /** The next ranges to report, at most `max`. They stay unreported until `acknowledge`. */
  next(max: number): DropRange[] {
    const ranges: DropRange[] = [];
    for (const [reason, numbers] of this.#unreported) {
      for (const [from, to] of numbers.ranges(max - ranges.length)) ranges.push({ reason, from, to });
      if (ranges.length >= max) break;
    }
    return ranges;
  }

  /** Kafka has these ranges. */
  acknowledge(ranges: readonly DropRange[]): void {
    for (const { reason, from, to } of ranges) this.#unreported.get(reason)?.removeRange(from, to);
    this.#openRanges = [...this.#unreported.values()].some((numbers) => !numbers.isEmpty);
  }

  /** Smallest number that Kafka has not been told of, Infinity when there is none. */
  oldestUnreported(): number {
    if (!this.#openRanges) return Number.POSITIVE_INFINITY;
    const firsts = [...this.#unreported.values()].map((numbers) => numbers.ranges(1)[0]?.[0] ?? Infinity);
    return Math.min(...firsts);
  }

  /** Dropped records of all reasons since the start. */
  get total(): number {
    let total = 0;
    for (const count of this.#totals.values()) total += count;
    return total;
  }

  /** Totals of all reasons since the start. */
  counts(): Record<DropReason, number> {
    const counts = {} as Record<DropReason, number>;
    for (const reason of DROP_REASONS) counts[reason] = this.#totals.get(reason) ?? 0;
    return counts;
  }
}
