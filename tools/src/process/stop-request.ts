/**
 * One press of Ctrl-C arrives more than once: the terminal signals the whole foreground group, and npm forwards what it
 * got itself. What comes within this time counts as the same request.
 */
const SAME_REQUEST_MS = 1_000;
const LOOK_FOR_PARENT_EVERY_MS = 500;

/** Listens for the wish to stop. The first request asks, a later one forces. */
export class StopRequest {
  private readonly controller = new AbortController();
  private requestedAt = 0;
  private readonly onSignal = (): void => this.receive();
  private parentWatch: NodeJS.Timeout | undefined;

  /** @param onForced called when stopping is asked for again while it is under way. */
  constructor(private readonly onForced: () => void) {
    process.on('SIGINT', this.onSignal);
    process.on('SIGTERM', this.onSignal);
    // The terminal was closed.
    process.on('SIGHUP', this.onSignal);
    // With the terminal gone, writing fails; the parts must be stopped properly all the same.
    process.stdout.on('error', () => undefined);
    process.stderr.on('error', () => undefined);
    this.watchNpm();
  }

  /** npm that was killed passes nothing on: under it, a parent that is gone means "stop" too. */
  private watchNpm(): void {
    if (process.env.npm_lifecycle_event === undefined) return;
    const parent = process.ppid;
    this.parentWatch = setInterval(() => {
      if (process.ppid === parent) return;
      clearInterval(this.parentWatch);
      this.receive();
    }, LOOK_FOR_PARENT_EVERY_MS).unref();
  }

  /** Aborted once stopping was asked for. */
  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** Resolves once stopping was asked for. */
  async asked(): Promise<void> {
    if (this.signal.aborted) return;
    await new Promise<void>((resolve) => this.signal.addEventListener('abort', () => resolve(), { once: true }));
  }

  /** Stops listening: the default reaction to signals is back. */
  close(): void {
    clearInterval(this.parentWatch);
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.off(name, this.onSignal);
  }

  private receive(): void {
    const now = performance.now();
    if (!this.signal.aborted) {
      this.requestedAt = now;
      this.controller.abort();
    } else if (now - this.requestedAt > SAME_REQUEST_MS) {
      this.onForced();
    }
  }
}
