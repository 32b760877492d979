import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RecordQueue } from '../../src/queue/record-queue.js';
import type { HeldRecord } from '../../src/queue/held-record.js';

const OVERHEAD = 32;

interface Model {
  seq: number;
  priority: number;
  bytes: number;
}

describe('RecordQueue', () => {
  it('drops the oldest of the lowest level, and returns records in the order of their numbers', () => {
    const dropped: number[] = [];
    const queue = new RecordQueue({ bytes: 1e9, records: 3 }, ({ seq }) => dropped.push(seq));
    [4, 2, 1, 4, 2, 5, 4].forEach((priority, index) =>
      queue.push(Buffer.from(`r${index + 1}`), priority, index + 1, 0),
    );
    expect(dropped).toEqual([3, 2, 5, 1]);
    expect(queue.take(10, 1e9).map(({ bytes }) => bytes.toString())).toEqual(['r4', 'r6', 'r7']);
  });

  it('behaves like the plainest possible model under any sequence of pushes, takes, acknowledgements and returns', () => {
    const step = fc.oneof(
      fc.record({
        kind: fc.constant('push' as const),
        priority: fc.integer({ min: 1, max: 5 }),
        size: fc.integer({ min: 0, max: 400 }),
      }),
      fc.record({ kind: fc.constant('take' as const), max: fc.integer({ min: 1, max: 5 }) }),
      fc.record({ kind: fc.constantFrom('settle' as const, 'return' as const) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const caps = { bytes: 2_000, records: 12 };
        const droppedReal: number[] = [];
        const droppedModel: number[] = [];
        const queue = new RecordQueue(caps, ({ seq }) => droppedReal.push(seq));
        let waiting: Model[] = [];
        let out: { records: HeldRecord[]; model: Model[] }[] = [];
        let seq = 0;
        const cost = (records: Model[]): number => records.reduce((sum, { bytes }) => sum + bytes + OVERHEAD, 0);
        const outModel = (): Model[] => out.flatMap(({ model }) => model);
        for (const each of steps) {
          if (each.kind === 'push') {
            seq += 1;
            const text = '€'.repeat(each.size);
            queue.push(Buffer.from(text), each.priority, seq, 0);
            waiting.push({ seq, priority: each.priority, bytes: Buffer.byteLength(text) });
            while (
              waiting.length > 0 &&
              (cost(waiting) + cost(outModel()) > caps.bytes || waiting.length + outModel().length > caps.records)
            ) {
              const lowest = Math.min(...waiting.map(({ priority }) => priority));
              const victim = waiting.find(({ priority }) => priority === lowest) as Model;
              waiting = waiting.filter((record) => record !== victim);
              droppedModel.push(victim.seq);
            }
          } else if (each.kind === 'take') {
            const records = queue.take(each.max, 1e9);
            const model = waiting.splice(0, each.max);
            expect(records.map(({ seq: number }) => number)).toEqual(model.map(({ seq: number }) => number));
            expect(records.map(({ bytes }) => bytes.length)).toEqual(model.map(({ bytes }) => bytes));
            if (records.length > 0) out.push({ records, model });
          } else {
            const [first, ...rest] = out;
            out = rest;
            for (const record of [...(first?.records ?? [])].reverse()) {
              if (each.kind === 'settle') queue.settle(record);
              else queue.giveBack(record);
            }
            if (each.kind === 'return') waiting = [...(first?.model ?? []), ...waiting].sort((a, b) => a.seq - b.seq);
          }
          expect(droppedReal).toEqual(droppedModel);
          expect(queue.held).toBe(waiting.length + outModel().length);
          expect(queue.bytesWaiting).toBe(cost(waiting));
          expect(queue.oldest()).toBe(waiting[0]?.seq ?? Number.POSITIVE_INFINITY);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('hands out bytes that stay what they were while slabs are reused around them', () => {
    const queue = new RecordQueue({ bytes: 64e6, records: 1e6 }, () => undefined);
    const held: { record: HeldRecord; text: string }[] = [];
    for (let seq = 1; seq <= 20_000; seq++) {
      const text = `${seq}:${'x'.repeat(seq % 300)}`;
      queue.push(Buffer.from(text), 2, seq, 0);
      if (seq % 50 !== 0) continue;
      for (const record of queue.take(50, 1e9)) {
        const expected = `${record.seq}:${'x'.repeat(record.seq % 300)}`;
        if (record.seq % 997 === 0) held.push({ record, text: expected });
        else queue.settle(record);
      }
    }
    expect(held.map(({ record }) => record.bytes.toString())).toEqual(held.map(({ text }) => text));
  });
});
