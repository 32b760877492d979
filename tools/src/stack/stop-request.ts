import { once } from 'node:events';
import { killParts } from './process/watchdog.js';

/**
 * One press of Ctrl-C arrives more than once: the terminal signals the whole foreground group, and npm forwards what it
 * got itself. What comes within this time counts as the same request.
 */
const SAME_REQUEST_MS = 1_000;
const LOOK_FOR_PARENT_EVERY_MS = 500;
/** SIGHUP: the terminal was closed. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Listens for the wish to stop. The first request asks, a later one kills every part and ends this process. */
export class StopRequest {
  readonly #controller = new AbortController();
  readonly #onSignal = (): void => this.#receive();
  readonly #onForced: () => void;
  #requestedAt = 0;
  #parentWatch: NodeJS.Timeout | undefined;

  /** @param onForced called when stopping is asked for again while it is under way */
  constructor(onForced: () => void = endAtOnce) {
    this.#onForced = onForced;
    for (const name of SIGNALS) process.on(name, this.#onSignal);
    // With the terminal gone, writing fails; the parts must be stopped properly all the same.
    process.stdout.on('error', () => undefined);
    process.stderr.on('error', () => undefined);
    if (process.env.npm_lifecycle_event !== undefined) this.#watchNpm();
  }

  /** npm that was killed passes nothing on: under it, a parent that is gone means "stop" too. */
  #watchNpm(): void {
    const parent = process.ppid;
    this.#parentWatch = setInterval(() => {
      if (process.ppid === parent) return;
      clearInterval(this.#parentWatch);
      this.#receive();
    }, LOOK_FOR_PARENT_EVERY_MS).unref();
  }

  /** Aborted once stopping was asked for. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Resolves once stopping was asked for. */
  async asked(): Promise<void> {
    if (!this.signal.aborted) await once(this.signal, 'abort');
  }

  /** Stops listening: the default reaction to signals is back. */
  close(): void {
    clearInterval(this.#parentWatch);
    for (const name of SIGNALS) process.off(name, this.#onSignal);
  }

  #receive(): void {
    const now = performance.now();
    if (!this.signal.aborted) {
      this.#requestedAt = now;
      this.#controller.abort();
    } else if (now - this.#requestedAt > SAME_REQUEST_MS) {
      this.#onForced();
    }
  }
}

function endAtOnce(): void {
  console.error('\n  Forced: the parts that still run are killed.');
  killParts();
  process.exit(130);
}
