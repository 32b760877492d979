import type { ZoneOffset } from '../format/local-zone.js';
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** 1970 began on a Thursday; Monday is the first day of a week. */
const THURSDAY = 3;

/** A rush that comes every day. */
export interface Peak {
  /** Its middle, in minutes since midnight. */
  readonly minute: number;
  /** From its begin to its end. */
  readonly minutes: number;
  /** How many times the traffic of the hour, at its middle. */
  readonly factor: number;
}

/** How busy the hours of the day and the days of the week are, compared with each other. */
export interface CurveSettings {
  /** 24 weights, from midnight. */
  readonly hours: readonly number[];
  /** Seven weights, from Monday. */
  readonly days: readonly number[];
  readonly peaks: readonly Peak[];
}

/** A quiet night, a morning rise, a peak at noon and a higher one in the evening; a weekend with fewer visitors. */
export const DAILY_CURVE: CurveSettings = {
  hours: [5, 3, 2, 2, 2, 4, 8, 14, 20, 23, 24, 25, 27, 25, 23, 22, 23, 25, 28, 30, 29, 24, 16, 9],
  days: [10, 10, 10, 10, 11, 8, 7],
  peaks: [{ minute: 12 * 60 + 15, minutes: 40, factor: 1.6 }],
};

export const FLAT_CURVE: CurveSettings = { hours: [1], days: [1], peaks: [] };

/** The traffic at a moment, relative to the mean of a week, which is 1. */
export class LoadCurve {
  readonly #settings: CurveSettings;
  readonly #meanHour: number;
  readonly #meanDay: number;
  readonly #meanPeak: number;
  readonly #offsetAt: ZoneOffset;

  /** @param offsetAt local time of the visitors */
  constructor(settings: CurveSettings, offsetAt: ZoneOffset = () => 0) {
    this.#settings = settings;
    this.#meanHour = mean(settings.hours);
    this.#meanDay = mean(settings.days);
    this.#offsetAt = offsetAt;
    this.#meanPeak = 1;
    // Peaks fall on hours that are busier or quieter than the mean, so their share is measured.
    const minutes = Array.from({ length: 1440 }, (_, minute) => minute * 60_000);
    this.#meanPeak = mean(minutes.map((at) => this.#hour(at) * this.#peak(at)));
  }

  /** @param time milliseconds since 1970 UTC */
  at(time: number): number {
    const local = time + this.#offsetAt(time);
    const ofDay = ((local % DAY_MS) + DAY_MS) % DAY_MS;
    const day = Math.floor(local / DAY_MS) + THURSDAY;
    const { days } = this.#settings;
    const weekday = ((day % days.length) + days.length) % days.length;
    return ((days[weekday] as number) / this.#meanDay) * ((this.#hour(ofDay) * this.#peak(ofDay)) / this.#meanPeak);
  }

  /** Between the middles of two hours the load goes straight from one to the other. */
  #hour(ofDay: number): number {
    const { hours } = this.#settings;
    const at = (ofDay / DAY_MS) * hours.length - 0.5;
    const first = Math.floor(at);
    const from = hours[(first + hours.length) % hours.length] as number;
    const to = hours[(first + 1) % hours.length] as number;
    return (from + (to - from) * (at - first)) / this.#meanHour;
  }

  #peak(ofDay: number): number {
    let factor = 1;
    for (const peak of this.#settings.peaks) {
      const away = Math.abs(ofDay / 60_000 - peak.minute);
      const distance = Math.min(away, 1440 - away) / (peak.minutes / 2);
      if (distance < 1) factor *= 1 + ((peak.factor - 1) * (1 + Math.cos(Math.PI * distance))) / 2;
    }
    return factor;
  }
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
