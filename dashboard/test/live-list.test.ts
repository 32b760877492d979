import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { StoredRecord } from '@log-monitor/monitor-api';
import {
  type ListPage,
  type LiveList,
  MOST_ROWS,
  appendOlder,
  canLoadOlder,
  itemRow,
  itemsOf,
  receiveFirst,
  receiveNewest,
  receiveTail,
  showWaiting,
  startList,
  waitingText,
} from '../src/list/live-list.js';
import { newError } from './fixture-records.js';

type List = LiveList<StoredRecord>;

const record = (number: number): StoredRecord =>
  newError({ id: `id-${String(number).padStart(6, '0')}`, timestamp: new Date(1e12 + number).toISOString() });
/** Records `newest` down to `oldest`, with older ones to come unless it is the first of all. */
const page = (newest: number, oldest: number): ListPage<StoredRecord> => ({
  items: Array.from({ length: newest - oldest + 1 }, (_, at) => record(newest - at)),
  nextCursor: oldest > 0 ? `before-${oldest}` : null,
});
const NOTHING: ListPage<StoredRecord> = { items: [], nextCursor: null };
const numbersOf = ({ items }: ListPage<StoredRecord>): number[] => items.map((one) => Number(one.id.slice(3)));
const shownBy = ({ shown }: List): number[] => numbersOf({ items: itemsOf(shown.rows), nextCursor: null });

describe('a list whose newest page is asked again and again', () => {
  test('a reader at the top sees new records at once', () => {
    const list = receiveNewest(startList(page(9, 0)), page(12, 3), true);
    expect(shownBy(list)).toEqual(numbersOf(page(12, 3)));
    expect(list.shown.olderCursor).toBe('before-3');
  });

  test('while somebody reads, new records wait and no row moves', () => {
    const list = receiveNewest(receiveNewest(startList(page(9, 0)), page(10, 1), false), page(12, 3), false);
    expect(shownBy(list)).toEqual(numbersOf(page(9, 0)));
    expect(waitingText(list, 'error')).toBe('3 new errors');
    expect(shownBy(showWaiting(list))).toEqual(numbersOf(page(12, 0)));
    expect(showWaiting(list).waitingCount).toBe(0);
  });

  test('a late record stands where the server put it', () => {
    const withoutFive = { ...page(9, 0), items: page(9, 0).items.filter((one) => one.id !== record(5).id) };
    const list = receiveNewest(appendOlder(startList(withoutFive), NOTHING), page(9, 0), true);
    expect(shownBy(list)).toEqual(numbersOf(page(9, 0)));
  });

  test('the order is that of the server, whatever times and ids say', () => {
    const sameTime = (id: string): StoredRecord => newError({ id, timestamp: '2026-11-21T07:00:00.000Z' });
    const items = ['b', 'c', 'a', 'e', 'd'].map(sameTime);
    let list = appendOlder(startList({ items: items.slice(2), nextCursor: 'more' }), NOTHING);
    list = receiveNewest(list, { items: items.slice(0, 4), nextCursor: 'more' }, true);
    expect(itemsOf(list.shown.rows).map(({ id }) => id)).toEqual(['b', 'c', 'a', 'e', 'd']);
  });

  test('more new records than a page holds: the number is a lower bound and the list starts again', () => {
    const list = receiveNewest(startList(page(9, 1)), page(500, 401), false);
    expect(waitingText(list, 'error')).toBe('more than 100 new errors');
    const later = receiveNewest(list, page(510, 411), false);
    expect(waitingText(later, 'error')).toBe('more than 110 new errors');
    expect(shownBy(appendOlder(later, page(0, 0)))).toEqual(numbersOf(page(9, 0)));
    expect(shownBy(showWaiting(later))).toEqual(numbersOf(page(510, 401)));
    expect(showWaiting(later).shown.olderCursor).toBe('before-401');
  });

  test('older pages go to the end and stay when new records come', () => {
    const list = appendOlder(startList(page(30, 21)), page(20, 11));
    expect(shownBy(list)).toEqual(numbersOf(page(30, 11)));
    const next = receiveNewest(list, page(32, 23), true);
    expect(shownBy(next)).toEqual(numbersOf(page(32, 11)));
    expect(next.shown.olderCursor).toBe('before-11');
  });

  test('the list has an end', () => {
    expect(canLoadOlder(startList(page(9, 0)))).toBe(false);
    expect(canLoadOlder(startList(page(9, 1)))).toBe(true);
    expect(canLoadOlder(startList(page(MOST_ROWS, 1)))).toBe(true);
    const full = appendOlder(startList(page(MOST_ROWS, 1)), page(0, 0));
    expect([canLoadOlder(full), full.shown.isCut, shownBy(full).length]).toEqual([false, true, MOST_ROWS]);
    expect(shownBy(receiveNewest(full, page(MOST_ROWS + 5, 900), true))[0]).toBe(MOST_ROWS + 5);
  });

  test('whatever arrives in whatever steps, once shown it is the newest records without hole or repeat', () => {
    const steps = fc.array(fc.record({ more: fc.nat(15), isFollowing: fc.boolean() }), { maxLength: 20 });
    fc.assert(
      fc.property(steps, (arrivals) => {
        let newest = 20;
        let list = startList(page(newest, newest - 9));
        for (const { more, isFollowing } of arrivals) {
          newest += more;
          list = receiveNewest(list, page(newest, newest - 9), isFollowing);
        }
        const shown = shownBy(showWaiting(list));
        expect(shown).toEqual(Array.from(shown, (_, at) => newest - at));
      }),
    );
  });
});

