import { describe, expect, it } from 'vitest';
import type { TestDelivery } from '../../parts/test-delivery.js';
import { keyed, settled, useDelivery } from '../../parts/use-delivery.js';

const parts = useDelivery();

describe('a monitor that ends', () => {
  it.each(['before it sends', 'while it sends', 'after it was accepted'])(
    '%s loses nothing and tells nothing new twice',
    async (phase) => {
      const delivery = parts.monitor();
      await delivery.put(keyed('k'));
      const [channel] = delivery.channels.all;
      if (channel === undefined) throw new Error('there is no channel');
      await delivery.claims.due(delivery.channels.names);
      const claimed = await delivery.claims.claim(channel);
      if (claimed === undefined || claimed === 'kept') throw new Error('nothing is due');
      if (phase === 'while it sends') parts.sink.answer = () => 'close';
      if (phase !== 'before it sends') await channel.send(claimed.outgoing);
      parts.sink.answer = () => ({ status: 200 });
      // Nobody else sends while its lease lasts, and nothing is lost when that is over.
      expect(await parts.monitor().claims.claim(channel)).toBeUndefined();
      await parts.store.rows(`UPDATE alert_channel SET claimed_until = clock_timestamp()`);
      const successor = parts.monitor();
      successor.start();
      await settled(successor);
      expect(parts.told()).toEqual(['k']);
      expect(new Set(parts.sink.received.map(({ headers }) => headers['idempotency-key'])).size).toBe(1);
      const attempts = await parts.store.rows(`SELECT outcome, detail FROM alert_attempt ORDER BY number`);
      expect(attempts).toMatchObject([
        { outcome: 'retry', detail: 'the monitor ended before the answer came' },
        { outcome: 'delivered' },
      ]);
    },
  );

  it('beside others that send too: each event goes once', async () => {
    const all = [parts.monitor(), parts.monitor(), parts.monitor()];
    for (const each of all) each.start();
    parts.sink.answer = () => ({ status: 200, afterMs: 20 });
    for (let index = 0; index < 30; index += 1) await all[index % 3]?.put(keyed(`k${index}`));
    await settled(all[0] as TestDelivery);
    const rows = await parts.store.rows(
      `SELECT event->>'key' AS key FROM alert_message, jsonb_array_elements(content->'events') event`,
    );
    expect(rows.map(({ key }) => key as string).sort()).toEqual(
      Array.from({ length: 30 }, (_, index) => `k${index}`).sort(),
    );
    expect(new Set(parts.sink.received.map(({ headers }) => headers['idempotency-key'])).size).toBe(
      parts.sink.received.length,
    );
  });
});
