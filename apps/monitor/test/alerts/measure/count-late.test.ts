import { afterAll, beforeAll, expect, it } from 'vitest';
import { countLate } from '../../../src/alerts/measure/count-late.js';
import { reading } from '../../../src/alerts/measure/reading.js';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../src/time/durations.js';
import { TestEvaluation } from '../../parts/test-evaluation.js';
import { TestStore } from '../../parts/test-store.js';

const NOW = Math.floor(Date.now() / HOUR_MS) * HOUR_MS + 5 * MINUTE_MS;

let store: TestStore;
beforeAll(async () => {
  store = await TestStore.create();
});
afterAll(() => store.close());

const countedAt = (at: number): Promise<void> => store.pool.transaction((client) => countLate(reading(client), at));
const late = () => store.rows<{ hour: Date; count: string }>('SELECT hour, count FROM alert_late ORDER BY hour');

it('finds records that are days and weeks late within 29 hours, each once, and of no hour that nobody evaluated', async () => {
  const evaluation = new TestEvaluation(store);
  const hours = [2 * HOUR_MS, 5 * DAY_MS, 28 * DAY_MS].map((ago) => Math.floor((NOW - ago) / HOUR_MS) * HOUR_MS);
  for (const hour of hours) {
    await store.rows(
      `INSERT INTO alert_minute (minute, cells)
       SELECT m, '\\x01' FROM generate_series($1::timestamptz, $1::timestamptz + interval '59 minutes', interval '1 minute') m`,
      [new Date(hour)],
    );
  }
  const never = Math.floor((NOW - 3 * DAY_MS) / HOUR_MS) * HOUR_MS;
  const cell = { service: 'shop', level: 4, count: 70 };
  await evaluation.count([...hours, never].map((hour) => ({ ...cell, minute: hour + 7 * MINUTE_MS })));
  await countedAt(NOW + MINUTE_MS);
  expect(await late()).toEqual([]);
  await countedAt(NOW);
  expect(await late()).toContainEqual({ hour: new Date(hours[0] ?? 0), count: '70' });
  for (let hour = 1; hour <= 29; hour += 1) await countedAt(NOW + hour * HOUR_MS);
  expect(await late()).toEqual(hours.toReversed().map((hour) => ({ hour: new Date(hour), count: '70' })));
});
