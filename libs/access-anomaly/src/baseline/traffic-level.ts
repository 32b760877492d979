import { Season } from './season.js';

/** Windows over which the level follows: five minutes. */
const MEMORY = 30;
/** Windows after which the level is known: ten minutes. */
const LEARNED_AFTER = 60;
/** Windows for which a level that is not the usual one is not learned: an hour. After that it is the new one. */
const PATIENCE = 360;
/** Windows over which the dispersion follows: an hour. */
const DISPERSION_MEMORY = 360;

/** What a host's traffic is like: requests in ten seconds now, and at this time of the day and the week. */
export class TrafficLevel {
  #level = 0;
  #windows = 0;
  #unusual = 0;
  /** Variance by mean: 1 for a Poisson process. */
  #dispersion = 1;
  readonly #season = new Season();

  get isKnown(): boolean {
    return this.#windows >= LEARNED_AFTER;
  }

  get dispersion(): number {
    return Math.max(1, this.#dispersion);
  }

  /** What is to be expected at least: the level, or what this time had before where that is less. @param time seconds since 1970 */
  least(time: number): number {
    const season = this.#season.expected(time);
    return season === undefined ? this.#level : Math.min(this.#level, season.least);
  }

  learn(time: number, requests: number, isUnusual: boolean): void {
    this.#windows += 1;
    this.#unusual = isUnusual ? this.#unusual + 1 : 0;
    if (isUnusual && this.#unusual < PATIENCE) return;
    const level = this.#level;
    if (this.isKnown && level > 0) {
      const residual = Math.min((requests - level) ** 2 / level, 25);
      this.#dispersion += (residual - this.#dispersion) / DISPERSION_MEMORY;
    }
    const taken = this.isKnown ? Math.min(requests, 3 * level + 10) : requests;
    this.#level += (taken - level) * Math.max(1 / this.#windows, 1 / MEMORY);
    this.#season.learn(time, taken);
  }

  state(): unknown {
    return [this.#level, this.#windows, this.#unusual, this.#dispersion, this.#season.state()];
  }

  static of(state: unknown): TrafficLevel {
    const made = new TrafficLevel();
    const [level, windows, unusual, dispersion, season] = state as [
      number,
      number,
      number,
      number,
      ReturnType<Season['state']>,
    ];
    made.#level = level;
    made.#windows = windows;
    made.#unusual = unusual;
    made.#dispersion = dispersion;
    made.#season.restore(season);
    return made;
  }
}
