/** Lets so many records a second pass, with a burst of one second's worth. */
export class RateLimit {
  #tokens: number;
  #filledAt = 0;

  /** @param perSecond records per second, 0 for no limit */
  constructor(private readonly perSecond: number) {
    this.#tokens = perSecond;
  }

  /** @param now milliseconds */
  admits(now: number): boolean {
    if (this.perSecond === 0) return true;
    // A clock set back fills nothing; the next second does.
    const elapsed = Math.max(0, now - this.#filledAt);
    this.#filledAt = now;
    this.#tokens = Math.min(this.perSecond, this.#tokens + (elapsed * this.perSecond) / 1000);
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }
}
