import type { ZoneOffset } from './local-zone.js';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

/** Parts of a local time, two digits each. */
interface Parts {
  readonly weekday: string;
  readonly year: string;
  readonly month: string;
  readonly monthName: string;
  readonly day: string;
  /** `10:23:10`. */
  readonly time: string;
}

/** Writes times as servers do. Lines of the same second share their text. */
export class LineClock {
  readonly #offsetAt: ZoneOffset;
  #offsetMs = Number.NaN;
  /** `+0900` and `+09:00`. */
  #zone = '';
  #colonZone = '';
  #second = Number.NaN;
  #parts: Parts = partsOf(new Date(0));
  #clf = '';

  /** @param offsetAt local time of the server; UTC unless given */
  constructor(offsetAt: ZoneOffset = () => 0) {
    this.#offsetAt = offsetAt;
  }

  /** `10/Dec/2025:10:23:10 +0900` */
  clf(time: number): string {
    this.#turnTo(time);
    return this.#clf;
  }

  /** `2025-12-10T10:23:10+09:00` */
  iso(time: number): string {
    const { year, month, day, time: clock } = this.#turnTo(time);
    return `${year}-${month}-${day}T${clock}${this.#colonZone}`;
  }

  /** `2025/12/10 10:23:10` */
  nginxError(time: number): string {
    const { year, month, day, time: clock } = this.#turnTo(time);
    return `${year}/${month}/${day} ${clock}`;
  }

  /** `Wed Dec 10 10:23:10.123000 2025`; without the fraction where `hasFraction` is false */
  ctime(time: number, hasFraction: boolean): string {
    const { weekday, monthName, day, time: clock, year } = this.#turnTo(time);
    const fraction = hasFraction ? `.${String(time % 1000).padStart(3, '0')}000` : '';
    return `${weekday} ${monthName} ${day} ${clock}${fraction} ${year}`;
  }

  #turnTo(time: number): Parts {
    const second = Math.floor(time / 1000);
    if (second !== this.#second) {
      this.#second = second;
      this.#setOffset(this.#offsetAt(second * 1000));
      this.#parts = partsOf(new Date(second * 1000 + this.#offsetMs));
      const { day, monthName, year, time: clock } = this.#parts;
      this.#clf = `${day}/${monthName}/${year}:${clock} ${this.#zone}`;
    }
    return this.#parts;
  }

  #setOffset(offsetMs: number): void {
    if (offsetMs === this.#offsetMs) return;
    this.#offsetMs = offsetMs;
    const minutes = Math.abs(Math.round(offsetMs / 60_000));
    const sign = offsetMs < 0 ? '-' : '+';
    const hours = twoDigits(Math.floor(minutes / 60));
    this.#zone = `${sign}${hours}${twoDigits(minutes % 60)}`;
    this.#colonZone = `${sign}${hours}:${twoDigits(minutes % 60)}`;
  }
}

function partsOf(local: Date): Parts {
  return {
    weekday: WEEKDAYS[local.getUTCDay()] as string,
    year: String(local.getUTCFullYear()).padStart(4, '0'),
    month: twoDigits(local.getUTCMonth() + 1),
    monthName: MONTHS[local.getUTCMonth()] as string,
    day: twoDigits(local.getUTCDate()),
    time: `${twoDigits(local.getUTCHours())}:${twoDigits(local.getUTCMinutes())}:${twoDigits(local.getUTCSeconds())}`,
  };
}

function twoDigits(value: number): string {
  return value < 10 ? `0${value}` : String(value);
}