describe('a list under the live tail', () => {
  const rows = (...numbers: number[]): ReturnType<typeof itemRow<StoredRecord>>[] =>
    numbers.map((number) => itemRow(record(number)));
  const EMPTY = startList(NOTHING);

  test('whatever comes in whatever pieces: newest first, each once, the newest that fit', () => {
    const pieces = fc.array(fc.tuple(fc.integer({ min: 0, max: 400 }), fc.boolean()), { maxLength: 12 });
    fc.assert(
      fc.property(pieces, (batches) => {
        let list = receiveFirst(EMPTY, page(0, 0));
        let next = 1;
        for (const [size, isFollowing] of batches) {
          // The last one of the piece before comes again.
          const from = Math.max(1, next - 1);
          list = receiveTail(
            list,
            rows(...Array.from({ length: size + next - from }, (_, at) => from + at)),
            isFollowing,
          );
          next += size;
        }
        list = showWaiting(list);
        expect(shownBy(list)).toEqual(numbersOf(page(next - 1, 0)).slice(0, MOST_ROWS));
        expect(list.shown.isCut).toBe(next > MOST_ROWS);
      }),
      { numRuns: 40 },
    );
  });

  test('what the search brings too is shown once, where the search has it', () => {
    const list = receiveTail(EMPTY, rows(2, 3), true);
    expect(shownBy(receiveFirst(list, page(4, 1)))).toEqual([4, 3, 2, 1]);
  });

  test('what waits above what the search brings is not lost', () => {
    const list = receiveFirst(receiveTail(EMPTY, rows(2, 3, 4), false), page(3, 1));
    expect([shownBy(list), list.waitingCount]).toEqual([[3, 2, 1], 1]);
    expect(shownBy(showWaiting(list))).toEqual([4, 3, 2, 1]);
  });

  test('notes are not counted as new records', () => {
    const note = { kind: 'note', key: 'n1', note: { kind: 'lost', at: 0 } } as const;
    const list = receiveTail(EMPTY, [note, ...rows(1)], false);
    expect([list.waitingCount, list.newest.rows.length]).toEqual([1, 2]);
  });
});

