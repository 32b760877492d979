import { expect, it } from 'vitest';
import { waitFor } from '../src/testing/wait-for.js';

it('returns what the condition gave, also 0 and an empty text', async () => {
  let calls = 0;
  expect(await waitFor(() => (++calls < 3 ? undefined : 0), { timeoutMs: 5_000, what: 'zero', intervalMs: 1 })).toBe(0);
  expect(await waitFor(async () => '', { timeoutMs: 10, what: 'nothing' })).toBe('');
});

it('says what it waited for, and why the condition did not hold', async () => {
  const failing = (): never => {
    throw new Error('connection refused');
  };
  await expect(waitFor(failing, { timeoutMs: 5, what: 'the broker', intervalMs: 1 })).rejects.toMatchObject({
    code: 'TIMED_OUT',
    message: expect.stringMatching(/the broker.*connection refused/) as string,
  });
});
