import { randomUUID } from 'node:crypto';
import { waitFor } from '@log-monitor/tools';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AlertEvent } from '../../../src/alerts/event/alert-event.js';
import { readSmtpUrl } from '../../../src/configuration/alert-variables.js';
import { alertEvent } from '../../parts/alert-events.js';
import { HttpSink, type Received } from '../../parts/http-sink.js';
import { SmtpSink } from '../../parts/smtp-sink.js';
import { TestDelivery } from '../../parts/test-delivery.js';
import { TestStore } from '../../parts/test-store.js';

const SOON = { timeoutMs: 15_000 };
let store: TestStore;
let sink: HttpSink;
let monitors: TestDelivery[];

beforeEach(async () => {
  store = await TestStore.create();
  sink = await new HttpSink().listen();
  monitors = [];
});

afterEach(async () => {
  for (const monitor of monitors) await monitor.stop();
  await sink.close();
  await store.close();
});

function monitor(alerts: ConstructorParameters<typeof TestDelivery>[1] = {}): TestDelivery {
  const made = new TestDelivery(store, { webhook: { url: sink.url, secret: undefined }, ...alerts });
  monitors.push(made);
  return made;
}

const keyed = (key: string, over: Partial<AlertEvent> = {}): AlertEvent =>
  alertEvent({ key, severity: 'warning', ...over });

/** Events that the sink has accepted, each message once however often it came. */
function told(received: readonly Received[] = sink.accepted): string[] {
  const messages = new Map<string, { events: { key: string }[] }>();
  for (const { body } of received) {
    const read = JSON.parse(body) as { key: string; events: { key: string }[] };
    messages.set(read.key, read);
  }
  return [...messages.values()].flatMap(({ events }) => events.map(({ key }) => key));
}

async function settled(delivery: TestDelivery): Promise<void> {
  await waitFor(async () => (await delivery.states()).every((state) => !state.startsWith('waiting')), {
    ...SOON,
    what: 'delivery',
  });
}

describe('an event', () => {
  it('is sent at once when it is committed, and not when it is rolled back', async () => {
    const delivery = monitor();
    delivery.start();
    await store.pool
      .transaction(async (client) => {
        await delivery.outbox.put(client, [{ event: keyed('never'), channels: 'all' }]);
        throw new Error('undecided');
      })
      .catch(() => undefined);
    const latencies: number[] = [];
    for (let index = 0; index < 20; index += 1) {
      const before = Date.now();
      await delivery.put(keyed(`k${index}`));
      await waitFor(() => told().includes(`k${index}`), { ...SOON, what: 'the post' });
      latencies.push(Date.now() - before);
    }
    expect(told()).toHaveLength(20);
    expect(Math.max(...latencies)).toBeLessThan(3000);
    await settled(delivery);
    const { notifications } = await delivery.list.notifications({
      channels: undefined,
      states: undefined,
      cursor: undefined,
      limit: 1,
    });
    expect(notifications).toMatchObject([
      { state: 'delivered', channel: 'webhook', key: 'k19', attempts: [{ number: 1, outcome: 'delivered' }] },
    ]);
  });

  it('that is put in twice is told once', async () => {
    const delivery = monitor();
    const event = keyed('once');
    await delivery.put(event);
    await delivery.put(event);
    delivery.start();
    await settled(delivery);
    expect(told()).toEqual(['once']);
  });

  it('goes in one message with all that was decided in the same moment', async () => {
    const delivery = monitor();
    delivery.start();
    await delivery.put(...Array.from({ length: 60 }, (_, index) => keyed(`k${index}`)));
    await settled(delivery);
    expect(sink.received).toHaveLength(1);
    expect(JSON.parse(sink.received[0]?.body ?? '')).toMatchObject({ unlisted: 40, suppressed: 0 });
  });
});

