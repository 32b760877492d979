import type { AccessTally } from './access-tally.js';
import { type Facet, MOST_DAY_VALUES } from './facets.js';
import { SlotTally } from './slot-tally.js';
import type { WindowCell } from './windows.js';

/** What a value had with all hosts and statuses, and in how many rows. */
interface Sums {
  rows: number;
  requests: number;
  errors: number;
  durationUs: number;
}

/**
 * What the values of a facet without sketches had in a day: many more of them than windows keep. What comes once in ten minutes is one of thousands there; in
 * a day it stands out.
 */
export class DayValues {
  readonly #tally: SlotTally;

  /** @param start begin of the day, seconds since 1970 */
  constructor(
    private readonly facet: Facet,
    start: number,
  ) {
    this.#tally = new SlotTally(start, MOST_DAY_VALUES);
  }

  /** Adds what a tally has of the facet; of that facet, it is not to be used afterwards. */
  absorb(tally: AccessTally): void {
    tally.moveTo(this.#tally, this.facet);
  }

  add({ source, host, value, cell }: WindowCell): void {
    this.#tally.host(source, host).add(this.facet, value, cell.status, cell);
  }

  /**
   * The window of the day, cut to its cap as other windows are, but by whole values: of those that are kept, every host and status is.
   */
  window(): WindowCell[] {
    const kept = this.#keptValues();
    const cells: WindowCell[] = [];
    const { start, sources } = this.#tally;
    for (const [source, hosts] of sources) {
      for (const [host, tally] of hosts)
        tally.eachLeft(
          this.facet,
          (value) => !kept.has(value),
          (value, cell) => cells.push({ start, source, host, value, cell }),
        );
    }
    return cells;
  }

  #keptValues(): Set<string> {
    const { dayCap, isRanked } = this.facet;
    const values = [...this.#sums()];
    const kept = new Set<string>();
    keepLargest(values, kept, dayCap, ({ requests }) => requests);
    if (!isRanked) return kept;
    keepLargest(values, kept, dayCap / 4, ({ errors }) => errors);
    keepLargest(values, kept, dayCap / 4, ({ durationUs }) => durationUs);
    return kept;
  }

  #sums(): Map<string, Sums> {
    const all = new Map<string, Sums>();
    for (const hosts of this.#tally.sources.values()) {
      for (const tally of hosts.values()) {
        tally.eachValue(this.facet, (value, requests, errors, durationUs) => {
          const sums = all.get(value);
          if (sums === undefined) {
            all.set(value, { rows: 1, requests, errors, durationUs });
            return;
          }
          sums.rows += 1;
          sums.requests += requests;
          sums.errors += errors;
          sums.durationUs += durationUs;
        });
      }
    }
    return all;
  }
}

/** Adds the values with the largest sums above 0, as long as their rows are no more than so many. */
function keepLargest(
  values: readonly [value: string, sums: Sums][],
  kept: Set<string>,
  rows: number,
  by: (sums: Sums) => number,
): void {
  const left = values.filter(([value, sums]) => by(sums) > 0 && !kept.has(value));
  // Each has a row at least. Putting all in order would cost more than all the rest.
  const ordered = Float64Array.from(left, ([, sums]) => by(sums)).sort();
  const least = ordered[Math.max(0, ordered.length - rows)] ?? 0;
  const candidates = left.filter(([, sums]) => by(sums) >= least).sort(([, a], [, b]) => by(b) - by(a));
  let room = rows;
  for (const [value, sums] of candidates) {
    room -= sums.rows;
    if (room < 0) return;
    kept.add(value);
  }
}
