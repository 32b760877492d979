import { expect, it } from 'vitest';
import { fingerprintOf } from '../src/index.js';

const stack = (line: number, root: string): string =>
  `TypeError: no city\n    at cityOf (${root}/profile.js:${line}:7)\n    at async show (${root}/show.js:9:3)\n    at node:internal/process/task_queues:95:5`;

it('is the same after a deploy that moved lines and folders', () => {
  const before = fingerprintOf({
    message: 'm 1',
    error: { type: 'TypeError', message: 'no city', stack: stack(3, '/app') },
  });
  const after = fingerprintOf({
    message: 'm 2',
    error: { type: 'TypeError', message: 'no city', stack: stack(44, '/srv/release-17') },
  });
  expect(after).toEqual(before);
  expect(after.culprit).toBe('cityOf (profile)');
});

it('differs for another type, another function, another statement', () => {
  const keys = [
    fingerprintOf({ message: 'user 17 is gone' }),
    fingerprintOf({ message: 'order 17 is gone' }),
    fingerprintOf({ message: 'x', error: { type: 'TypeError', message: 'no city', stack: stack(3, '/app') } }),
    fingerprintOf({ message: 'x', error: { type: 'RangeError', message: 'no city', stack: stack(3, '/app') } }),
  ].map(({ hash }) => hash);
  expect(new Set(keys).size).toBe(4);
  expect(fingerprintOf({ message: 'user 4 is gone' }).hash).toBe(keys[0]);
});
