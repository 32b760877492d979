import { DAY_MS, MINUTE_MS } from '../../time/durations.js';
import { LastSigns } from './last-signs.js';
import { type ClosedMinute, LogSums, type PlacedMinute, Places } from './log-sums.js';

/** Half-open, milliseconds since 1970. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

interface SlidingSums {
  end: number;
  readonly sums: LogSums;
}

/**
 * The closed minutes that rules look at, in memory. A window that moves on by a minute costs that minute and the one that leaves it, however long it is and
 * however many records there are.
 */
export class MinuteTable {
  readonly #minutes = new Map<number, PlacedMinute>();
  readonly #places = new Places();
  readonly #signs = new LastSigns(this.#places);
  /** By length and day. */
  #windows = new Map<string, SlidingSums>();

  put(minute: ClosedMinute): void {
    this.#minutes.set(minute.minute, this.#places.placed(minute));
  }

  has(minute: number): boolean {
    return this.#minutes.has(minute);
  }

  /** Notes that those minutes of a span that are not here have no records. */
  fill({ from, to }: Span): void {
    for (let minute = from; minute < to; minute += MINUTE_MS) {
      if (!this.has(minute)) this.put({ minute, serviceIds: [], levels: [], counts: [] });
    }
  }

  /** Each span must reach a minute further back than the windows that end with it. */
  keepOnly(spans: readonly Span[]): void {
    for (const minute of this.#minutes.keys()) {
      if (!spans.some(({ from, to }) => minute >= from && minute < to)) this.#minutes.delete(minute);
    }
  }

  /**
   * Adds windows up. What is returned is good until the next call.
   *
   * @param at end of today's windows, milliseconds since 1970, a whole minute
   * @param windows length in minutes, and how many days before `at` it ends
   * @returns in the order of `windows`
   */
  sums(at: number, windows: readonly { readonly length: number; readonly day: number }[]): LogSums[] {
    const used = new Map<string, SlidingSums>();
    const found = windows.map(({ length, day }) => {
      const key = `${length}/${day}`;
      const end = at - day * DAY_MS;
      const known = used.get(key) ?? this.#windows.get(key);
      const window =
        known !== undefined && (known.end === end || known.end === end - MINUTE_MS) ? known : this.#added(end, length);
      if (window.end !== end) this.#move(window, length);
      used.set(key, window);
      return window.sums;
    });
    this.#windows = used;
    return found;
  }

  /** When each service was last heard in the day before `end`. What is returned is good until the next call. */
  lastSigns(end: number): LastSigns {
    this.#signs.move(end, (start) => this.#minutes.get(start));
    return this.#signs;
  }

  #added(end: number, length: number): SlidingSums {
    const sums = new LogSums(this.#places);
    for (let minute = end - length * MINUTE_MS; minute < end; minute += MINUTE_MS) {
      const closed = this.#minutes.get(minute);
      if (closed) sums.add(closed);
    }
    return { end, sums };
  }

  #move(window: SlidingSums, length: number): void {
    const entering = this.#minutes.get(window.end);
    const leaving = this.#minutes.get(window.end - length * MINUTE_MS);
    if (entering) window.sums.add(entering);
    if (leaving) window.sums.add(leaving, -1);
    window.end += MINUTE_MS;
  }
}
