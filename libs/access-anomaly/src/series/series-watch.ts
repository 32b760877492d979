import { median, spread } from '../score/robust.js';
import { scoreOf } from '../score/score.js';

/** Values that are remembered, and from how many on there is something usual. */
const MOST = 240;
const LEAST = 30;
/** Of the last so many values, so many on one side must be unusual; one alone is silent. */
const LATEST = 4;
const LEAST_UNUSUAL = 2;
/** Deviations from the middle at the limit. */
const LIMIT = 6;
/** Spread is never less than this share of the middle. */
const FLOOR = 0.02;
/** So many values in a row that are unusual are the new level; so many usual ones end a finding. */
const NEW_LEVEL = 24;
const QUIET = 6;
/** Seasons that are remembered. */
const SEASONS = 4;
const LEAST_SEASONS = 2;

/** What a series of values is. */
export interface SeriesOptions {
  /** `count`: events in a step, whose spread is at least that of a Poisson process; `level`: anything measured. */
  readonly kind: 'count' | 'level';
  /** Steps after which the same is to be expected, such as those of a day or a week. */
  readonly season?: number;
}

/** A time in which a series was not as usual. Times are those given with the values. */
export interface SeriesFinding {
  readonly firstSeen: number;
  /** Time of the value after which it was found. */
  readonly foundAt: number;
  lastSeen: number;
  endedAt: number | null;
  /** The level stays: what was unusual is usual from then on. */
  isNewLevel: boolean;
  /** Highest so far, 0 to 100; 50 at the limit. */
  score: number;
  observed: number;
  expected: number;
}

/**
 * The core of the detectors on any series of values at equal steps: robust, one finding for a level shift, none for an outlier alone. What is
 * usual is the median of the last values and their spread, or what the same time had in the seasons before, whichever is closer.
 */
export class SeriesWatch {
  readonly #options: SeriesOptions;
  /** Usual values, the oldest first. */
  #usual: number[] = [];
  /** The last values, with their distance from what was to be expected in limits: below 0 for less. */
  readonly #latest: { time: number; value: number; excess: number; expected: number }[] = [];
  /** Unusual values since the last usual one. */
  #unusual: number[] = [];
  #quiet = 0;
  #finding: SeriesFinding | undefined;
  /** The last seasons, the newest last; undefined where the value was unusual. */
  readonly #past: number[] = [];

  constructor(options: SeriesOptions) {
    this.#options = options;
  }

  /**
   * Takes the next value.
   *
   * @returns the finding that opened, went on or ended by it
   */
  add(time: number, value: number): SeriesFinding | undefined {
    const { excess, expected } = this.#distance(value);
    this.#latest.push({ time, value, excess, expected });
    if (this.#latest.length > LATEST) this.#latest.shift();
    this.#past.push(value);
    if (this.#past.length > SEASONS * (this.#options.season ?? 0)) this.#past.shift();
    const isUnusual = Math.abs(excess) >= 1;
    if (isUnusual) this.#unusual.push(value);
    else this.#unusual = [];
    const changed = this.#finding === undefined ? this.#open() : this.#goOn(time, value, excess, expected);
    if (!isUnusual) this.#learn(value);
    if (this.#unusual.length >= NEW_LEVEL) this.#takeLevel(changed);
    return changed;
  }

  #learn(value: number): void {
    this.#usual.push(value);
    if (this.#usual.length > MOST) this.#usual.shift();
  }

  #open(): SeriesFinding | undefined {
    const side = Math.sign(this.#latest.at(-1)?.excess ?? 0);
    const unusual = this.#latest.filter(({ excess }) => excess * side >= 1);
    const [first] = unusual;
    const last = unusual.at(-1);
    if (first === undefined || last === undefined || last !== this.#latest.at(-1)) return undefined;
    if (unusual.length < LEAST_UNUSUAL) return undefined;
    const { time, value, excess, expected } = last;
    this.#quiet = 0;
    this.#finding = {
      ...{ firstSeen: first.time, foundAt: time, lastSeen: time, endedAt: null, isNewLevel: false },
      ...{ score: scoreOf(Math.abs(excess)), observed: value, expected },
    };
    return this.#finding;
  }

  #goOn(time: number, value: number, excess: number, expected: number): SeriesFinding | undefined {
    const finding = this.#finding as SeriesFinding;
    const score = scoreOf(Math.abs(excess));
    if (Math.abs(excess) >= 0.5) {
      this.#quiet = 0;
      finding.lastSeen = time;
      if (score > finding.score) Object.assign(finding, { score, observed: value, expected });
      return finding;
    }
    this.#quiet += 1;
    if (this.#quiet < QUIET) return undefined;
    finding.endedAt = finding.lastSeen;
    this.#finding = undefined;
    return finding;
  }

  #takeLevel(finding: SeriesFinding | undefined): void {
    this.#usual = this.#unusual;
    this.#unusual = [];
    this.#latest.length = 0;
    if (finding === undefined) return;
    finding.isNewLevel = true;
    finding.endedAt = finding.lastSeen;
    this.#finding = undefined;
  }

  #distance(value: number): { excess: number; expected: number } {
    if (this.#usual.length < LEAST) return { excess: 0, expected: value };
    const middle = median(this.#usual);
    const width = this.#width(middle);
    const recent = (value - middle) / width / LIMIT;
    const seasonal = this.#seasonal();
    if (seasonal === undefined) return { excess: recent, expected: middle };
    const byThen = (value - seasonal) / Math.max(width, this.#width(seasonal)) / LIMIT;
    return Math.abs(byThen) < Math.abs(recent)
      ? { excess: byThen, expected: seasonal }
      : { excess: recent, expected: middle };
  }

  /** The median of the same step, and the ones around it, in the seasons before. */
  #seasonal(): number | undefined {
    const { season } = this.#options;
    if (season === undefined || this.#past.length < LEAST_SEASONS * season) return undefined;
    const values: number[] = [];
    for (let back = season; back <= this.#past.length; back += season) {
      const at = this.#past.length - back;
      values.push(...this.#past.slice(Math.max(0, at - 1), at + 2));
    }
    return median(values);
  }

  #width(middle: number): number {
    const floor = Math.max(FLOOR * Math.abs(middle), Number.EPSILON);
    const poisson = this.#options.kind === 'count' ? Math.sqrt(Math.max(1, middle)) : 0;
    return Math.max(spread(this.#usual, median(this.#usual)), floor, poisson);
  }
}
