import { describe, expect, it } from 'vitest';
import { QueryGate } from '../../src/query/database/query-gate.js';

describe('QueryGate', () => {
  it('lets as many run as it may, queues the next and refuses the one after', async () => {
    const gate = new QueryGate({ running: 1, waiting: 1, waitMs: 60_000 });
    const leaveFirst = await gate.enter();
    const second = gate.enter();
    await expect(gate.enter()).rejects.toMatchObject({ code: 'QUERY_OVERLOADED' });
    leaveFirst();
    leaveFirst();
    const leaveSecond = await second;
    expect([gate.runningCount, gate.waitingCount]).toEqual([1, 0]);
    leaveSecond();
    expect(gate.runningCount).toBe(0);
  });

  it('admits in the order of arrival', async () => {
    const gate = new QueryGate({ running: 1, waiting: 10, waitMs: 60_000 });
    const order: number[] = [];
    const leave = await gate.enter();
    const all = [1, 2, 3].map(async (number) => {
      const done = await gate.enter();
      order.push(number);
      done();
    });
    leave();
    await Promise.all(all);
    expect(order).toEqual([1, 2, 3]);
  });

  it('refuses after the longest wait', async () => {
    const gate = new QueryGate({ running: 1, waiting: 1, waitMs: 1 });
    await gate.enter();
    await expect(gate.enter()).rejects.toMatchObject({ code: 'QUERY_OVERLOADED' });
    expect(gate.waitingCount).toBe(0);
  });

  it('forgets who went away while waiting', async () => {
    const gate = new QueryGate({ running: 1, waiting: 1, waitMs: 60_000 });
    const leave = await gate.enter();
    const gone = new AbortController();
    const waiting = gate.enter(gone.signal);
    gone.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'QUERY_CANCELLED' });
    await expect(gate.enter(gone.signal)).rejects.toMatchObject({ code: 'QUERY_CANCELLED' });
    leave();
    expect([gate.runningCount, gate.waitingCount]).toEqual([0, 0]);
  });
});
