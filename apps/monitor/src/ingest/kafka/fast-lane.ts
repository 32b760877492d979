import { type Consumer } from 'kafkajs';

/** The main topic waits at most this long in one go, and at least as long passes before it waits again: both make progress. */
const LONGEST_PAUSE_MS = 3000;

/**
 * Serves the errors topic first when it is behind: after an outage people want to see what is broken before they see everything else. While any of its
 * partitions has more to read, the main topic is paused.
 */
export class FastLane {
  readonly #behind = new Set<number>();
  #pausedAt = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly consumer: Pick<Consumer, 'pause' | 'resume'>,
    private readonly mainTopic: string,
  ) {}

  /** @param remaining records of this partition of the errors topic that are not read yet */
  errorsRead(partition: number, remaining: number): void {
    if (remaining > 0) this.#behind.add(partition);
    else this.#behind.delete(partition);
    if (this.#behind.size === 0) this.#resume();
    else if (this.#timer === undefined && performance.now() - this.#pausedAt > 2 * LONGEST_PAUSE_MS) this.#pause();
  }

  /** To be called when partitions are assigned anew, and at the end. */
  reset(): void {
    this.#behind.clear();
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #pause(): void {
    this.#pausedAt = performance.now();
    if (!this.#tell('pause')) return;
    this.#timer = setTimeout(() => this.#resume(), LONGEST_PAUSE_MS);
  }

  #resume(): void {
    if (this.#timer === undefined) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#tell('resume');
  }

  /** kafkajs throws when the consumer has ended meanwhile, by itself or by us: then there is nothing to pause or to resume. */
  #tell(what: 'pause' | 'resume'): boolean {
    try {
      this.consumer[what]([{ topic: this.mainTopic }]);
      return true;
    } catch {
      return false;
    }
  }
}
