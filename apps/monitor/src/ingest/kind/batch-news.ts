import type { InstanceNews } from '../../batch/batch.js';

/** What the instances of a batch say of themselves, an entry for each. */
export class BatchNews {
  readonly #byInstance = new Map<string, InstanceNews>();

  add(instance: string, lastSeq: number, ended: boolean, dropped: InstanceNews['dropped']): void {
    const known = this.#byInstance.get(instance);
    if (known === undefined) {
      this.#byInstance.set(instance, { instance, lastSeq, ended, dropped });
      return;
    }
    known.lastSeq = Math.max(known.lastSeq, lastSeq);
    known.ended ||= ended;
    if (dropped.length > 0) known.dropped = [...known.dropped, ...dropped];
  }

  get list(): InstanceNews[] {
    return [...this.#byInstance.values()];
  }
}
