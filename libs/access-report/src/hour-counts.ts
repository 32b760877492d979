import { Counts } from '@log-monitor/access-statistics';

/** More than two years; a log with more has times that somebody has made up. */
const MOST_HOURS = 20_000;
const HOUR_MS = 3_600_000;

/** Sums of one hour, to be sent to another thread. */
export type EncodedHour = readonly [
  hour: number,
  ...sums: [requests: number, errors: number, faults: number, bytes: number],
];

/** Requests by hour of UTC. */
export class HourCounts {
  /** By hours since 1970. */
  readonly #hours = new Map<number, Counts>();
  #last: Counts | undefined;
  #lastHour = NaN;

  /** @param timestamp milliseconds since 1970 */
  add(timestamp: number, isError: boolean, isFault: boolean, bytes: number): void {
    const counts = this.#at(Math.floor(timestamp / HOUR_MS));
    if (counts === undefined) return;
    counts.requests += 1;
    if (isError) counts.errors += 1;
    if (isFault) counts.faults += 1;
    counts.bytes += bytes;
  }

  encode(): EncodedHour[] {
    return [...this.#hours].map(([hour, { requests, errors, faults, bytes }]) => [
      hour,
      requests,
      errors,
      faults,
      bytes,
    ]);
  }

  merge(hours: readonly EncodedHour[]): void {
    for (const [hour, requests, errors, faults, bytes] of hours) {
      const counts = this.#at(hour);
      if (counts === undefined) continue;
      counts.requests += requests;
      counts.errors += errors;
      counts.faults += faults;
      counts.bytes += bytes;
    }
  }

  /** Sums by a name that is made of the hour, in the order of their names. */
  by(name: (iso: string) => string): [name: string, counts: Counts][] {
    const sums = new Map<string, Counts>();
    for (const [hour, counts] of this.#hours) {
      const key = name(new Date(hour * HOUR_MS).toISOString());
      const sum = sums.get(key) ?? new Counts();
      sum.merge(counts);
      sums.set(key, sum);
    }
    return [...sums].sort(([a], [b]) => (a < b ? -1 : 1));
  }

  #at(hour: number): Counts | undefined {
    if (hour === this.#lastHour) return this.#last;
    let counts = this.#hours.get(hour);
    if (counts === undefined && this.#hours.size < MOST_HOURS) this.#hours.set(hour, (counts = new Counts()));
    this.#lastHour = hour;
    this.#last = counts;
    return counts;
  }
}
