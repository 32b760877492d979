import { DAY_MS, MINUTE_MS } from '../../time/durations.js';

/** Counters of a minute that is closed: three lists of one length. */
export interface ClosedMinute {
  /** Its start, milliseconds since 1970. */
  readonly minute: number;
  readonly serviceIds: ArrayLike<number>;
  /** 1 (DEBUG) to 5 (CRITICAL). */
  readonly levels: ArrayLike<number>;
  readonly counts: ArrayLike<number>;
}

const LEVELS = 6;

/** How many records each service wrote at each level in one window. */
export class LogSums {
  readonly #cells: Map<number, Float64Array>;

  constructor(cells = new Map<number, Float64Array>()) {
    this.#cells = cells;
  }

  add({ serviceIds, levels, counts }: ClosedMinute): void {
    for (let at = 0; at < serviceIds.length; at += 1) {
      const serviceId = serviceIds[at] as number;
      let cells = this.#cells.get(serviceId);
      if (cells === undefined) this.#cells.set(serviceId, (cells = new Float64Array(LEVELS)));
      cells[levels[at] as number] = (cells[levels[at] as number] ?? 0) + (counts[at] as number);
    }
  }

  /** @param levels numbers of levels; undefined: all */
  of(serviceId: number, levels?: readonly number[]): number {
    const cells = this.#cells.get(serviceId);
    if (cells === undefined) return 0;
    if (levels === undefined) return cells.reduce((sum, count) => sum + count, 0);
    let sum = 0;
    for (const level of levels) sum += cells[level] ?? 0;
    return sum;
  }

  copy(): LogSums {
    return new LogSums(new Map([...this.#cells].map(([serviceId, cells]) => [serviceId, cells.slice()])));
  }
}

/** The closed minutes of the last day and of those before it that are asked for, in memory: adding them up costs the same however many records there are. */
export class MinuteTable {
  readonly #minutes = new Map<number, ClosedMinute>();

  put({ minute, serviceIds, levels, counts }: ClosedMinute): void {
    this.#minutes.set(minute, {
      minute,
      serviceIds: Int32Array.from(serviceIds),
      levels: Uint8Array.from(levels),
      counts: Float64Array.from(counts),
    });
  }

  has(minute: number): boolean {
    return this.#minutes.has(minute);
  }

  /** Notes that the minutes from `from` to `to` that are not here have no records. */
  fill(from: number, to: number): void {
    for (let minute = from; minute < to; minute += MINUTE_MS) {
      if (!this.has(minute)) this.put({ minute, serviceIds: [], levels: [], counts: [] });
    }
  }

  keepOnly(spans: readonly { readonly from: number; readonly to: number }[]): void {
    for (const minute of this.#minutes.keys()) {
      if (!spans.some(({ from, to }) => minute >= from && minute < to)) this.#minutes.delete(minute);
    }
  }

  /**
   * One pass over the longest window serves all.
   *
   * @param end of the windows, milliseconds since 1970, a whole minute
   * @param windows lengths in minutes
   */
  sums(end: number, windows: Iterable<number>): Map<number, LogSums> {
    const sums = new Map<number, LogSums>();
    const running = new LogSums();
    let summed = 0;
    for (const length of [...new Set(windows)].sort((a, b) => a - b)) {
      for (; summed < length; summed += 1) {
        const closed = this.#minutes.get(end - (summed + 1) * MINUTE_MS);
        if (closed) running.add(closed);
      }
      sums.set(length, running.copy());
    }
    return sums;
  }

  /**
   * For each service the end of its last minute with records, in the day before `end`.
   *
   * @returns milliseconds since 1970 by service id
   */
  lastSigns(end: number): Map<number, number> {
    const signs = new Map<number, number>();
    for (let minute = end - DAY_MS; minute < end; minute += MINUTE_MS) {
      const { serviceIds = [] } = this.#minutes.get(minute) ?? {};
      for (let at = 0; at < serviceIds.length; at += 1) signs.set(serviceIds[at] as number, minute + MINUTE_MS);
    }
    return signs;
  }
}
