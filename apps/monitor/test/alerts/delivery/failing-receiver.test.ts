import { waitFor } from '@log-monitor/tools';
import { describe, expect, it } from 'vitest';
import { readSmtpUrl } from '../../../src/configuration/alert-variables.js';
import { HttpSink } from '../../parts/http-sink.js';
import { SmtpSink } from '../../parts/smtp-sink.js';
import { keyed, settled, SOON, useDelivery } from '../../parts/use-delivery.js';

const parts = useDelivery();

describe('a receiver that fails', () => {
  it.each([
    ['answers 500', () => ({ status: 500 })],
    ['closes the connection', () => 'close' as const],
    ['refuses with 429', () => ({ status: 429, headers: { 'retry-after': '1' } })],
  ])('and %s loses nothing, and is not flooded when it is back', async (_, answer) => {
    const delivery = parts.monitor();
    parts.sink.answer = answer;
    delivery.start();
    await delivery.put(keyed('first'));
    await waitFor(() => parts.sink.received.length >= 1, { ...SOON, what: 'an attempt' });
    for (let index = 0; index < 50; index += 1) await delivery.put(keyed(`later-${index}`));
    // While it waits, what is new makes no attempt.
    expect(parts.sink.received.length).toBeLessThanOrEqual(3);
    const [channel] = await delivery.list.channelStates();
    expect(channel).toMatchObject({ name: 'webhook', state: 'failing', waiting: 51 });
    parts.sink.answer = () => ({ status: 200 });
    await delivery.hurry();
    await settled(delivery);
    // One for the first, with the key that it had before; one for all that came since.
    const keys = parts.sink.accepted.map(({ headers }) => headers['idempotency-key']);
    expect(keys).toHaveLength(2);
    expect(parts.sink.received.map(({ headers }) => headers['idempotency-key'])).toContain(keys[0]);
    expect(new Set((await delivery.states()).map((state) => state.split(' ')[0]))).toEqual(new Set(['delivered']));
    expect(await delivery.list.channelStates()).toMatchObject([{ state: 'working', failures: 0, waiting: 0 }]);
  });

  it('waits as long as it is asked to', async () => {
    const delivery = parts.monitor();
    parts.sink.answer = () => ({ status: 429, headers: { 'retry-after': '600' } });
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
    const delivery = parts.monitor({ slack: { kind: 'webhook', url: other.url } });
    other.answer = () => ({ status: 429, headers: { 'retry-after': '600' } });
    delivery.start();
    await delivery.put(keyed('k'));
    await waitFor(() => parts.told().includes('slack'), { ...SOON, what: 'word of the failure' });
    expect(other.received).toHaveLength(1);
    await other.close();
  });

  it('is said by the other channels, once', async () => {
    const mails = await new SmtpSink().listen();
    const smtp = readSmtpUrl(`smtp://127.0.0.1:${mails.port}`);
    if (smtp === undefined) throw new Error('the address is wrong');
    await mails.close();
    const delivery = parts.monitor({ email: { smtp, from: 'a@example.com', to: ['b@example.com'] } });
    delivery.start();
    await delivery.put(keyed('k'));
    await waitFor(() => parts.told().includes('email'), {
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
    await waitFor(() => parts.told().includes('after'), { ...SOON, what: 'what came after' });
    const said = parts.sink.accepted.map(({ body }) => body).join('\n');
    expect(said).toMatch(/The channel email has not delivered since [^"]*: 127\.0\.0\.1:\d+: nothing listens there\./);
    expect(said.match(/has not delivered since/g)).toHaveLength(1);
  });

  it('and refuses a message for good is not asked again, and the others hear of it', async () => {
    const other = await new HttpSink().listen();
    const delivery = parts.monitor({ slack: { kind: 'webhook', url: other.url } });
    other.answer = () => ({ status: 400, body: 'invalid_blocks' });
    delivery.start();
    await delivery.put(keyed('k'));
    await waitFor(() => parts.told().includes('slack'), { ...SOON, what: 'word of the refusal' });
    await settled(delivery);
    expect(other.received).toHaveLength(1);
    expect(await delivery.states()).toEqual(
      expect.arrayContaining(['failed slack k', 'delivered webhook k', 'delivered webhook slack']),
    );
    const openOnSlack = `SELECT FROM alert_incident WHERE rule_id = 'delivery' AND key = 'slack' AND resolved_at IS NULL`;
    expect(await parts.store.rows(openOnSlack)).toHaveLength(1);
    // What it takes again ends what was said of it.
    other.answer = () => ({ status: 200, body: 'ok' });
    await delivery.put(keyed('next'));
    await settled(delivery);
    expect(await parts.store.rows(openOnSlack)).toHaveLength(0);
    await other.close();
  });
});

it('two channels that refuse everything do not tell each other of it for ever', async () => {
  const other = await new HttpSink().listen();
  const delivery = parts.monitor({ slack: { kind: 'webhook', url: other.url } });
  other.answer = () => ({ status: 400, body: 'invalid_blocks' });
  parts.sink.answer = () => ({ status: 400 });
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
