import { DAY_MS, MINUTE_MS } from '../../time/durations.js';
import { type PlacedMinute, type Places, PLACES_OF_SERVICE } from './log-sums.js';

/** When each service was last heard, from minute to minute: each costs what was logged in it. */
export class LastSigns {
  /** End of the last minute with records, by place. */
  #signs = new Float64Array();
  #end = Number.NEGATIVE_INFINITY;

  constructor(private readonly places: Places) {}

  /**
   * @param end end of the last minute that counts, milliseconds since 1970
   * @param minuteAt what was logged in the minute that starts then
   */
  move(end: number, minuteAt: (start: number) => PlacedMinute | undefined): void {
    const goesOn = end >= this.#end && end - this.#end <= DAY_MS;
    if (!goesOn) this.#signs.fill(0);
    for (let start = goesOn ? this.#end : end - DAY_MS; start < end; start += MINUTE_MS) this.#note(minuteAt(start));
    this.#end = end;
  }

  /** End of the last minute in which a service wrote something; undefined: none in a day. */
  of(serviceId: number): number | undefined {
    const sign = this.#signs[this.places.of(serviceId) ?? -1] ?? 0;
    return sign > this.#end - DAY_MS ? sign : undefined;
  }

  #note(minute: PlacedMinute | undefined): void {
    if (minute === undefined) return;
    if (this.#signs.length < this.places.size) this.#grow();
    for (const place of minute.places) this.#signs[place - (place % PLACES_OF_SERVICE)] = minute.minute + MINUTE_MS;
  }

  #grow(): void {
    const signs = new Float64Array(2 * this.places.size);
    signs.set(this.#signs);
    this.#signs = signs;
  }
}
