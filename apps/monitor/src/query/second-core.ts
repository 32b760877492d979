import { type Snapshot, type Statement } from './query-pool.js';

/** $1 processes that may read beside the one that asks, for the rest of the transaction. */
export const PARALLEL_WORKERS: Statement = {
  name: 'parallel-workers',
  text: `SELECT set_config('max_parallel_workers_per_gather', $1, true)`,
};

/** Records that ingest may have before it and still count as keeping up: two seconds at 5,000 a second. */
const KEEPING_UP = 10_000;

/**
 * Lets a long search read with two processes while nobody else searches and ingest keeps up: the same work in half the time. As
 * soon as either changes, it goes on with one.
 */
export class SecondCore {
  private inUse = false;

  constructor(private readonly snapshot: Snapshot) {}

  /** To be called between the statements of a search. */
  async settle(): Promise<void> {
    const { start, isAlone } = this.snapshot;
    const wanted = isAlone() && start.lag_records !== null && start.lag_records <= KEEPING_UP;
    if (wanted === this.inUse) return;
    await this.snapshot.rows(PARALLEL_WORKERS, [wanted ? '1' : '0']);
    this.inUse = wanted;
  }
}
