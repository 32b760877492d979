import { waitFor } from '@log-monitor/tools';
import { describe, expect, it } from 'vitest';
import type { Channel } from '../../../src/alerts/channel/channel.js';
import { keyed, settled, SOON, useDelivery } from '../../parts/use-delivery.js';

const parts = useDelivery();

describe('what people have set', () => {
  it('caps the messages of an hour: the last one lists some and counts the rest', async () => {
    const delivery = parts.monitor();
    await delivery.settings.write({ hourlyCap: 2, quietHours: [], escalation: [] });
    delivery.start();
    await delivery.put(keyed('first'));
    await settled(delivery);
    await delivery.put(...Array.from({ length: 30 }, (_, index) => keyed(`k${index}`)));
    await settled(delivery);
    expect(JSON.parse(parts.sink.accepted[1]?.body ?? '')).toMatchObject({ events: { length: 20 }, suppressed: 10 });
    expect((await delivery.states()).filter((state) => state.startsWith('suppressed'))).toHaveLength(10);
    await delivery.stop();
    await delivery.put(keyed('above'));
    expect(await delivery.claims.claim(delivery.channels.all[0] as Channel)).toBe('kept');
    delivery.start();
    await delivery.put(keyed('grave', { severity: 'critical' }));
    await waitFor(() => parts.told().includes('grave'), { ...SOON, what: 'the critical alert' });
    expect(parts.sink.received).toHaveLength(3);
  });

  it('lets a graver alert through, however many older ones are kept back', async () => {
    const delivery = parts.monitor();
    await delivery.settings.write({ hourlyCap: 30, quietHours: [alwaysQuiet()], escalation: [] });
    await delivery.put(...Array.from({ length: 600 }, (_, index) => keyed(`quiet-${index}`)));
    await delivery.put(keyed('grave', { severity: 'critical' }));
    delivery.start();
    await waitFor(() => parts.told().includes('grave'), { ...SOON, what: 'the critical alert' });
    expect(parts.told()).toEqual(['grave']);
  });

  it('escalates a grave alert, however many older ones are not due', async () => {
    const delivery = parts.monitor();
    const from = (severity: 'info' | 'critical', afterMinutes: number) =>
      ({ from: severity, afterMinutes, channels: ['webhook'] }) as const;
    await delivery.settings.write({
      hourlyCap: 30,
      quietHours: [],
      escalation: [from('critical', 5), from('info', 480)].map((one) => ({ ...one, channels: [...one.channels] })),
    });
    await delivery.put(...Array.from({ length: 1001 }, (_, index) => keyed(`k${index}`)));
    await delivery.put(keyed('grave', { severity: 'critical' }));
    await parts.store.rows(`UPDATE alert_incident SET fired_at = clock_timestamp() - interval '20 minutes'`);
    await parts.store.rows(
      `UPDATE alert_incident SET fired_at = clock_timestamp() - interval '10 minutes' WHERE key = 'grave'`,
    );
    expect(await delivery.escalator.look()).toBe(1);
  });

  it('keeps alerts back in quiet hours, and lets graver ones through', async () => {
    const delivery = parts.monitor();
    await delivery.settings.write({ hourlyCap: 30, quietHours: [alwaysQuiet()], escalation: [] });
    delivery.start();
    await delivery.put(keyed('quiet'), keyed('grave', { severity: 'critical' }));
    await waitFor(() => parts.told().includes('grave'), { ...SOON, what: 'the critical alert' });
    expect(await delivery.states()).toContain('waiting webhook quiet');
    await delivery.settings.write({ hourlyCap: 30, quietHours: [], escalation: [] });
    await settled(delivery);
    expect(parts.told()).toEqual(['grave', 'quiet']);
  });

  it('escalates an alert that nobody has acknowledged, once, and not one that somebody has', async () => {
    const delivery = parts.monitor();
    await delivery.settings.write({
      hourlyCap: 30,
      quietHours: [],
      escalation: [{ from: 'warning', afterMinutes: 15, channels: ['webhook'] }],
    });
    await delivery.put(keyed('unheard'), keyed('known'), keyed('over'));
    await delivery.put(keyed('over', { transition: 'resolved' }));
    await parts.store.rows(`UPDATE alert_incident SET acknowledged_at = now() WHERE key = 'known'`);
    await parts.store.rows(`UPDATE alert_incident SET fired_at = clock_timestamp() - interval '14 minutes'`);
    expect(await delivery.escalator.look()).toBe(0);
    await parts.store.rows(`UPDATE alert_incident SET fired_at = clock_timestamp() - interval '16 minutes'`);
    expect(await delivery.escalator.look()).toBe(1);
    expect(await delivery.escalator.look()).toBe(0);
    const rows = await parts.store.rows(
      `SELECT event->>'key' AS key FROM alert_notification WHERE event->>'transition' = 'escalated'`,
    );
    expect(rows).toEqual([{ key: 'unheard' }]);
  });
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
