import { setTimeout as pause } from 'node:timers/promises';
import type { Snapshot } from '../database/snapshot.js';
import type { Statement } from '../database/statement.js';

/** $1 parallel workers for the rest of the transaction. */
export const PARALLEL_WORKERS: Statement = {
  name: 'parallel-workers',
  text: `SELECT set_config('max_parallel_workers_per_gather', $1, true)`,
};

/** After so much time a page goes out as it is, and the next one carries on. */
const BUDGET_MS = 2500;
/** The same while others wait, who do so for 1.5 s at most. */
const SHARED_BUDGET_MS = 1000;

/** Records that ingest may have before it and still count as keeping up: two seconds at 5,000 a second. */
const KEEPING_UP = 10_000;

/**
 * How much of the machine a long search takes. While nobody else searches and ingest keeps up, two processes: the same work in half
 * the time. While ingest is behind, half of one: it rests as long as it has read. While others wait for its turn, it is over sooner.
 */
export class SearchPace {
  readonly #started = performance.now();
  readonly #behind: boolean;
  #workers = 0;

  /** @param lag records that ingest has before it; null: nobody knows */
  constructor(
    private readonly snapshot: Pick<Snapshot, 'heavyLoad' | 'rows'>,
    private readonly lag: number | null,
  ) {
    this.#behind = (lag ?? 0) > KEEPING_UP;
  }

  /** Whether time is up. */
  isOver(): boolean {
    const budget = this.snapshot.heavyLoad().waiting === 0 ? BUDGET_MS : SHARED_BUDGET_MS;
    return performance.now() - this.#started > budget;
  }

  /**
   * To be called between the windows of a search.
   *
   * @param readMs how long the last one was read
   */
  async between(readMs: number): Promise<void> {
    if (this.#behind) await pause(readMs);
    const { running, waiting } = this.snapshot.heavyLoad();
    const isAlone = running <= 1 && waiting === 0;
    const wanted = isAlone && !this.#behind && this.lag !== null ? 1 : 0;
    if (wanted === this.#workers) return;
    await this.snapshot.rows(PARALLEL_WORKERS, [String(wanted)]);
    this.#workers = wanted;
  }
}
