import { afterAll, beforeAll, expect, it } from 'vitest';
import { ProgressStore } from '../../src/store/progress/progress-store.js';
import { TestStore } from '../parts/test-store.js';

let store: TestStore;

beforeAll(async () => {
  store = await TestStore.create();
});
afterAll(() => store.close());

it('does not wait for what was in topics that are gone or no longer read', async () => {
  const progress = new ProgressStore(store.pool);
  const completeThrough = async (): Promise<number | undefined> =>
    ((await store.value('SELECT complete_through FROM ingest_progress')) as Date | null)?.getTime();
  const began = progress.now() - 10_000;
  await progress.note(began, { logs: { 0: 0 }, web: { 0: 5 } });
  expect(await completeThrough()).toBeUndefined();
  await progress.note(began + 1000, { logs: { 0: 0 } });
  expect(await completeThrough()).toBe(began + 1000);
});
