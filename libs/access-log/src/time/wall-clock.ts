import type { AccessFlag } from '@log-monitor/access-record';

/** What a local time stands for. */
export interface WallTime {
  /** Milliseconds since 1970 UTC. */
  readonly timestamp: number;
  /** Set where the clocks were moved. */
  readonly flag: AccessFlag | undefined;
}

/** Zones move their clocks at quarters of an hour. */
const QUARTER_MS = 900_000;

const DAY_MS = 86_400_000;

/** Workers write in nearly the right order. A smaller step back is disorder, a larger one means that the clocks were set back. */
const DISORDER_MS = 5_000;

const MAX_CACHED_QUARTERS = 4_096;

/** Offsets that can hold in one quarter of an hour of local time, in milliseconds east of UTC. */
interface QuarterRule {
  readonly kind: 'plain' | 'skipped' | 'repeated';
  readonly first: number;
  readonly second: number;
}

/**
 * Reads the local times of one source, for logs that do not name their zone. The rule of each date decides. Where the clocks were set back, an hour
 * happens twice: a line that jumps back inside it begins the second pass, which lasts until the hour is over. A time that the clocks skipped is read
 * with the offset before the change, and flagged. One clock per source, since it remembers the line before.
 */
export class WallClock {
  readonly #format: Intl.DateTimeFormat;
  readonly #quarters = new Map<number, QuarterRule>();
  #lastQuarter = Number.NaN;
  #lastRule: QuarterRule = { kind: 'plain', first: 0, second: 0 };
  #lastTimestamp = Number.NEGATIVE_INFINITY;

  /**
   * @param zone IANA name, such as `Europe/Berlin`
   * @throws RangeError when there is no such zone
   */
  constructor(zone = 'UTC') {
    this.#format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      era: 'short',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  }

  /** @param wall milliseconds of the local date and time as if it were UTC */
  resolve(wall: number): WallTime {
    const rule = this.#ruleOf(wall);
    const time = this.#apply(rule, wall);
    this.#lastTimestamp = time.timestamp;
    return time;
  }

  #apply(rule: QuarterRule, wall: number): WallTime {
    if (rule.kind === 'plain') return { timestamp: wall - rule.first, flag: undefined };
    if (rule.kind === 'skipped') return { timestamp: wall - rule.first, flag: 'time_skipped' };
    const first = wall - rule.first;
    const jumpedBack = this.#lastTimestamp - first > DISORDER_MS;
    // A line far behind the last one belongs to an older file, whose first pass is as likely as any.
    const near = this.#lastTimestamp - first < DAY_MS;
    if (jumpedBack && near) return { timestamp: wall - rule.second, flag: 'time_repeated_second' };
    return { timestamp: first, flag: 'time_repeated_first' };
  }

  #ruleOf(wall: number): QuarterRule {
    const quarter = Math.floor(wall / QUARTER_MS);
    if (quarter === this.#lastQuarter) return this.#lastRule;
    let rule = this.#quarters.get(quarter);
    if (rule === undefined) {
      rule = this.#workOut(quarter * QUARTER_MS);
      if (this.#quarters.size >= MAX_CACHED_QUARTERS) this.#quarters.clear();
      this.#quarters.set(quarter, rule);
    }
    this.#lastQuarter = quarter;
    this.#lastRule = rule;
    return rule;
  }

  /** An offset of the day before or after holds when it leads to an instant that has that same offset. */
  #workOut(wall: number): QuarterRule {
    const before = this.#offsetAt(wall - DAY_MS);
    const after = this.#offsetAt(wall + DAY_MS);
    const beforeHolds = this.#offsetAt(wall - before) === before;
    const afterHolds = this.#offsetAt(wall - after) === after;
    if (before === after || (beforeHolds && !afterHolds)) return { kind: 'plain', first: before, second: before };
    if (afterHolds && !beforeHolds) return { kind: 'plain', first: after, second: after };
    if (beforeHolds) return { kind: 'repeated', first: before, second: after };
    return { kind: 'skipped', first: before, second: before };
  }

  #offsetAt(timestamp: number): number {
    const parts: Record<string, string> = {};
    for (const { type, value } of this.#format.formatToParts(timestamp)) parts[type] = value;
    const year = parts['era'] === 'BC' ? 1 - Number(parts['year']) : Number(parts['year']);
    const local = new Date(0);
    local.setUTCFullYear(year, Number(parts['month']) - 1, Number(parts['day']));
    local.setUTCHours(Number(parts['hour']), Number(parts['minute']), Number(parts['second']));
    return local.getTime() - Math.floor(timestamp / 1000) * 1000;
  }
}
