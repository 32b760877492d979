import { MINUTE_MS } from '../../time/durations.js';

/** Errors of one problem in one service. */
export interface ProblemCell {
  /** Id of the problem, 16 hexadecimal digits. */
  readonly problem: string;
  readonly serviceId: number;
  errors: number;
  /** In how many minutes it was first seen: in one at most. */
  fresh: number;
}

/** A minute as it was when it was closed: all lists are about the same cells. */
export interface ProblemMinute {
  /** Its start, milliseconds since 1970. */
  readonly minute: number;
  readonly problems: readonly string[];
  readonly serviceIds: readonly number[];
  readonly counts: readonly number[];
  readonly fresh: readonly boolean[];
}

interface SlidingCells {
  end: number;
  readonly cells: Map<string, ProblemCell>;
}

/** The closed minutes of problems, in memory. A window that moves on by a minute costs that minute and the one that leaves it. */
export class ProblemTable {
  readonly #minutes = new Map<number, ProblemMinute>();
  /** By length. */
  readonly #windows = new Map<number, SlidingCells>();

  put(minutes: readonly ProblemMinute[]): void {
    for (const one of minutes) this.#minutes.set(one.minute, one);
  }

  /** Forgets minutes before a moment: no window reaches back to them. */
  forgetBefore(moment: number): void {
    for (const minute of this.#minutes.keys()) if (minute < moment) this.#minutes.delete(minute);
  }

  /**
   * Adds a window up. What is returned is good until the next call.
   *
   * @param end of the window, milliseconds since 1970, a whole minute
   * @param length in minutes
   */
  cells(end: number, length: number): Iterable<ProblemCell> {
    let window = this.#windows.get(length);
    if (window === undefined || (window.end !== end && window.end !== end - MINUTE_MS)) {
      window = { end, cells: new Map() };
      this.#windows.set(length, window);
      for (let minute = end - length * MINUTE_MS; minute < end; minute += MINUTE_MS) this.#add(window, minute, 1);
    }
    if (window.end !== end) {
      this.#add(window, window.end, 1);
      this.#add(window, window.end - length * MINUTE_MS, -1);
      window.end = end;
    }
    return window.cells.values();
  }

  #add({ cells }: SlidingCells, minute: number, sign: 1 | -1): void {
    const closed = this.#minutes.get(minute);
    closed?.problems.forEach((problem, index) => {
      const serviceId = closed.serviceIds[index] ?? 0;
      const key = `${problem}/${serviceId}`;
      let cell = cells.get(key);
      if (cell === undefined) cells.set(key, (cell = { problem, serviceId, errors: 0, fresh: 0 }));
      cell.errors += sign * (closed.counts[index] ?? 0);
      if (closed.fresh[index]) cell.fresh += sign;
      if (cell.errors === 0) cells.delete(key);
    });
  }
}
