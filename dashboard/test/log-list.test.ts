import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { foundHistogram } from '../src/live/found-histogram.js';
import {
  type LogList,
  MOST_ROWS,
  NO_ROWS,
  appendFound,
  receiveTail,
  recordRow,
  recordsOf,
  showWaitingRows,
} from '../src/live/log-list.js';
import { LEVELS, parseLogScope, toggleLevel } from '../src/navigation/log-scope.js';
import { formatRoute, parseRoute } from '../src/navigation/route.js';
import { newError } from './fixture-records.js';

const record = (id: string, timestamp = '2026-11-21T10:00:00.000Z'): ReturnType<typeof newError> =>
  newError({ id, timestamp, level: 'INFO' });
const idsOf = (list: LogList): string[] => recordsOf(list.rows).map(({ id }) => id);

describe('rows of the Logs page', () => {
  test('whatever comes in whatever pieces: newest first, each once, the newest that fit', () => {
    const pieces = fc.array(fc.tuple(fc.integer({ min: 0, max: 400 }), fc.boolean()), { maxLength: 12 });
    fc.assert(
      fc.property(pieces, (batches) => {
        let list = appendFound(NO_ROWS, [record('found')]);
        let next = 0;
        for (const [size, isFollowing] of batches) {
          // The last one of the piece before comes again.
          const from = Math.max(0, next - 1);
          const ids = Array.from({ length: size + next - from }, (_, at) => `r${from + at}`);
          list = receiveTail(
            list,
            ids.map((id) => recordRow(record(id))),
            isFollowing,
          );
          next += size;
        }
        list = showWaitingRows(list);
        const all = ['found', ...Array.from({ length: next }, (_, at) => `r${at}`)].reverse();
        expect(idsOf(list)).toEqual(all.slice(0, MOST_ROWS));
        expect(list.isCut).toBe(all.length > MOST_ROWS);
      }),
      { numRuns: 40 },
    );
  });

  test('what the search brings too is shown once, where the tail had put it', () => {
    const list = receiveTail(NO_ROWS, [recordRow(record('b')), recordRow(record('c'))], true);
    expect(idsOf(appendFound(list, [record('c'), record('b'), record('a')]))).toEqual(['c', 'b', 'a']);
  });

  test('notes are not counted as new records', () => {
    const note = { kind: 'note', key: 'n1', note: { kind: 'lost', at: 0 } } as const;
    const list = receiveTail(NO_ROWS, [note, recordRow(record('a'))], false);
    expect([list.waitingCount, list.waiting.length]).toEqual([1, 2]);
  });
});

describe('counting what was found', () => {
  test('every record is in one bar, whatever its time', () => {
    const times = fc.array(fc.date({ min: new Date(0), max: new Date('2099-01-01'), noInvalidDate: true }));
    fc.assert(
      fc.property(times, (dates) => {
        const records = dates.map((date, at) => record(`r${at}`, date.toISOString()));
        const { buckets } = foundHistogram(records, Date.parse('2026-11-21T10:00:00Z'), undefined);
        expect(buckets.reduce((sum, { counts }) => sum + (counts['INFO'] ?? 0), 0)).toBe(records.length);
      }),
    );
  });
});

describe('addresses of the Logs page', () => {
  test('any scope survives the address bar', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 60 });
    const scopes = fc.record({
      range: fc.constantFrom('15m' as const, '7d' as const),
      levels: fc.subarray([...LEVELS]).map((levels) => levels.join(',')),
      service: text,
      host: text,
      logger: text,
      search: text,
      requestId: text,
      userId: text,
      traceId: text,
      attribute: text,
      follow: fc.constantFrom('' as const, 'tail' as const),
    });
    const ids = fc.option(fc.string({ minLength: 1 }), { nil: undefined });
    fc.assert(
      fc.property(scopes, ids, (scope, id) => {
        const route = { page: 'logs' as const, scope, ...(id === undefined ? {} : { id }) };
        expect(parseRoute(formatRoute(route))).toEqual(route);
      }),
    );
  });

  test('levels: in their order, unknown ones left out', () => {
    expect(parseLogScope(new URLSearchParams('levels=ERROR,NOISE,DEBUG')).levels).toBe('DEBUG,ERROR');
    expect(toggleLevel('DEBUG,ERROR', 'INFO')).toBe('DEBUG,INFO,ERROR');
    expect(toggleLevel('DEBUG', 'DEBUG')).toBe('');
  });
});
