import { AccessTally } from '@log-monitor/access-statistics';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { DayWindows } from '../../src/store/access/day-windows.js';
import { writeSlots } from '../../src/store/access/write-slots.js';
import { request } from '../parts/access-lines.js';
import { TestStore } from '../parts/test-store.js';

const DAY = Date.UTC(2026, 10, 20);
const SLOT = 600_000;
const HOUR = 3_600_000;
/** More than a window of ten minutes keeps. */
const RARE = 2_500;

let store: TestStore;
let days: DayWindows;
let begin: number;

beforeAll(async () => {
  store = await TestStore.create();
});
afterAll(() => store.close());
beforeEach(async () => {
  await store.rows('TRUNCATE access_window, access_window_day');
  days = new DayWindows();
  begin = DAY;
});

/** Ten minutes: `/once` has a request, and so have thousands of others, which take longer. */
function slot(index: number): AccessTally {
  const tally = new AccessTally();
  const time = begin + index * SLOT;
  for (let n = 0; n < RARE; n += 1) tally.add(1, time, request({ urlPath: `/${index}/${n}`, durationMs: 30 }));
  tally.add(1, time, request({ urlPath: '/once', durationMs: 20 }));
  return tally;
}

/** Writes the slots in one transaction. @param now milliseconds since 1970 */
async function write(indexes: readonly number[], now: number, by = days): Promise<void> {
  const slots = indexes.map((index) => {
    return { start: (begin + index * SLOT) / 1000, id: undefined, changedAt: 0, tally: slot(index) };
  });
  await store.pool.transaction((client) => writeSlots(client, slots, by, now));
}

async function inDay(): Promise<{ once: number; all: number }> {
  const [row] = await store.rows<{ once: number; all: number }>(
    `SELECT coalesce(sum(requests) FILTER (WHERE value = '/once'), 0)::int AS once, sum(requests)::int AS all
       FROM access_window WHERE facet = 6 AND width = 86400 AND start = $1`,
    [new Date(begin)],
  );
  return row ?? { once: 0, all: 0 };
}

it('has every request to a URL that each ten minutes have cut', async () => {
  await write([0, 1], DAY + HOUR);
  for (const index of [2, 3, 4, 5]) await write([index], DAY + HOUR);
  const perSlot = await store.value(
    `SELECT count(*)::int FROM access_window WHERE facet = 6 AND width = 600 AND value = '/once'`,
  );
  // Only what stood out in the day so far is kept in ten minutes.
  expect(perSlot).toBeLessThan(6);
  expect(await inDay()).toEqual({ once: 6, all: 6 * (RARE + 1) });
});

it('goes on after a restart with what the windows have', async () => {
  await write([0, 1, 2], DAY + HOUR);
  days = new DayWindows();
  await write([3, 4], DAY + HOUR);
  expect(await inDay()).toEqual({ once: 5, all: 5 * (RARE + 1) });
});

it('reads the windows again when another monitor has written them', async () => {
  const other = new DayWindows();
  await write([0, 1], DAY + HOUR);
  await write([2], DAY + HOUR, other);
  await write([3], DAY + HOUR);
  expect(await inDay()).toEqual({ once: 4, all: 4 * (RARE + 1) });
});

it('adds to the windows of days that it does not know any more', async () => {
  await write([0, 1], DAY + HOUR);
  days = new DayWindows();
  await write([2, 3], DAY + 3 * 24 * HOUR);
  const { once, all } = await inDay();
  expect(all).toBe(4 * (RARE + 1));
  expect(once).toBeGreaterThanOrEqual(2);
});

it('knows the latest days', async () => {
  for (const day of [0, 1, 2, 0, 1, 2]) {
    begin = DAY + day * 24 * HOUR;
    await write([0, 1], begin + 400 * 24 * HOUR);
    expect((await inDay()).all % (RARE + 1)).toBe(0);
  }
  for (const day of [0, 1, 2]) {
    begin = DAY + day * 24 * HOUR;
    expect((await inDay()).all).toBe(4 * (RARE + 1));
  }
});
