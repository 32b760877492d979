import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { Turns } from '../../src/time/turns.js';

it('begins work only when what was begun before has ended, failed or not, and gives each its own result', async () => {
  const turns = new Turns();
  const steps: string[] = [];
  const work = (name: string, failure?: Error) => async (): Promise<string> => {
    steps.push(`${name} begins`);
    await nextTurn();
    steps.push(`${name} ends`);
    if (failure !== undefined) throw failure;
    return name;
  };

  const results = await Promise.allSettled([
    turns.take(work('a')),
    turns.take(work('b', new Error('no'))),
    turns.take(work('c')),
  ]);

  expect(steps).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
  expect(results).toEqual([
    { status: 'fulfilled', value: 'a' },
    { status: 'rejected', reason: new Error('no') },
    { status: 'fulfilled', value: 'c' },
  ]);
});
