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
        let list = appendOlder(EMPTY, page(0, 0));
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

  test('what the search brings too is shown once, where the tail had put it', () => {
    const list = receiveTail(EMPTY, rows(2, 3), true);
    expect(shownBy(appendOlder(list, page(3, 1)))).toEqual([3, 2, 1]);
  });

  test('what waits above what the search brings is not lost', () => {
    const list = appendOlder(receiveTail(EMPTY, rows(2, 3), false), page(3, 1));
    expect([shownBy(list), list.waitingCount]).toEqual([[1], 2]);
    expect(shownBy(showWaiting(list))).toEqual([3, 2, 1]);
  });

  test('notes are not counted as new records', () => {
    const note = { kind: 'note', key: 'n1', note: { kind: 'lost', at: 0 } } as const;
    const list = receiveTail(EMPTY, [note, ...rows(1)], false);
    expect([list.waitingCount, list.newest.rows.length]).toEqual([1, 2]);
  });
});
