import { setImmediate as turn } from 'node:timers/promises';
import { DAY_MS, MINUTE_MS } from '../../time/durations.js';
import type { RequestMinutes } from './request-minutes.js';
import { RequestSums, type RequestWindow, windowKey } from './request-sums.js';

/** Ingest goes on while a long window is added up. */
const MINUTES_PER_TURN = 30;

/**
 * Windows of requests that move on by a minute: each costs that minute and the one that leaves it, however long it is and however many requests there are.
 */
export class RequestTable {
  #windows = new Map<string, { end: number; readonly sums: RequestSums }>();

  /**
   * Minutes that have to be read to move windows to their ends at `at`.
   *
   * @returns their starts, in order
   */
  needed(windows: readonly RequestWindow[], at: number): number[] {
    const minutes = new Set<number>();
    for (const window of windows) {
      const length = window.length * MINUTE_MS;
      const end = at - window.day * DAY_MS;
      const known = this.#windows.get(windowKey(window))?.end;
      const follows = known !== undefined && known <= end && end - known <= length;
      const entering = follows ? known : end - length;
      for (let minute = entering; minute < end; minute += MINUTE_MS) minutes.add(minute);
      const leaving = follows ? known - length : end - length;
      for (let minute = leaving; minute < end - length; minute += MINUTE_MS) minutes.add(minute);
    }
    return [...minutes].sort((left, right) => left - right);
  }

  /**
   * Adds windows up. What is returned is good until the next call.
   *
   * @param minutes at least those that are needed
   * @returns by {@link windowKey}
   */
  async sums(
    windows: readonly RequestWindow[],
    at: number,
    minutes: RequestMinutes,
  ): Promise<Map<string, RequestSums>> {
    const used = new Map<string, { end: number; readonly sums: RequestSums }>();
    for (const window of windows) {
      const key = windowKey(window);
      if (used.has(key)) continue;
      const length = window.length * MINUTE_MS;
      const end = at - window.day * DAY_MS;
      const known = this.#windows.get(key);
      const follows = known !== undefined && known.end <= end && end - known.end <= length;
      const moving = follows ? known : { end: end - length, sums: new RequestSums() };
      for (let added = 1; moving.end < end; added += 1) {
        moving.sums.add(minutes.at(moving.end, window.view));
        if (follows) moving.sums.add(minutes.at(moving.end - length, window.view), -1);
        moving.end += MINUTE_MS;
        if (added % MINUTES_PER_TURN === 0) await turn();
      }
      used.set(key, moving);
    }
    this.#windows = used;
    return new Map([...used].map(([key, { sums }]) => [key, sums]));
  }
}
