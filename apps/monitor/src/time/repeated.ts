/** Work that is done again and again, with a pause after each time; never twice at once. */
export class Repeated {
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> = Promise.resolve();
  #stopped = false;

  /** @param work must not reject */
  constructor(
    private readonly pauseMs: number,
    private readonly work: () => Promise<void>,
  ) {}

  /** Begins now. Resolves when the work has been done once. */
  async start(): Promise<void> {
    this.#run();
    await this.#running;
  }

  /** Begins after the first pause. */
  startLater(): void {
    if (!this.#stopped) this.#timer = setTimeout(() => this.#run(), this.pauseMs).unref();
  }

  /** Resolves when the work under way has ended; no other begins. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#running;
  }

  #run(): void {
    this.#running = this.work().finally(() => this.startLater());
  }
}
