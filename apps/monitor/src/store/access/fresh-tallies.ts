import { Injectable } from '@nestjs/common';
import type { AccessTally } from '@log-monitor/access-statistics';

/** Values of all tallies together, about 80 bytes each. */
const MOST_VALUES = 100_000;

/**
 * What this monitor's latest batches have counted, by the rows of `access_delta` that hold the same: the fold need not read them again. A row is written once and never
 * changed, so its number says that it is the one; whatever goes wrong, all are forgotten and the rows are read.
 */
@Injectable()
export class FreshTallies {
  readonly #byRow = new Map<string, AccessTally>();
  #values = 0;

  /** After the commit of the row. Beyond the limit the oldest are forgotten. */
  keep(row: string, tally: AccessTally): void {
    this.#byRow.set(row, tally);
    this.#values += tally.size;
    for (const oldest of this.#byRow.keys()) {
      if (this.#values <= MOST_VALUES) return;
      this.take(oldest);
    }
  }

  /** Gives a tally away. Undefined when it is not in memory. */
  take(row: string): AccessTally | undefined {
    const tally = this.#byRow.get(row);
    if (tally === undefined) return undefined;
    this.#byRow.delete(row);
    this.#values -= tally.size;
    return tally;
  }

  /** True when it is time to fold: beyond the limit the rows would have to be read. */
  get isFilling(): boolean {
    return this.#values > MOST_VALUES / 2;
  }

  /** How many values a tally has; undefined when it is not in memory. */
  sizeOf(row: string): number | undefined {
    return this.#byRow.get(row)?.size;
  }

  forgetAll(): void {
    this.#byRow.clear();
    this.#values = 0;
  }
}
