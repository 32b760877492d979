import { DAY_MS } from '../../time/durations.js';

/** What the clocks on the wall show in a zone, by the rules of each date. */
export class LocalTime {
  readonly #format: Intl.DateTimeFormat;

  /**
   * @param zone name of the IANA's database
   * @throws RangeError when there is no such zone
   */
  constructor(readonly zone: string) {
    this.#format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  }

  /** The date and time on the wall, in milliseconds as if it were UTC. @param time milliseconds since 1970 */
  wallAt(time: number): number {
    return time + this.offsetAt(time);
  }

  /** Milliseconds east of UTC. */
  offsetAt(time: number): number {
    if (this.zone === 'UTC') return 0;
    const parts: Record<string, number> = {};
    for (const { type, value } of this.#format.formatToParts(time)) parts[type] = Number(value);
    const { year = 1970, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
    return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(time / 1000) * 1000;
  }

  /** When the wall shows it: the first time of two, and the end of the gap where the clocks skip it. */
  instantOf(wall: number): number {
    const earlier = this.offsetAt(wall - DAY_MS);
    const later = this.offsetAt(wall + DAY_MS);
    const candidates = [wall - earlier, wall - later].filter((time) => this.wallAt(time) === wall);
    if (candidates.length > 0) return Math.min(...candidates);
    // Skipped: the clocks were set forward between the two; read with the offset before, it is as far behind the gap's start as wall is.
    return wall - earlier;
  }
}
