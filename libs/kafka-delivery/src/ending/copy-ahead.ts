const AGAIN_MS = 100;

/**
 * Writes what is held to disk, bit by bit, while the end of the process still waits for Kafka: when the time is up
 * there is nothing left to write, and the process ends when it promised to, however full the buffer and busy the
 * machine.
 */
export class CopyAhead {
  #timer: NodeJS.Timeout | undefined;
  #turn: NodeJS.Immediate | undefined;

  /** @param copySome copies a millisecond's worth; false when nothing is left to copy for now */
  constructor(private readonly copySome: () => boolean) {}

  /** @param afterMs milliseconds that sending is given before the disk is used */
  start(afterMs: number): void {
    this.stop();
    this.#timer = setTimeout(() => this.#step(), afterMs).unref();
  }

  stop(): void {
    clearTimeout(this.#timer);
    clearImmediate(this.#turn);
  }

  #step(): void {
    // Not unref'ed: an idle loop does not wake for such an immediate. It lasts as long as there is something to copy.
    if (this.copySome()) this.#turn = setImmediate(() => this.#step());
    else this.#timer = setTimeout(() => this.#step(), AGAIN_MS).unref();
  }
}
