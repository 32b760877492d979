import { type Question, requestWindows } from '../measure/measurements.js';
import type { Span } from '../measure/minute-table.js';
import type { Read } from '../measure/read-measurements.js';
import { RequestMinutes, readRequests } from '../measure/request-minutes.js';
import type { RequestSums, RequestWindow } from '../measure/request-sums.js';
import { RequestTable } from '../measure/request-table.js';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../time/durations.js';
import { ReadAhead } from './read-ahead.js';

/** A few megabytes of many hosts. */
const PIECE_MS = 2 * HOUR_MS;

/** Windows of requests for one moment after the other; minutes that no later moment looks at are let go. */
export class RequestHistory {
  readonly #windows: readonly RequestWindow[];
  readonly #table = new RequestTable();
  readonly #minutes = new RequestMinutes();
  readonly #ahead: ReadAhead<RequestMinutes>;

  /** @param span the first moment that is evaluated and the last one */
  constructor(read: Read, questions: readonly Question[], { from, to }: Span) {
    this.#windows = requestWindows(questions);
    const views = this.#windows.map(({ view }) => view);
    const needed = this.#windows.map((window) => ({ from: startOf(window, from), to: to - window.day * DAY_MS }));
    this.#ahead = new ReadAhead(needed, PIECE_MS, (piece) => readRequests(read, minutesOf(piece), 'count', views));
  }

  /** To be asked from the first moment to the last. */
  async at(at: number): Promise<ReadonlyMap<string, RequestSums>> {
    const given = await this.#ahead.upTo(at);
    for (const minutes of given) this.#minutes.take(minutes);
    // A minute more: what leaves a window is taken away from it.
    if (given.length > 0)
      this.#minutes.forgetBefore(Math.min(...this.#windows.map((window) => startOf(window, at))) - MINUTE_MS);
    return this.#table.sums(this.#windows, at, this.#minutes);
  }
}

function startOf({ length, day }: RequestWindow, at: number): number {
  return at - day * DAY_MS - length * MINUTE_MS;
}

function minutesOf({ from, to }: Span): number[] {
  return Array.from({ length: (to - from) / MINUTE_MS }, (_, index) => from + index * MINUTE_MS);
}
