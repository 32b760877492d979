import { describe, expect, it } from 'vitest';
import { PartitionWork } from '../../src/ingest/consumer/partition-work.js';

/** Stores that end when told to, and what has been begun so far. */
class FakeStore {
  readonly begun: string[] = [];
  readonly #ends = new Map<string, () => void>();

  store(name: string): () => Promise<void> {
    return () => {
      this.begun.push(name);
      return new Promise((resolve) => this.#ends.set(name, resolve));
    };
  }

  end(name: string): void {
    this.#ends.get(name)?.();
  }
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('PartitionWork', () => {
  it('stores partitions side by side up to the limit, and one after the other within a partition', async () => {
    const storing = new PartitionWork(2);
    const fake = new FakeStore();
    await storing.begin('a', fake.store('a1'));
    void storing.begin('a', fake.store('a2'));
    void storing.begin('b', fake.store('b1'));
    void storing.begin('c', fake.store('c1'));
    await turn();
    expect(fake.begun).toEqual(['a1', 'b1']);
    fake.end('b1');
    await turn();
    expect(fake.begun).toEqual(['a1', 'b1', 'c1']);
    fake.end('a1');
    await turn();
    expect(fake.begun).toEqual(['a1', 'b1', 'c1', 'a2']);
    expect(storing.count).toBe(2);
  });

  it('says when a partition, and when everything has settled', async () => {
    const storing = new PartitionWork(2);
    const fake = new FakeStore();
    const settled: string[] = [];
    await storing.begin('a', fake.store('a1'));
    await storing.begin('b', fake.store('b1'));
    void storing.settled('a').then(() => settled.push('a'));
    void storing.idle().then(() => settled.push('all'));
    void storing.settled('c').then(() => settled.push('c'));
    await turn();
    expect(settled).toEqual(['c']);
    fake.end('a1');
    await turn();
    fake.end('b1');
    await turn();
    expect(settled).toEqual(['c', 'a', 'all']);
  });
});
