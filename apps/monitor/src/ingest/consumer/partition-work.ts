/**
 * What is being done for partitions while the next batches are fetched: at most so many at once, and one after the other within a partition.
 * kafkajs itself fetches only when everything that the last fetch brought has been worked off, and then PostgreSQL has nothing to do.
 */
export class PartitionWork {
  readonly #byPartition = new Map<string, Promise<void>>();

  /** @param limit how many there may be at once; each keeps its messages in memory */
  constructor(private readonly limit: number) {}

  get count(): number {
    return this.#byPartition.size;
  }

  has(partition: string): boolean {
    return this.#byPartition.has(partition);
  }

  /**
   * Waits for room, then begins to store.
   *
   * @param partition its name; what was begun for it before is finished first
   * @param store must not reject
   * @returns when it has begun
   */
  async begin(partition: string, store: () => Promise<void>): Promise<void> {
    while (this.#byPartition.has(partition) || this.count >= this.limit) await Promise.race(this.#byPartition.values());
    const stored = store().finally(() => this.#byPartition.delete(partition));
    this.#byPartition.set(partition, stored);
  }

  /** Resolves when nothing of a partition is being stored. */
  async settled(partition: string): Promise<void> {
    while (this.#byPartition.has(partition)) await this.#byPartition.get(partition);
  }

  /** Resolves when nothing at all is being stored. */
  async idle(): Promise<void> {
    while (this.count > 0) await Promise.race(this.#byPartition.values());
  }
}
