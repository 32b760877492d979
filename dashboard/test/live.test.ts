import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Completeness } from '@log-monitor/monitor-api';
import { problemCodeOfStatus, sentenceOfProblem } from '../src/api/request-problem.js';
import { REFRESH_MS, waitBeforeRefresh } from '../src/live/backoff.js';
import { connectionState, leastComplete } from '../src/live/connection-state.js';

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
