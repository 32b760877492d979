import { waitBeforeRefresh } from './backoff.js';

/** `unauthorized` ends the loop: asking again would only bring up the browser's prompt again. */
export type RoundOutcome = 'answered' | 'failed' | 'unauthorized';

/**
 * Runs one refresh after another, never two at once; waits longer after failures; stands still while the reader
 * paused it or cannot see the page.
 */
export class RefreshLoop {
  #timer: ReturnType<typeof setTimeout> | undefined;
  #round: AbortController | undefined;
  #failures = 0;
  #isPaused = false;
  #isHidden = false;
  #isEnded = false;
  readonly #runRound: (signal: AbortSignal) => Promise<RoundOutcome>;
  readonly #onPlan: (waitMs: number | null) => void;

  /** @param onPlan told when the next round starts, in ms from now; null while none is planned */
  constructor(runRound: (signal: AbortSignal) => Promise<RoundOutcome>, onPlan: (waitMs: number | null) => void) {
    this.#runRound = runRound;
    this.#onPlan = onPlan;
  }

  /** Gives up what is under way and asks at once, also while paused: the question has changed or the reader wants it. */
  runNow(): void {
    if (this.#isEnded) return;
    this.#cancel();
    void this.#run();
  }

  setPaused(isPaused: boolean): void {
    this.#isPaused = isPaused;
    this.#standOrGo();
  }

  setHidden(isHidden: boolean): void {
    if (isHidden === this.#isHidden) return;
    this.#isHidden = isHidden;
    this.#standOrGo();
  }

  end(): void {
    this.#isEnded = true;
    this.#cancel();
  }

  #standOrGo(): void {
    if (this.#isEnded) return;
    if (!this.#isPaused && !this.#isHidden) {
      this.runNow();
      return;
    }
    clearTimeout(this.#timer);
    this.#onPlan(null);
  }

  #cancel(): void {
    clearTimeout(this.#timer);
    this.#round?.abort();
    this.#round = undefined;
  }

  async #run(): Promise<void> {
    const round = new AbortController();
    this.#round = round;
    const outcome = await this.#runRound(round.signal);
    if (this.#round !== round) return;
    this.#round = undefined;
    this.#failures = outcome === 'failed' ? this.#failures + 1 : 0;
    if (outcome === 'unauthorized') this.end();
    if (this.#isEnded || this.#isPaused || this.#isHidden) return this.#onPlan(null);
    const wait = waitBeforeRefresh(this.#failures, Math.random());
    this.#onPlan(wait);
    this.#timer = setTimeout(() => void this.#run(), wait);
  }
}
