import { type Random, pick } from '../random/seeded-random.js';

type Range = readonly [min: number, max: number];

export interface PaceSettings {
  /** Ranges of seconds between two lines; one of them is picked for each line. */
  readonly normal: readonly Range[];
  readonly peak: readonly Range[];
  /** Lines after which a peak begins, and after which it is over. */
  readonly peakFrom: number;
  readonly peakTo: number;
}

/** The pace of Visor's generator: a pause of a random length before each line, with peaks in between. */
export class IntervalPace {
  readonly #settings: PaceSettings;
  readonly #random: Random;
  #lines = 0;

  constructor(settings: PaceSettings, random: Random) {
    this.#settings = settings;
    this.#random = random;
  }

  /** Milliseconds until the next line. */
  next(): number {
    const { normal, peak, peakFrom, peakTo } = this.#settings;
    this.#lines += 1;
    if (this.#lines > peakTo) this.#lines = 0;
    const [min, max] = pick(this.#random, this.#lines > peakFrom ? peak : normal);
    return (min + (max - min) * this.#random()) * 1000;
  }
}
