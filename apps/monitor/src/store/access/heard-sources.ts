import { type AccessTally, SLOT_SECONDS } from '@log-monitor/access-statistics';

/** A source that had lines so shortly before is heard. */
const HEARD_MS = 10_000;

/** Sources that have lines at the moment: while old lines come, slots wait for those of all of them. */
export class HeardSources {
  /** When a source last had lines, by the process's clock. */
  readonly #heardAt = new Map<number, number>();

  hear(source: number): void {
    this.#heardAt.set(source, performance.now());
  }

  ids(): Iterable<number> {
    return this.#heardAt.keys();
  }

  /** The earliest watermark of a source that is heard; Infinity when none is. @param watermarks seconds since 1970, by source */
  earliestMark(watermarks: ReadonlyMap<number, number>): number {
    const heardAfter = performance.now() - HEARD_MS;
    let earliest = Number.POSITIVE_INFINITY;
    for (const [source, at] of this.#heardAt) {
      if (at < heardAfter) this.#heardAt.delete(source);
      else earliest = Math.min(earliest, watermarks.get(source) ?? Number.NEGATIVE_INFINITY);
    }
    return earliest;
  }
}

/** Whether the watermarks of all sources that a slot has anything of have passed its end. */
export function hasPassed(watermarks: ReadonlyMap<number, number>, tally: AccessTally, start: number): boolean {
  const end = start + SLOT_SECONDS;
  return [...tally.sources()].every((source) => (watermarks.get(source) ?? Number.NEGATIVE_INFINITY) >= end);
}
