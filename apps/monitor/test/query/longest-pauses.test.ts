import { expect, it } from 'vitest';
import { QueryError } from '../../src/query/database/query-error.js';
import type { QueryPool, Question } from '../../src/query/database/query-pool.js';
import { LongestPauses } from '../../src/query/counts/longest-pauses.js';

const noon = Date.parse('2026-11-21T12:00:00Z');
const after = (minutes: number): Date => new Date(noon + minutes * 60_000);

/** Answers with one service's pause, or refuses. */
function poolOf() {
  const state = { refusal: undefined as QueryError | undefined, pauseMs: 1000, asked: [] as Question['cost'][] };
  const snapshot = (_read: unknown, { cost }: Question) => {
    state.asked.push(cost);
    return state.refusal
      ? Promise.reject(state.refusal)
      : Promise.resolve([{ service_id: 1, pause_ms: state.pauseMs }]);
  };
  return { state, longestPauses: new LongestPauses({ snapshot } as unknown as QueryPool) };
}

it('is read once in five minutes, and only the first time among the quick questions', async () => {
  const { state, longestPauses } = poolOf();
  await longestPauses.perService(after(0));
  await longestPauses.perService(after(4));
  state.pauseMs = 2000;
  expect(await longestPauses.perService(after(6))).toEqual(new Map([[1, 2000]]));
  expect(state.asked).toEqual(['light', 'heavy']);
});

it('is the former one while too many others ask', async () => {
  const { state, longestPauses } = poolOf();
  await longestPauses.perService(after(0));
  state.refusal = new QueryError('QUERY_OVERLOADED', 'too many');
  expect(await longestPauses.perService(after(10))).toEqual(new Map([[1, 1000]]));
  state.refusal = new QueryError('DATABASE_UNAVAILABLE', 'away');
  await expect(longestPauses.perService(after(10))).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
});
