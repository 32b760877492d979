/** Counters of a minute that is closed: three lists of one length. */
export interface ClosedMinute {
  /** Its start, milliseconds since 1970. */
  readonly minute: number;
  readonly serviceIds: ArrayLike<number>;
  /** 1 (DEBUG) to 5 (CRITICAL). */
  readonly levels: ArrayLike<number>;
  readonly counts: ArrayLike<number>;
}

/** The same with a number for each service and level. */
export interface PlacedMinute {
  readonly minute: number;
  readonly places: Int32Array;
  readonly counts: Float64Array;
}

/** A service has so many places, one for each level. */
export const PLACES_OF_SERVICE = 8;

/** Where counters lie: side by side, whatever numbers services have. */
export class Places {
  readonly #slots = new Map<number, number>();
  #about: Pick<ClosedMinute, 'serviceIds' | 'levels'> | undefined;
  #places: Int32Array = new Int32Array();

  /** How many there are. */
  get size(): number {
    return this.#slots.size * PLACES_OF_SERVICE;
  }

  /** Minutes that share what they are about go on sharing it. */
  placed({ minute, serviceIds, levels, counts }: ClosedMinute): PlacedMinute {
    if (this.#about?.serviceIds !== serviceIds || this.#about.levels !== levels) {
      this.#places = this.#placesOf(serviceIds, levels);
      this.#about = { serviceIds, levels };
    }
    return {
      minute,
      places: this.#places,
      counts: counts instanceof Float64Array ? counts : new Float64Array(counts),
    };
  }

  /** Place of a service at level 0, before its others; undefined: nothing was counted of it. */
  of(serviceId: number): number | undefined {
    const slot = this.#slots.get(serviceId);
    return slot === undefined ? undefined : slot * PLACES_OF_SERVICE;
  }

  #placesOf(serviceIds: ArrayLike<number>, levels: ArrayLike<number>): Int32Array {
    const places = new Int32Array(levels.length);
    let serviceId = -1;
    let first = 0;
    for (let at = 0; at < places.length; at += 1) {
      // Those of a service mostly follow one another.
      if (serviceIds[at] !== serviceId) first = this.#slotOf(serviceIds[at] as number) * PLACES_OF_SERVICE;
      serviceId = serviceIds[at] as number;
      places[at] = first + (levels[at] as number);
    }
    return places;
  }

  #slotOf(serviceId: number): number {
    const known = this.#slots.get(serviceId);
    if (known !== undefined) return known;
    this.#slots.set(serviceId, this.#slots.size);
    return this.#slots.size - 1;
  }
}

/** How many records each service wrote at each level in one window. */
export class LogSums {
  #sums = new Float64Array();

  /** @param places of the minutes that are added */
  constructor(private readonly places = new Places()) {}

  /** @param sign -1 takes a minute away that was added before */
  add({ places, counts }: PlacedMinute, sign: 1 | -1 = 1): void {
    if (this.#sums.length < this.places.size) this.#grow();
    const sums = this.#sums;
    for (let at = 0; at < places.length; at += 1) {
      const place = places[at] as number;
      sums[place] = (sums[place] as number) + sign * (counts[at] as number);
    }
  }

  /** @param levels numbers of levels; undefined: all */
  of(serviceId: number, levels?: readonly number[]): number {
    const first = this.places.of(serviceId);
    // A service can be known before anything was counted of it in this window.
    if (first === undefined || first >= this.#sums.length) return 0;
    let sum = 0;
    if (levels === undefined) {
      for (let level = 0; level < PLACES_OF_SERVICE; level += 1) sum += this.#sums[first + level] as number;
      return sum;
    }
    for (const level of levels) sum += this.#sums[first + level] as number;
    return sum;
  }

  #grow(): void {
    const sums = new Float64Array(2 * this.places.size);
    sums.set(this.#sums);
    this.#sums = sums;
  }
}