describe('a receiver that fails', () => {
  it.each([
    ['answers 500', () => ({ status: 500 })],
    ['closes the connection', () => 'close' as const],
    ['refuses with 429', () => ({ status: 429, headers: { 'retry-after': '1' } })],
  ])('and %s loses nothing, and is not flooded when it is back', async (_, answer) => {
    const delivery = monitor();
    sink.answer = answer;
    delivery.start();
    await delivery.put(keyed('first'));
    await waitFor(() => sink.received.length >= 1, { ...SOON, what: 'an attempt' });
    for (let index = 0; index < 50; index += 1) await delivery.put(keyed(`later-${index}`));
    // While it waits, what is new makes no attempt.
    expect(sink.received.length).toBeLessThanOrEqual(3);
    const [channel] = await delivery.list.channelStates();
    expect(channel).toMatchObject({ name: 'webhook', state: 'failing', waiting: 51 });
    sink.answer = () => ({ status: 200 });
    await delivery.hurry();
    await settled(delivery);
    // One for the first, with the key that it had before; one for all that came since.
    const keys = sink.accepted.map(({ headers }) => headers['idempotency-key']);
    expect(keys).toHaveLength(2);
    expect(sink.received.map(({ headers }) => headers['idempotency-key'])).toContain(keys[0]);
    expect(new Set((await delivery.states()).map((state) => state.split(' ')[0]))).toEqual(new Set(['delivered']));
    expect(await delivery.list.channelStates()).toMatchObject([{ state: 'working', failures: 0, waiting: 0 }]);
  });

  it('waits as long as it is asked to', async () => {
    const delivery = monitor();
    sink.answer = () => ({ status: 429, headers: { 'retry-after': '600' } });
    delivery.start();
    await delivery.put(keyed('k'));
    await waitFor(async () => (await delivery.list.channelStates())[0]?.state === 'failing', {
      ...SOON,
      what: 'the failure',
    });
    const next = Date.parse((await delivery.list.channelStates())[0]?.nextAttemptAt ?? '');
    expect(next - Date.now()).toBeGreaterThan(590_000);
  });

  it('for as long as it likes, and the others hear of it at the first failure', async () => {
    const other = await new HttpSink().listen();
    const delivery = monitor({ slack: { kind: 'webhook', url: other.url } });
    other.answer = () => ({ status: 429, headers: { 'retry-after': '600' } });
    delivery.start();
    await delivery.put(keyed('k'));
    await waitFor(() => told().includes('slack'), { ...SOON, what: 'word of the failure' });
    expect(other.received).toHaveLength(1);
    await other.close();
  });

  it('is said by the other channels, once', async () => {
    const mails = await new SmtpSink().listen();
    const smtp = readSmtpUrl(`smtp://127.0.0.1:${mails.port}`);
    if (smtp === undefined) throw new Error('the address is wrong');
    await mails.close();
    const delivery = monitor({ email: { smtp, from: 'a@example.com', to: ['b@example.com'] } });
    delivery.start();
    await delivery.put(keyed('k'));
    await waitFor(() => told().includes('email'), {
      ...SOON,
      what: 'word of the failure',
      intervalMs: 200,
    });
    const failures = async (): Promise<number> => {
      await delivery.hurry();
      return (await delivery.list.channelStates())[0]?.failures ?? 0;
    };
    await waitFor(async () => (await failures()) >= 6, { ...SOON, what: 'more failures', intervalMs: 200 });
    await delivery.put(keyed('after'));
    await waitFor(() => told().includes('after'), { ...SOON, what: 'what came after' });
    const said = sink.accepted.map(({ body }) => body).join('\n');
    expect(said).toMatch(/The channel email has not delivered since [^"]*: 127\.0\.0\.1:\d+: nothing listens there\./);
    expect(said.match(/has not delivered since/g)).toHaveLength(1);
  });

  it('and refuses a message for good is not asked again, and the others hear of it', async () => {
    const other = await new HttpSink().listen();
    const delivery = monitor({ slack: { kind: 'webhook', url: other.url } });
    other.answer = () => ({ status: 400, body: 'invalid_blocks' });
    delivery.start();
    await delivery.put(keyed('k'));
    await waitFor(() => told().includes('slack'), { ...SOON, what: 'word of the refusal' });
    await settled(delivery);
    expect(other.received).toHaveLength(1);
    expect(await delivery.states()).toEqual(
      expect.arrayContaining(['failed slack k', 'delivered webhook k', 'delivered webhook slack']),
    );
    const openOnSlack = `SELECT FROM alert_incident WHERE rule_id = 'delivery' AND key = 'slack' AND resolved_at IS NULL`;
    expect(await store.rows(openOnSlack)).toHaveLength(1);
    // What it takes again ends what was said of it.
    other.answer = () => ({ status: 200, body: 'ok' });
    await delivery.put(keyed('next'));
    await settled(delivery);
    expect(await store.rows(openOnSlack)).toHaveLength(0);
    await other.close();
  });
});

it('two channels that refuse everything do not tell each other of it for ever', async () => {
  const other = await new HttpSink().listen();
  const delivery = monitor({ slack: { kind: 'webhook', url: other.url } });
  other.answer = () => ({ status: 400, body: 'invalid_blocks' });
  sink.answer = () => ({ status: 400 });
  delivery.start();
  await delivery.put(keyed('k'));
  await waitFor(async () => (await delivery.states()).length >= 4, { ...SOON, what: 'word of both refusals' });
  await settled(delivery);
  // One more event shows that nothing was still on its way.
  await delivery.put(keyed('last'));
  await waitFor(async () => (await delivery.states()).includes('failed webhook last'), { ...SOON, what: 'the last' });
  await settled(delivery);
  expect((await delivery.states()).length).toBeLessThanOrEqual(8);
  await other.close();
});

describe('a monitor that ends', () => {
  it.each(['before it sends', 'while it sends', 'after it was accepted'])(
    '%s loses nothing and tells nothing new twice',
    async (phase) => {
      const delivery = monitor();
      await delivery.put(keyed('k'));
      const [channel] = delivery.channels.all;
      if (channel === undefined) throw new Error('there is no channel');
      await delivery.claims.due(delivery.channels.names);
      const claimed = await delivery.claims.claim(channel);
      if (claimed === undefined || claimed === 'kept') throw new Error('nothing is due');
      if (phase === 'while it sends') sink.answer = () => 'close';
      if (phase !== 'before it sends') await channel.send(claimed.outgoing);
      sink.answer = () => ({ status: 200 });
      // Nobody else sends while its lease lasts, and nothing is lost when that is over.
      expect(await monitor().claims.claim(channel)).toBeUndefined();
      await store.rows(`UPDATE alert_channel SET claimed_until = clock_timestamp()`);
      const successor = monitor();
      successor.start();
      await settled(successor);
      expect(told()).toEqual(['k']);
      expect(new Set(sink.received.map(({ headers }) => headers['idempotency-key'])).size).toBe(1);
      const attempts = await store.rows(`SELECT outcome, detail FROM alert_attempt ORDER BY number`);
      expect(attempts).toMatchObject([
        { outcome: 'retry', detail: 'the monitor ended before the answer came' },
        { outcome: 'delivered' },
      ]);
    },
  );

  it('beside others that send too: each event goes once', async () => {
    const all = [monitor(), monitor(), monitor()];
    for (const each of all) each.start();
    sink.answer = () => ({ status: 200, afterMs: 20 });
    for (let index = 0; index < 30; index += 1) await all[index % 3]?.put(keyed(`k${index}`));
    await settled(all[0] as TestDelivery);
    const rows = await store.rows(
      `SELECT event->>'key' AS key FROM alert_message, jsonb_array_elements(content->'events') event`,
    );
    expect(rows.map(({ key }) => key as string).sort()).toEqual(
      Array.from({ length: 30 }, (_, index) => `k${index}`).sort(),
    );
    expect(new Set(sink.received.map(({ headers }) => headers['idempotency-key'])).size).toBe(sink.received.length);
  });
});

describe('what people have set', () => {
  it('caps the messages of an hour: the last one lists some and counts the rest', async () => {
    const delivery = monitor();
    await delivery.settings.write({ hourlyCap: 2, quietHours: [], escalation: [] });
    delivery.start();
    await delivery.put(keyed('first'));
    await settled(delivery);
    await delivery.put(...Array.from({ length: 30 }, (_, index) => keyed(`k${index}`)));
    await settled(delivery);
    expect(JSON.parse(sink.accepted[1]?.body ?? '')).toMatchObject({ events: { length: 20 }, suppressed: 10 });
    expect((await delivery.states()).filter((state) => state.startsWith('suppressed'))).toHaveLength(10);
    await delivery.put(keyed('above'));
    await delivery.put(keyed('grave', { severity: 'critical' }));
    await waitFor(() => told().includes('grave'), { ...SOON, what: 'the critical alert' });
    expect(sink.received).toHaveLength(3);
  });

  it('lets a graver alert through, however many older ones are kept back', async () => {
    const delivery = monitor();
    await delivery.settings.write({ hourlyCap: 30, quietHours: [alwaysQuiet()], escalation: [] });
    await delivery.put(...Array.from({ length: 600 }, (_, index) => keyed(`quiet-${index}`)));
    await delivery.put(keyed('grave', { severity: 'critical' }));
    delivery.start();
    await waitFor(() => told().includes('grave'), { ...SOON, what: 'the critical alert' });
    expect(told()).toEqual(['grave']);
  });

  it('escalates a grave alert, however many older ones are not due', async () => {
    const delivery = monitor();
    const from = (severity: 'info' | 'critical', afterMinutes: number) =>
      ({ from: severity, afterMinutes, channels: ['webhook'] }) as const;
    await delivery.settings.write({
      hourlyCap: 30,
      quietHours: [],
      escalation: [from('critical', 5), from('info', 480)].map((one) => ({ ...one, channels: [...one.channels] })),
    });
    await delivery.put(...Array.from({ length: 1001 }, (_, index) => keyed(`k${index}`)));
    await delivery.put(keyed('grave', { severity: 'critical' }));
    await store.rows(`UPDATE alert_incident SET fired_at = clock_timestamp() - interval '20 minutes'`);
    await store.rows(
      `UPDATE alert_incident SET fired_at = clock_timestamp() - interval '10 minutes' WHERE key = 'grave'`,
    );
    expect(await delivery.escalator.look()).toBe(1);
  });

  it('keeps alerts back in quiet hours, and lets graver ones through', async () => {
    const delivery = monitor();
    await delivery.settings.write({ hourlyCap: 30, quietHours: [alwaysQuiet()], escalation: [] });
    delivery.start();
    await delivery.put(keyed('quiet'), keyed('grave', { severity: 'critical' }));
    await waitFor(() => told().includes('grave'), { ...SOON, what: 'the critical alert' });
    expect(await delivery.states()).toContain('waiting webhook quiet');
    await delivery.settings.write({ hourlyCap: 30, quietHours: [], escalation: [] });
    await settled(delivery);
    expect(told()).toEqual(['grave', 'quiet']);
  });

  it('escalates an alert that nobody has acknowledged, once, and not one that somebody has', async () => {
    const delivery = monitor();
    await delivery.settings.write({
      hourlyCap: 30,
      quietHours: [],
      escalation: [{ from: 'warning', afterMinutes: 15, channels: ['webhook'] }],
    });
    await delivery.put(keyed('unheard'), keyed('known'), keyed('over'));
    await delivery.put(keyed('over', { transition: 'resolved' }));
    await store.rows(`UPDATE alert_incident SET acknowledged_at = now() WHERE key = 'known'`);
    await store.rows(`UPDATE alert_incident SET fired_at = clock_timestamp() - interval '14 minutes'`);
    expect(await delivery.escalator.look()).toBe(0);
    await store.rows(`UPDATE alert_incident SET fired_at = clock_timestamp() - interval '16 minutes'`);
    expect(await delivery.escalator.look()).toBe(1);
    expect(await delivery.escalator.look()).toBe(0);
    const rows = await store.rows(
      `SELECT event->>'key' AS key FROM alert_notification WHERE event->>'transition' = 'escalated'`,
    );
    expect(rows).toEqual([{ key: 'unheard' }]);
  });
});

it('changes the message of a bot in place when all of it is over', async () => {
  const delivery = new TestDelivery(store, {});
  const { SlackChannel } = await import('../../../src/alerts/channel/slack-channel.js');
  const bot = { kind: 'bot', token: 'xoxb-0123456789', channel: 'C1' } as const;
  const slack = new SlackChannel(
    bot,
    new Set(['127.0.0.1']),
    delivery.channels.context,
    `http://127.0.0.1:${sink.port}/api/`,
  );
  Object.defineProperty(delivery.channels, 'all', { value: [slack] });
  Object.defineProperty(delivery.channels, 'names', { value: ['slack'] });
  delivery.channels.find = () => slack;
  sink.answer = () => ({ status: 200, body: '{"ok":true,"ts":"17.5","channel":"C9"}' });
  monitors.push(delivery);
  delivery.start();
  await delivery.put(keyed('a'), keyed('b'));
  await settled(delivery);
  await delivery.put(keyed('a', { transition: 'resolved' }));
  await settled(delivery);
  await delivery.put(keyed('b', { transition: 'resolved' }));
  await settled(delivery);
  expect(sink.received.map(({ path }) => path)).toEqual([
    '/api/chat.postMessage',
    '/api/chat.update',
    '/api/chat.update',
  ]);
  const last = JSON.parse(sink.received[2]?.body ?? '') as { text: string; blocks: unknown[] };
  expect(last.text).toContain('Resolved');
  expect(JSON.stringify(last.blocks).match(/Resolved: Any CRITICAL/g)).toHaveLength(2);
});

it('tests a channel past everything that waits, and says what the receiver says', async () => {
  const delivery = monitor();
  expect(await delivery.test.run('webhook', 'me')).toEqual({
    delivered: true,
    detail: `127.0.0.1:${sink.port} answered 200`,
  });
  sink.answer = () => ({ status: 404 });
  expect(await delivery.test.run('webhook', 'me')).toEqual({
    delivered: false,
    detail: `127.0.0.1:${sink.port} answered 404: there is no such webhook any more; check its address`,
  });
  expect(await delivery.test.run('fax', 'me')).toBeUndefined();
  expect(await delivery.states()).toEqual(['delivered webhook ', 'failed webhook ']);
  expect(sink.received[0]?.body).toContain('asked for by me');
});

it('tells Prometheus of attempts, failures in a row and what waits', async () => {
  const delivery = monitor();
  sink.answer = () => ({ status: 500 });
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
  sink.answer = () => ({ status: 200 });
  await delivery.hurry();
  await settled(delivery);
  await waitFor(
    async () => (await metrics()).includes('log_monitor_alert_delivery_seconds_count{channel="webhook"} 1'),
    { ...SOON, what: 'the delivery' },
  );
  expect(await metrics()).toContain('log_monitor_alert_channel_failures{channel="webhook"} 0');
});

it('keeps what fires as an incident until it is resolved', async () => {
  const delivery = monitor();
  const event = keyed('k', { id: randomUUID() });
  await delivery.put(event, keyed('k'));
  expect(await store.rows('SELECT id, resolved_at FROM alert_incident')).toEqual([{ id: event.id, resolved_at: null }]);
  await delivery.put(keyed('k', { transition: 'resolved', at: '2026-11-28T04:00:00.000Z' }));
  expect(await store.rows('SELECT resolved_at FROM alert_incident')).toEqual([
    { resolved_at: new Date('2026-11-28T04:00:00.000Z') },
  ]);
});

/** For all but critical alerts. */
function alwaysQuiet() {
  const span = { from: '00:00', to: '23:59', timeZone: zoneOutsideOfLastMinute() };
  return { channels: [], days: [], ...span, upTo: 'warning' as const };
}

/** From 00:00 to 23:59 is always, but for one minute. */
function zoneOutsideOfLastMinute(): string {
  return new Date().toISOString().slice(11, 16) >= '23:58' ? 'Asia/Tokyo' : 'UTC';
}
