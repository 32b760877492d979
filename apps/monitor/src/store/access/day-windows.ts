import { type AccessTally, DayValues, FACETS, WINDOW_DAYS } from '@log-monitor/access-statistics';
import type pg from 'pg';
import type { OpenSlot } from './open-slots.js';
import type { WindowRow } from './window-row.js';
import { dayVersions, readWindow, replaceWindow } from './window-table.js';

export const DAY_SECONDS = 86_400;
/** The only facet whose days are counted as a whole: lists by slowness and errors are made of it, and nearly every value of it is seldom. */
export const DAY_FACET = FACETS.url;
/** 40,000 values each at most, about 80 bytes of each. */
const MOST_DAYS = 2;

interface KnownDay {
  /** What `access_window_day` says of it as long as nobody else has written it. */
  version: string | undefined;
  values: DayValues;
}

/**
 * The windows of days that are being counted. They are made of all values that the slots had, not of what is left of each ten minutes: what comes once in ten
 * minutes is cut there, and may be among the slowest of the day. The values of the latest days are kept in memory; after a restart, and of older days, there is what
 * the windows have.
 */
export class DayWindows {
  /** By begin, the one that was written last at the end. */
  readonly #known = new Map<number, KnownDay>();

  /**
   * Chooses the days of these slots that are counted as a whole: those in memory, the latest one, and those of which nothing is written.
   *
   * @param now seconds since 1970
   * @returns their begins
   */
  async open(client: pg.PoolClient, slots: readonly OpenSlot[], now: number): Promise<Set<number>> {
    const starts = new Set(slots.map(({ start }) => dayOf(start)));
    const versions = await dayVersions(client, starts);
    const chosen = new Set<number>();
    for (const start of [...starts].sort((a, b) => a - b).slice(-MOST_DAYS)) {
      const version = versions.get(start);
      const known = this.#known.get(start);
      if (known === undefined || known.version !== version) {
        this.#known.delete(start);
        const isNew = version === undefined && start >= now - WINDOW_DAYS[DAY_SECONDS] * DAY_SECONDS;
        if (!isNew && start !== dayOf(now)) continue;
        this.#known.set(start, { version, values: await this.#read(client, start) });
      }
      chosen.add(start);
    }
    return chosen;
  }

  /** Adds the slots of a chosen day, of which nothing is to be used afterwards, and writes its window. */
  async write(client: pg.PoolClient, start: number, tallies: readonly AccessTally[]): Promise<void> {
    const day = this.#known.get(start);
    if (day === undefined) throw new TypeError('the day was not opened');
    for (const tally of tallies) day.values.absorb(tally);
    const rows = day.values.window().map((cell): WindowRow => ({ ...cell, facet: DAY_FACET, width: DAY_SECONDS }));
    await replaceWindow(client, DAY_FACET, DAY_SECONDS, start, rows.sort(byValue));
  }

  /** After the days have got new versions: what is in memory is what these hold. */
  written(versions: ReadonlyMap<number, string>): void {
    for (const [start, version] of versions) {
      const day = this.#known.get(start);
      if (day === undefined) continue;
      this.#known.delete(start);
      this.#known.set(start, { ...day, version });
    }
    for (const oldest of [...this.#known.keys()].slice(0, -MOST_DAYS)) this.#known.delete(oldest);
  }

  /** After a rollback: what is in memory is in no row. */
  forgetAll(): void {
    this.#known.clear();
  }

  async #read(client: pg.PoolClient, start: number): Promise<DayValues> {
    const values = new DayValues(DAY_FACET, start);
    for (const row of await readWindow(client, DAY_FACET, DAY_SECONDS, start)) values.add(row);
    return values;
  }
}

export function dayOf(second: number): number {
  return second - (second % DAY_SECONDS);
}

function byValue(left: WindowRow, right: WindowRow): number {
  return left.value === right.value ? 0 : left.value < right.value ? -1 : 1;
}
