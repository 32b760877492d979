import type { Consumer } from 'kafkajs';
import { keyOf, type TopicPartition } from '../../batch/topic-partition.js';
import type { TopicPlan } from '../../configuration/topic-plan.js';

/** The main lane waits at most this long in one go, and at least as long passes before it waits again: both make progress. */
const LONGEST_PAUSE_MS = 3000;

/**
 * Serves the lane of errors first when it is behind: after an outage people want to see what is broken before they see everything else. While any
 * partition of it has more to read, the topics of the main lane are paused.
 */
export class FastLane {
  readonly #behind = new Set<string>();
  #pausedAt = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly consumer: Pick<Consumer, 'pause' | 'resume'>,
    private readonly plan: TopicPlan,
  ) {}

  /** @param remaining records of this partition that are not read yet */
  read(partition: TopicPartition, remaining: number): void {
    if (this.plan.of(partition.topic).lane !== 'errors') return;
    if (remaining > 0) this.#behind.add(keyOf(partition));
    else this.#behind.delete(keyOf(partition));
    if (this.#behind.size === 0) this.#resume();
    else if (this.#timer === undefined && performance.now() - this.#pausedAt > 2 * LONGEST_PAUSE_MS) this.#pause();
  }

  /**
   * To be called when partitions are assigned again. What was held back is let go: in kafkajs a pause outlives the assignment, and of partitions that are no longer
   * ours nobody says that they have caught up.
   */
  assigned(): void {
    this.#behind.clear();
    this.#resume();
  }

  /** To be called when the consumer ends: there is nothing to resume. */
  end(): void {
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
      this.consumer[what](this.plan.topics.filter(({ lane }) => lane === 'main').map(({ topic }) => ({ topic })));
      return true;
    } catch {
      return false;
    }
  }
}
