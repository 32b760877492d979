import { median } from '../score/robust.js';

const HOURS = 168;
/** Weeks that are remembered of each hour of the week. */
const WEEKS = 4;
const LEAST_WEEKS = 2;
const LEAST_DAYS = 3;
const HOUR = 3600;

interface SeasonState {
  hours: number[][];
  open: [hour: number, sum: number, count: number];
}

/** What the same hours of the day and of the week had before: means of whole hours. */
export class Season {
  #hours: number[][] = Array.from({ length: HOURS }, () => []);
  #hour = -1;
  #sum = 0;
  #count = 0;

  /** @param time seconds since 1970 */
  learn(time: number, value: number): void {
    const hour = Math.floor(time / HOUR);
    if (hour !== this.#hour) this.#close(hour);
    this.#sum += value;
    this.#count += 1;
  }

  /**
   * What this time of the week had before, else this time of the day; the hours around the moment, since it lies between them.
   *
   * @param time seconds since 1970
   * @returns undefined until two weeks, or three days, are known
   */
  expected(time: number): { least: number; most: number } | undefined {
    const at = time / HOUR - 0.5;
    const values = [this.#usual(Math.floor(at)), this.#usual(Math.floor(at) + 1)].filter(
      (value) => value !== undefined,
    );
    return values.length === 2 ? { least: Math.min(...values), most: Math.max(...values) } : undefined;
  }

  state(): SeasonState {
    return { hours: this.#hours, open: [this.#hour, this.#sum, this.#count] };
  }

  restore({ hours, open }: SeasonState): void {
    this.#hours = hours;
    [this.#hour, this.#sum, this.#count] = open;
  }

  #usual(hour: number): number | undefined {
    const week = this.#hours[hour % HOURS] as number[];
    if (week.length >= LEAST_WEEKS) return median(week);
    const days: number[] = [];
    for (let day = 0; day < 7; day += 1) days.push(...(this.#hours[(hour + day * 24) % HOURS] as number[]).slice(-1));
    return days.length >= LEAST_DAYS ? median(days) : undefined;
  }

  #close(next: number): void {
    if (this.#count > 0) {
      const values = this.#hours[this.#hour % HOURS] as number[];
      values.push(this.#sum / this.#count);
      if (values.length > WEEKS) values.shift();
    }
    this.#hour = next;
    this.#sum = 0;
    this.#count = 0;
  }
}
