import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { HeldRecord, RecordCopy } from '../../src/queue/held-record.js';
import { RecordQueue } from '../../src/queue/record-queue.js';

/** Copies all that can be copied, each call into a segment of its own; returns the numbers by segment. */
function copyAll(queue: RecordQueue, firstSegment: number): Map<number, number[]> {
  const segments = new Map<number, number[]>();
  const write = (records: readonly RecordCopy[]): number => {
    const segment = firstSegment + segments.size;
    segments.set(segment, records.map(({ seq }) => seq)); // prettier-ignore
    for (const { seq, payload } of records) expect(String(payload)).toBe(`r${seq}`);
    return segment;
  };
  while (queue.copySome(write));
  return segments;
}

const numbers = (segments: Map<number, number[]>): number[] => [...segments.values()].flat().sort((a, b) => a - b);

describe('RecordQueue, copied to disk', () => {
  it('copies each waiting record once, whatever was taken, given back or copied before', () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('push' as const), priority: fc.integer({ min: 1, max: 5 }) }),
      fc.constant({ kind: 'take' as const }),
      fc.constant({ kind: 'return' as const }),
      fc.constant({ kind: 'copy' as const }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 100 }), (steps) => {
        const queue = new RecordQueue({ bytes: 1e9, records: 1e9 }, () => undefined);
        const copied = new Map<number, number>();
        let out: HeldRecord[] = [];
        let seq = 0;
        const copy = (): void => {
          for (const [segment, seqs] of copyAll(queue, copied.size + 1)) {
            for (const each of seqs) {
              expect(copied.has(each)).toBe(false);
              copied.set(each, segment);
            }
          }
          expect(queue.hasUncopied).toBe(false);
        };
        for (const { kind, ...rest } of steps) {
          if (kind === 'push') queue.push(Buffer.from(`r${++seq}`), (rest as { priority: number }).priority, seq, 0);
          else if (kind === 'take') out.push(...queue.take(3, 1e9));
          else if (kind === 'copy') copy();
          else {
            for (const record of out.reverse()) queue.giveBack(record);
            out = [];
          }
        }
        copy();
        const waiting = queue.take(1e9, 1e9);
        expect(waiting.map((record) => copied.get(record.seq))).toEqual(waiting.map(({ segment }) => segment));
      }),
    );
  });

  it('starts with the highest level, and within it with the youngest, the next to be sent last', () => {
    const queue = new RecordQueue({ bytes: 1e9, records: 1e9 }, () => undefined);
    for (let seq = 1; seq <= 5_000; seq++) queue.push(Buffer.from(`r${seq}`), seq % 2 === 0 ? 4 : 2, seq, 0);
    const [first, ...others] = [...copyAll(queue, 1).values()];
    expect(first).toContain(5_000);
    expect(others.at(-1)).toContain(1);
  });

  it('copies again what was in files that somebody removed, and nothing else', () => {
    const queue = new RecordQueue({ bytes: 1e9, records: 1e9 }, () => undefined);
    for (let seq = 1; seq <= 5_000; seq++) queue.push(Buffer.from(`r${seq}`), 2, seq, 0);
    const segments = copyAll(queue, 1);
    queue.forgetCopies(new Set([2, 3]));
    expect(queue.hasUncopied).toBe(true);
    expect(numbers(copyAll(queue, 100))).toEqual(
      numbers(new Map([...segments].filter(([at]) => at === 2 || at === 3))),
    );
  });

  it('a disk that refuses leaves all as it was', () => {
    const queue = new RecordQueue({ bytes: 1e9, records: 1e9 }, () => undefined);
    for (let seq = 1; seq <= 10; seq++) queue.push(Buffer.from(`r${seq}`), 2, seq, 0);
    expect(queue.copySome(() => 0)).toBe(false);
    expect(queue.hasUncopied).toBe(true);
    expect(numbers(copyAll(queue, 1))).toHaveLength(10);
  });
});
