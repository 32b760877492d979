import { randomUUID } from 'node:crypto';
import { waitFor } from '@log-monitor/tools';
import { describe, expect, it, vi } from 'vitest';
import { Repeated } from '../../../src/time/repeated.js';
import { keyed, settled, SOON, useDelivery } from '../../parts/use-delivery.js';

const parts = useDelivery();

describe('an event', () => {
  it('is sent at once when it is committed, and not when it is rolled back', async () => {
    const delivery = parts.monitor();
    // Only the notice of a commit sets it going: nobody looks by himself.
    vi.spyOn(Repeated.prototype, 'startLater').mockReturnValueOnce();
    delivery.start();
    await parts.store.pool
      .transaction(async (client) => {
        await delivery.outbox.put(client, [{ event: keyed('never'), channels: 'all' }]);
        throw new Error('undecided');
      })
      .catch(() => undefined);
    const latencies: number[] = [];
    for (let index = 0; index < 10; index += 1) {
      const before = Date.now();
      await delivery.put(keyed(`k${index}`));
      await waitFor(() => parts.told().includes(`k${index}`), { ...SOON, what: 'the post' });
      latencies.push(Date.now() - before);
    }
    expect(parts.told()).toHaveLength(10);
    expect(Math.max(...latencies)).toBeLessThan(3000);
    await settled(delivery);
    const { notifications } = await delivery.list.notifications({
      channels: undefined,
      states: undefined,
      cursor: undefined,
      limit: 1,
    });
    expect(notifications).toMatchObject([
      { state: 'delivered', channel: 'webhook', key: 'k9', attempts: [{ number: 1, outcome: 'delivered' }] },
    ]);
  });

  it('that is put in twice is told once', async () => {
    const delivery = parts.monitor();
    const event = keyed('once');
    await delivery.put(event);
    await delivery.put(event);
    delivery.start();
    await settled(delivery);
    expect(parts.told()).toEqual(['once']);
  });

  it('goes in one message with all that was decided in the same moment', async () => {
    const delivery = parts.monitor();
    delivery.start();
    await delivery.put(...Array.from({ length: 60 }, (_, index) => keyed(`k${index}`)));
    await settled(delivery);
    expect(parts.sink.received).toHaveLength(1);
    expect(JSON.parse(parts.sink.received[0]?.body ?? '')).toMatchObject({ unlisted: 40, suppressed: 0 });
  });
});

it('tests a channel past everything that waits, and says what the receiver says', async () => {
  const delivery = parts.monitor();
  expect(await delivery.test.run('webhook', 'me')).toEqual({
    delivered: true,
    detail: `127.0.0.1:${parts.sink.port} answered 200`,
  });
  parts.sink.answer = () => ({ status: 404 });
  expect(await delivery.test.run('webhook', 'me')).toEqual({
    delivered: false,
    detail: `127.0.0.1:${parts.sink.port} answered 404: there is no such webhook any more; check its address`,
  });
  expect(await delivery.test.run('fax', 'me')).toBeUndefined();
  expect(await delivery.states()).toEqual(['delivered webhook ', 'failed webhook ']);
  expect(parts.sink.received[0]?.body).toContain('asked for by me');
});

it('tells Prometheus of attempts, failures in a row and what waits', async () => {
  const delivery = parts.monitor();
  parts.sink.answer = () => ({ status: 500 });
  delivery.start();
  await delivery.put(keyed('k'));
  await waitFor(async () => (await delivery.list.channelStates())[0]?.failures === 1, { ...SOON, what: 'the failure' });
  const metrics = async (): Promise<string[]> =>
    (await delivery.registry.metrics()).split('\n').filter((each) => each.startsWith('log_monitor_alert_'));
  await waitFor(
    async () => (await metrics()).includes('log_monitor_alert_attempts_total{channel="webhook",outcome="retry"} 1'),
    {
      ...SOON,
      what: 'the attempt',
    },
  );
  expect(await metrics()).toEqual(
    expect.arrayContaining([
      'log_monitor_alert_channel_failures{channel="webhook"} 1',
      'log_monitor_alert_channel_waiting{channel="webhook"} 1',
    ]),
  );
  parts.sink.answer = () => ({ status: 200 });
  await delivery.hurry();
  await settled(delivery);
  await waitFor(
    async () => (await metrics()).includes('log_monitor_alert_delivery_seconds_count{channel="webhook"} 1'),
    { ...SOON, what: 'the delivery' },
  );
  expect(await metrics()).toContain('log_monitor_alert_channel_failures{channel="webhook"} 0');
});

it('keeps what fires as an incident until it is resolved', async () => {
  const delivery = parts.monitor();
  const event = keyed('k', { id: randomUUID() });
  await delivery.put(event, keyed('k'));
  expect(await parts.store.rows('SELECT id, resolved_at FROM alert_incident')).toEqual([
    { id: event.id, resolved_at: null },
  ]);
  await delivery.put(keyed('k', { transition: 'resolved', at: '2026-11-28T04:00:00.000Z' }));
  expect(await parts.store.rows('SELECT resolved_at FROM alert_incident')).toEqual([
    { resolved_at: new Date('2026-11-28T04:00:00.000Z') },
  ]);
});
