import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { SLAB_BYTES, SlabPool } from '../../src/queue/slab-pool.js';

describe('SlabPool', () => {
  it('has the next slab ready before it is asked for', async () => {
    const pool = new SlabPool();
    const slabs = [pool.acquire(SLAB_BYTES)];
    for (let round = 0; round < 5; round++) {
      await nextTurn();
      await nextTurn();
      const before = process.memoryUsage().arrayBuffers;
      slabs.push(pool.acquire(SLAB_BYTES));
      expect(process.memoryUsage().arrayBuffers).toBeLessThanOrEqual(before);
    }
    expect(new Set(slabs).size).toBe(6);
  });

  it('gives out many in one turn, and again what came back', () => {
    const pool = new SlabPool();
    const slabs = Array.from({ length: 3 }, () => pool.acquire(SLAB_BYTES));
    expect(new Set(slabs).size).toBe(3);
    for (const slab of slabs) {
      slab.live = slab.count = slab.first = 1;
      pool.release(slab);
    }
    const again = Array.from({ length: 3 }, () => pool.acquire(SLAB_BYTES));
    expect(new Set(again)).toEqual(new Set(slabs));
    expect(again.map(({ used, count, first }) => [used, count, first])).toEqual(Array(3).fill([0, 0, 0]));
  });
});
