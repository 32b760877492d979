/** Counters of a minute that is closed: three lists of one length. */
export interface ClosedMinute {
  /** Its start, milliseconds since 1970. */
  readonly minute: number;
  readonly serviceIds: ArrayLike<number>;
  /** 1 (DEBUG) to 5 (CRITICAL). */
  readonly levels: ArrayLike<number>;
  readonly counts: ArrayLike<number>;
}

const LEVELS = 6;

/** How many records each service wrote at each level in one window. */
export class LogSums {
  readonly #cells = new Map<number, Float64Array>();

  /** @param sign -1 takes a minute away that was added before */
  add({ serviceIds, levels, counts }: ClosedMinute, sign: 1 | -1 = 1): void {
    for (let at = 0; at < serviceIds.length; at += 1) {
      const serviceId = serviceIds[at] as number;
      const level = levels[at] as number;
      let cells = this.#cells.get(serviceId);
      if (cells === undefined) this.#cells.set(serviceId, (cells = new Float64Array(LEVELS)));
      cells[level] = (cells[level] ?? 0) + sign * (counts[at] as number);
    }
  }

  /** @param levels numbers of levels; undefined: all */
  of(serviceId: number, levels?: readonly number[]): number {
    const cells = this.#cells.get(serviceId);
    if (cells === undefined) return 0;
    let sum = 0;
    if (levels === undefined) {
      for (const count of cells) sum += count;
      return sum;
    }
    for (const level of levels) sum += cells[level] ?? 0;
    return sum;
  }
}
