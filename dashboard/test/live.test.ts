import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Completeness, type ErrorsAnswer, type StoredRecord } from '../src/api/answer.js';
import { problemCodeOfStatus, sentenceOfProblem } from '../src/api/request-problem.js';
import { REFRESH_MS, waitBeforeRefresh } from '../src/live/backoff.js';
import { connectionState, leastComplete } from '../src/live/connection-state.js';
import {
  MOST_SHOWN,
  appendOlder,
  canLoadOlder,
  receiveNewest,
  showWaiting,
  startFeed,
  waitingText,
} from '../src/live/error-feed.js';
import { newError } from './fixture-records.js';

const caughtUp: Completeness = { completeThrough: '2026-11-21T07:00:00.000Z', lag: { records: 0, seconds: 0 } };

describe('state of the connection', () => {
  const ok = { completeness: caughtUp, problem: undefined };
  const lagging = (records: number | null, seconds: number | null): typeof ok => ({
    ...ok,
    completeness: { ...caughtUp, lag: { records, seconds } },
  });

  test.each([
    ['before the first answer', undefined, false, 0, 'connecting'],
    ['caught up', ok, false, 1000, 'live'],
    ['a second in flight', lagging(200, 1.2), false, 1000, 'live'],
    ['a minute of lag', lagging(41_000, 60), false, 1000, 'behind'],
    ['lag unknown', lagging(null, 30), false, 1000, 'broker-unreachable'],
    ['an answer that does not come', ok, false, 9000, 'late'],
    ['paused', ok, true, 90_000, 'paused'],
    ['paused while behind', lagging(41_000, 60), true, 1000, 'paused'],
  ] as const)('%s', (_when, report, isPaused, age, kind) => {
    expect(connectionState(report, isPaused, age).kind).toBe(kind);
  });

  test('no answer at all wins over a pause, a missing token over everything', () => {
    const away = { completeness: undefined, problem: { code: 'unreachable' as const, message: 'No connection.' } };
    expect(connectionState(away, true, 0)).toEqual({ kind: 'monitor-unreachable', reason: 'No connection.' });
    const refused = { completeness: caughtUp, problem: { code: 'unauthorized' as const, message: '' } };
    expect(connectionState(refused, true, 0)).toEqual({ kind: 'unauthorized' });
  });

  test('one failed part does not take the page down', () => {
    const partly = { completeness: caughtUp, problem: { code: 'failed' as const, message: 'too slow' } };
    expect(connectionState(partly, false, 0).kind).toBe('live');
  });

  test('a page is as complete as its weakest part', () => {
    const older = { completeThrough: '2026-11-21T06:59:00.000Z', lag: { records: 9, seconds: 60 } };
    const unknown = { completeThrough: '2026-11-21T07:01:00.000Z', lag: { records: null, seconds: 0 } };
    expect(leastComplete([])).toBeUndefined();
    expect(leastComplete([caughtUp, older])).toBe(older);
    expect(leastComplete([older, caughtUp])).toBe(older);
    expect(leastComplete([caughtUp, unknown, older])).toBe(unknown);
  });
});

describe('waiting between refreshes', () => {
  test('while all is well a new error is seen within 5 s', () => {
    expect(waitBeforeRefresh(0, 0.7)).toBe(REFRESH_MS);
    expect(REFRESH_MS).toBeLessThan(4000);
  });

  test('after failures it grows, and stays below 10 s', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2000 }), fc.double({ min: 0, max: 1, noNaN: true }), (failures, random) => {
        const wait = waitBeforeRefresh(failures, random);
        expect(wait).toBeGreaterThanOrEqual(750);
        expect(wait).toBeLessThanOrEqual(10_000);
        expect(waitBeforeRefresh(failures + 1, random)).toBeGreaterThanOrEqual(wait);
      }),
    );
  });
});

describe('problems', () => {
  test.each([
    [{ title: 'Bad Request', detail: 'limit must be 1 to 1000', message: 'm' }, 'limit must be 1 to 1000'],
    [{ title: 'Bad Request', message: 'm' }, 'm'],
    [{ title: 'Bad Request' }, 'Bad Request'],
    [undefined, 'The server answered 502 without a reason.'],
    ['<html>', 'The server answered 502 without a reason.'],
    [{ detail: 7 }, 'The server answered 502 without a reason.'],
  ])('%j says %j', (body, sentence) => expect(sentenceOfProblem(body, 502)).toBe(sentence));

  test('statuses', () => {
    expect([401, 403, 429, 500, 503].map(problemCodeOfStatus)).toEqual([
      'unauthorized',
      'refused',
      'refused',
      'failed',
      'failed',
    ]);
  });
});

