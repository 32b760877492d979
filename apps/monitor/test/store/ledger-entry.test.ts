import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { IntervalSet } from '../../src/store/ledger/interval-set.js';
import { LedgerEntry, SUSPECT_JUMP } from '../../src/store/ledger/ledger-entry.js';

const newEntry = (): LedgerEntry =>
  new LedgerEntry(1, 0, new IntervalSet(), new Map(), { firstSeen: 1000, lastSeen: 1000 });

const missingNumbers = (entry: LedgerEntry): number[] =>
  entry.holes.flatMap(({ from, to }) => Array.from({ length: to - from + 1 }, (_, index) => from + index));

describe('LedgerEntry', () => {
  it('tells lost, dropped and received numbers apart, whatever the order of arrival', () => {
    const fates = fc.array(fc.constantFrom('received', 'twice', 'dropped', 'lost'), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(fates, fc.infiniteStream(fc.nat()), (fate, order) => {
        const entry = newEntry();
        const numbers = fate.map((_, index) => index + 1);
        const arrivals = numbers.filter((seq) => fate[seq - 1] === 'received' || fate[seq - 1] === 'twice');
        const shuffled = arrivals.map((seq) => ({ seq, at: order.next().value as number })).sort((a, b) => a.at - b.at);
        for (const { seq } of shuffled) entry.receive(seq, 1000);
        for (const seq of numbers) {
          if (fate[seq - 1] === 'twice') expect(entry.receive(seq, 1000)).toBe(false);
          if (fate[seq - 1] === 'dropped') entry.reportDrop('queue_overflow', seq, seq);
        }
        entry.announce(numbers.length);
        entry.findHoles(5000);
        expect(missingNumbers(entry)).toEqual(numbers.filter((seq) => fate[seq - 1] === 'lost'));
        expect(entry.records).toBe(arrivals.length);
        expect(entry.duplicates).toBe(fate.filter((one) => one === 'twice').length);
      }),
    );
  });

  it('keeps the moment at which a hole first showed, also for the part that is left of it', () => {
    const entry = newEntry();
    entry.receive(1, 1000);
    entry.receive(10, 1000);
    entry.findHoles(2000);
    expect(entry.holes).toEqual([{ from: 2, to: 9, since: 2000 }]);
    entry.receive(5, 1000);
    entry.announce(12);
    entry.findHoles(3000);
    expect(entry.holes).toEqual([
      { from: 2, to: 4, since: 2000 },
      { from: 6, to: 9, since: 2000 },
      { from: 11, to: 12, since: 3000 },
    ]);
  });

  it('does not take a jump out of all measure for a loss', () => {
    const entry = newEntry();
    entry.receive(1, 1000);
    entry.announce(SUSPECT_JUMP + 10);
    entry.reportDrop('shutdown', 2, SUSPECT_JUMP + 10);
    entry.findHoles(2000);
    expect(entry.holes).toEqual([]);
  });

  it('leaves the original alone when a copy of it is changed', () => {
    const entry = newEntry();
    entry.receive(1, 1000);
    const copy = entry.clone();
    copy.receive(2, 1000);
    copy.reportDrop('shutdown', 3, 4);
    expect(entry.received.toString()).toBe('{[1,2)}');
    expect(entry.dropped.size).toBe(0);
  });
});
