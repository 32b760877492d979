import { randomUUID } from 'node:crypto';
import type { SilenceInput } from '@log-monitor/monitor-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Incidents } from '../../../src/alerts/silence/incidents.js';
import { Silences } from '../../../src/alerts/silence/silences.js';
import { alertEvent } from '../../parts/alert-events.js';
import { TestStore } from '../../parts/test-store.js';

const HOUR_MS = 3_600_000;
let store: TestStore;
beforeAll(async () => {
  store = await TestStore.create();
});
afterAll(() => store.close());

const at = (hours: number): string => new Date(Date.now() + hours * HOUR_MS).toISOString();
const silence = (from: number, to: number): SilenceInput => ({
  ...{ kind: 'mute', matcher: { key: 'shop' }, comment: '', startsAt: at(from), endsAt: at(to) },
});

const current = (silences: Silences): Promise<readonly object[]> =>
  store.pool.transaction(async (client) => (await silences.current(client)).silences);

describe('a silence that is ended early', () => {
  it('keeps nothing back any more, and stays to be seen as one that is over', async () => {
    const silences = new Silences(store.pool);
    const { id } = await silences.add(silence(-1, 1), 'robert');
    expect(await current(silences)).toHaveLength(1);
    expect(await silences.end(id)).toBe(true);
    expect(await current(silences)).toEqual([]);
    const [listed] = await silences.list();
    expect(listed?.id).toBe(id);
    expect(Date.parse(listed?.endsAt ?? '')).toBeLessThanOrEqual(Date.now() + 1000);
    // It is over: there is nothing to end.
    expect(await silences.end(id)).toBe(false);
  });

  it('is gone when it had not begun', async () => {
    const silences = new Silences(store.pool);
    const { id } = await silences.add(silence(1, 2), 'robert');
    expect(await silences.end(id)).toBe(true);
    expect((await silences.list()).map((one) => one.id)).not.toContain(id);
    expect(await silences.end(randomUUID())).toBe(false);
  });
});

it('an alert that is snoozed is told of again when it is woken, once', async () => {
  const incidents = new Incidents(store.pool);
  const event = alertEvent({ key: 'booking' });
  await store.rows(
    `INSERT INTO alert_incident (id, rule_id, key, event, fired_at) VALUES ($1, 'x', 'booking', $2, now())`,
    [event.id, JSON.stringify(event)],
  );
  await incidents.snooze(event.id, 60);
  const snoozed = async (): Promise<unknown> => (await incidents.list({ open: true, limit: 1 }))[0]?.snoozedUntil;
  expect(await snoozed()).not.toBeNull();
  expect(await incidents.wake(event.id)).toBe(true);
  expect(await snoozed()).toBeNull();
  expect(await incidents.wake(event.id)).toBe(false);
});
