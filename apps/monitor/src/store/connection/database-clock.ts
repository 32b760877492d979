/** Beyond this the two clocks are said to differ: requests and time zones make no such difference. */
const NOTABLE_MS = 60_000;

/**
 * The time by PostgreSQL's clock, carried on by this machine's steady one.
 *
 * Several monitors must agree on what day it is, or one of them drops partitions that the others fill; and no step of a monitor's own clock (a wrong
 * one at boot, set right later) may file records elsewhere, drop a day, or claim completeness for a moment that has not come.
 */
export class DatabaseClock {
  #time = Date.now();
  #steadyTime = performance.now();

  /** Milliseconds since 1970; this machine's own time until the first measurement. */
  now(): number {
    return Math.floor(this.#time + performance.now() - this.#steadyTime);
  }

  /**
   * Takes a measurement over.
   *
   * @param time what the database said, milliseconds since 1970
   * @param askedAt when it was asked, by `performance.now()`
   */
  measured(time: number, askedAt: number): void {
    const answeredAt = performance.now();
    // Said somewhere between question and answer.
    this.#time = time + (answeredAt - askedAt) / 2;
    this.#steadyTime = answeredAt;
  }

  /** Milliseconds by which this machine's clock is ahead; undefined when they agree. */
  difference(): number | undefined {
    const ahead = Date.now() - this.now();
    return Math.abs(ahead) > NOTABLE_MS ? ahead : undefined;
  }
}
