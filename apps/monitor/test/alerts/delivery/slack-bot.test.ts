import { beforeEach, expect, it } from 'vitest';
import { SlackChannel } from '../../../src/alerts/channel/slack-channel.js';
import { Acknowledgement } from '../../../src/alerts/delivery/acknowledgement.js';
import type { TestDelivery } from '../../parts/test-delivery.js';
import { keyed, settled, useDelivery } from '../../parts/use-delivery.js';

const parts = useDelivery();
let delivery: TestDelivery;

/** A bot of Slack and a webhook; Slack's API is the sink. */
beforeEach(() => {
  delivery = parts.monitor();
  const api = `http://127.0.0.1:${parts.sink.port}/api/`;
  const bot = { kind: 'bot', token: 'xoxb-0123456789', channel: 'C1' } as const;
  const slack = new SlackChannel(bot, new Set(['127.0.0.1']), delivery.channels.context, api);
  const [webhook] = delivery.channels.all;
  Object.defineProperty(delivery.channels, 'all', { value: [slack, webhook] });
  for (const names of ['names', 'alertNames'])
    Object.defineProperty(delivery.channels, names, { value: ['slack', 'webhook'] });
  delivery.channels.find = (name) => (name === 'slack' ? slack : webhook);
  parts.sink.answer = () => ({ status: 200, body: '{"ok":true,"ts":"17.5","channel":"C9"}' });
  delivery.start();
});

const calls = (path: string) => parts.sink.received.filter((one) => one.path === path);
const shown = (): string => calls('/api/chat.update').at(-1)?.body ?? '';

it('changes its message in place when all of it is over', async () => {
  await delivery.put(keyed('a'), keyed('b'));
  await settled(delivery);
  await delivery.put(keyed('a', { transition: 'resolved' }));
  await settled(delivery);
  await delivery.put(keyed('b', { transition: 'resolved' }));
  await settled(delivery);
  expect(calls('/api/chat.postMessage')).toHaveLength(1);
  expect(calls('/api/chat.update')).toHaveLength(2);
  const last = JSON.parse(shown()) as { text: string; blocks: unknown[] };
  expect(last.text).toContain('Resolved');
  expect(JSON.stringify(last.blocks).match(/Resolved: Any CRITICAL/g)).toHaveLength(2);
});

it('says in it who knows of it, once; the other channels hear nothing of that', async () => {
  const event = keyed('a');
  await delivery.put(event, keyed('b'));
  await settled(delivery);
  const acknowledgement = new Acknowledgement(parts.store.pool, delivery.channels, delivery.outbox);
  expect(await acknowledgement.acknowledge(event.id, 'robert', 'on it <!channel>')).toBe(true);
  await settled(delivery);
  expect(await acknowledgement.acknowledge(event.id, 'paula', 'me too')).toBe(true);
  await settled(delivery);
  expect(calls('/api/chat.postMessage')).toHaveLength(1);
  expect(calls('/api/chat.update')).toHaveLength(1);
  expect(shown()).toMatch(
    /Acknowledged: Any CRITICAL \(a\).*Acknowledged by robert: on it.*Firing: Any CRITICAL \(b\)/s,
  );
  expect(shown()).not.toContain('<!channel>');
  expect(calls('/hook')).toHaveLength(1);
  await delivery.put(keyed('a', { transition: 'resolved' }));
  await settled(delivery);
  expect(shown()).toMatch(/Resolved: Any CRITICAL \(a\).*Firing: Any CRITICAL \(b\)/s);
  expect(await acknowledgement.acknowledge(event.id, 'paula', '')).toBe(false);
});