describe('the order of the calls', () => {
  const PAGE = 7;
  /** Who logs next (the last one is a foreign producer, which numbers nothing) and how many milliseconds later. */
  const calls = fc.array(fc.tuple(fc.nat(3), fc.constantFrom(0, 0, 0, 0, 1)), { minLength: 1, maxLength: 60 });
  const isFollowing = fc.boolean();

  /** Records in the order in which they are stored: bursts within one millisecond, ids that mean nothing. */
  function store(made: readonly [number, number][]): StoredRecord[] {
    let time = 1e12;
    const numbers = [0, 0, 0, 0];
    return made.map(([who, later], at) => {
      time += later;
      const seq = (numbers[who] = (numbers[who] ?? 0) + 1);
      const id = `${(at * 7919) % 1009}-${at}`;
      const { instance: _instance, seq: _seq, ...foreign } = newError({ id, timestamp: new Date(time).toISOString() });
      return who === 3 ? { ...foreign, pid: seq } : { ...foreign, instance: `process-${who}`, seq };
    });
  }

  /** The server's answer: what is stored by now, newest first, after the item that the cursor names. */
  function answer(stored: readonly StoredRecord[], cursor?: string): ListPage<StoredRecord> {
    const newestFirst = stored.toReversed();
    const start = cursor === undefined ? 0 : newestFirst.findIndex(({ id }) => id === cursor) + 1;
    const items = newestFirst.slice(start, start + PAGE);
    return { items, nextCursor: start + PAGE < stored.length ? (items.at(-1)?.id ?? null) : null };
  }

  function loadAll(list: List, stored: readonly StoredRecord[]): List {
    let next = showWaiting(list);
    while (next.shown.olderCursor !== null) next = appendOlder(next, answer(stored, next.shown.olderCursor));
    return next;
  }

  /** Numbers of each producer from the newest row down. */
  function numbersBy(list: List): Map<string, number[]> {
    const numbers = new Map<string, number[]>();
    for (const { instance = 'foreign', seq, pid } of itemsOf(list.shown.rows)) {
      numbers.set(instance, [...(numbers.get(instance) ?? []), seq ?? pid ?? 0]);
    }
    return numbers;
  }

  /** What is shown at any moment has no number of a process above a higher one. */
  function expectNoStepBack(list: List): void {
    for (const [who, numbers] of numbersBy(list)) {
      if (who !== 'foreign') expect([who, numbers]).toEqual([who, numbers.toSorted((a, b) => b - a)]);
    }
  }

  function expectAll(list: List, stored: readonly StoredRecord[], isForeignKnown: boolean): void {
    expect(list.shown.rows).toHaveLength(stored.length);
    for (const [who, numbers] of numbersBy(list)) {
      if (who === 'foreign' && !isForeignKnown) continue;
      expect([who, numbers]).toEqual([who, Array.from(numbers, (_, at) => numbers.length - at)]);
    }
  }

  test('in a list that is polled, also across pages', () => {
    const rounds = fc.array(fc.record({ more: fc.nat(PAGE), isFollowing, older: fc.boolean() }), { maxLength: 12 });
    fc.assert(
      fc.property(calls, rounds, (made, polled) => {
        const all = store(made);
        let count = 1;
        let list = startList(answer(all.slice(0, count)));
        for (const round of polled) {
          count = Math.min(all.length, count + round.more);
          list = receiveNewest(list, answer(all.slice(0, count)), round.isFollowing);
          const { olderCursor } = list.shown;
          if (round.older && olderCursor !== null) list = appendOlder(list, answer(all.slice(0, count), olderCursor));
        }
        const stored = all.slice(0, count);
        expectAll(loadAll(list, stored), stored, true);
      }),
    );
  });

  test('under the tail, however far it is behind what the search finds', () => {
    const steps = fc.array(fc.record({ stored: fc.nat(9), told: fc.nat(9), isFollowing }), { maxLength: 12 });
    fc.assert(
      fc.property(calls, fc.nat(20), steps, fc.nat(12), (made, before, told, searchedAt) => {
        const all = store(made);
        let count = Math.min(before, all.length);
        let heard = count;
        let list: List = startList({ items: [], nextCursor: null });
        const search = (): void => {
          list = receiveFirst(list, answer(all.slice(0, count)));
          expectNoStepBack(list);
        };
        const tell = (until: number, follows: boolean): void => {
          list = receiveTail(list, all.slice(heard, until).map(itemRow), follows);
          heard = until;
          expectNoStepBack(list);
        };
        told.forEach((step, at) => {
          if (at === searchedAt) search();
          count = Math.min(all.length, count + step.stored);
          tell(Math.min(count, heard + step.told), step.isFollowing);
        });
        const isLate = searchedAt >= told.length;
        if (isLate) search();
        // Without numbers nobody can tell what the first page left out from what is new.
        const isForeignKnown = count <= PAGE;
        tell(count, true);
        const stored = all.slice(0, count);
        expectAll(loadAll(list, stored), stored, isForeignKnown);
      }),
    );
  });
});