describe('feed of errors', () => {
  const record = (number: number): StoredRecord =>
    newError({ id: `id-${String(number).padStart(6, '0')}`, timestamp: new Date(1e12 + number).toISOString() });
  /** Errors `newest` down to `oldest`, with more behind them unless it is the first of all. */
  const page = (newest: number, oldest: number): ErrorsAnswer => ({
    ...caughtUp,
    errors: Array.from({ length: newest - oldest + 1 }, (_, at) => record(newest - at)),
    count: newest - oldest + 1,
    nextCursor: oldest > 0 ? `before-${oldest}` : null,
  });
  const numbers = (records: StoredRecord[]): number[] => records.map((one) => Number(one.id.slice(3)));

  test('a reader at the top sees new errors at once', () => {
    const feed = receiveNewest(startFeed(page(9, 0)), page(12, 3), true);
    expect(numbers(feed.shown)).toEqual(numbers(page(12, 3).errors));
    expect(feed.olderCursor).toBe('before-3');
  });

  test('while somebody reads, new errors wait and no row moves', () => {
    const feed = receiveNewest(receiveNewest(startFeed(page(9, 0)), page(10, 1), false), page(12, 3), false);
    expect(numbers(feed.shown)).toEqual(numbers(page(9, 0).errors));
    expect(waitingText(feed)).toBe('3 new errors');
    expect(numbers(showWaiting(feed).shown)).toEqual(numbers(page(12, 0).errors));
    expect(waitingText(showWaiting(feed))).toBeUndefined();
  });

  test('a late error goes to its place in time', () => {
    const withoutFive = { ...page(9, 0), errors: page(9, 0).errors.filter((one) => one.id !== record(5).id) };
    const feed = receiveNewest(appendOlder(startFeed(withoutFive), { ...page(0, 0), errors: [] }), page(9, 0), true);
    expect(numbers(feed.shown)).toEqual(numbers(page(9, 0).errors));
  });

  test('more new errors than a page holds: the number is a lower bound and the list starts again', () => {
    const feed = receiveNewest(startFeed(page(9, 1)), page(500, 401), false);
    expect(waitingText(feed)).toBe('more than 100 new errors');
    const later = receiveNewest(feed, page(510, 411), false);
    expect(waitingText(later)).toBe('more than 110 new errors');
    expect(numbers(showWaiting(later).shown)).toEqual(numbers(page(510, 411).errors));
    expect(showWaiting(later).olderCursor).toBe('before-411');
  });

  test('older pages go to the end and stay when new errors come', () => {
    const feed = appendOlder(startFeed(page(30, 21)), page(20, 11));
    expect(numbers(feed.shown)).toEqual(numbers(page(30, 11).errors));
    const next = receiveNewest(feed, page(32, 23), true);
    expect(numbers(next.shown)).toEqual(numbers(page(32, 11).errors));
    expect(next.olderCursor).toBe('before-11');
  });

  test('the list has an end', () => {
    const feed = startFeed(page(MOST_SHOWN, 1));
    expect(canLoadOlder(feed)).toBe(false);
    expect(canLoadOlder(startFeed(page(9, 0)))).toBe(false);
    expect(canLoadOlder(startFeed(page(9, 1)))).toBe(true);
    const older = appendOlder(feed, { ...page(0, 0), errors: [] });
    expect(numbers(receiveNewest(older, page(MOST_SHOWN + 5, MOST_SHOWN - 4), true).shown)).toHaveLength(10);
  });

  test('whatever arrives in whatever steps, once shown it is the newest errors without hole or repeat', () => {
    const steps = fc.array(fc.record({ more: fc.nat(15), isFollowing: fc.boolean() }), { maxLength: 20 });
    fc.assert(
      fc.property(steps, (arrivals) => {
        let newest = 20;
        let feed = startFeed(page(newest, newest - 9));
        for (const { more, isFollowing } of arrivals) {
          newest += more;
          feed = receiveNewest(feed, page(newest, newest - 9), isFollowing);
        }
        const shown = numbers(showWaiting(feed).shown);
        expect(shown).toEqual(Array.from(shown, (_, at) => newest - at));
      }),
    );
  });
});
