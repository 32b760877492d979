import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { alertChannel, alertRule, incident, silence } from './fixture-alerts.js';
import { scrollsSideways, useDashboard } from './use-dashboard.js';

const parts = useDashboard();
const SILENCES = '/api/v1/alerts/silences';
const SETTINGS = '/api/v1/alerts/settings';
const HOUR_MS = 3_600_000;
const later = (hours: number): string => new Date(Date.now() + hours * HOUR_MS).toISOString();

function fill(): void {
  const { alerts } = parts.monitor;
  alerts.rules = [alertRule('errors', 'Errors of a service')];
  alerts.channels = [alertChannel('email'), alertChannel('slack')];
  alerts.incidents = [incident({ snoozedUntil: later(1) })];
  alerts.silences = [
    silence({ id: 'on', comment: 'new database' }),
    silence({ id: 'soon', kind: 'maintenance', matcher: {}, startsAt: later(2), endsAt: later(3) }),
    silence({ id: 'past', matcher: { key: 'shop', labels: { team: 'a' } }, startsAt: later(-3), endsAt: later(-2) }),
  ];
}

const night = { channels: ['slack'], days: [], from: '22:00', to: '07:00', timeZone: 'Europe/Berlin' };
const sent = (path: string): unknown => parts.monitor.alerts.changed.get(path);
const inForce = (page: Page): ReturnType<Page['locator']> => page.locator('[data-alerts="in-force"] li');

describe('silences', () => {
  test('what keeps messages back now is seen on the first page, and ends there', async () => {
    fill();
    parts.monitor.alerts.quietHours = [{ ...night, upTo: 'warning' }];
    const page = await parts.open('#/alerts');
    await inForce(page).first().waitFor();
    const lines = await inForce(page).allInnerTexts();
    expect(lines[0]).toContain('mute rule Errors of a service new database by robert until');
    expect(lines[1]).toContain('snoozed 128 ERROR records of booking');
    expect(lines[2]).toContain('quiet hours slack, up to warning, 22:00 to 07:00 Europe/Berlin');
    await inForce(page).getByRole('button', { name: 'Wake' }).click();
    await expect.poll(() => inForce(page).count()).toBe(2);
    expect(parts.monitor.alerts.changed.has(`/api/v1/alerts/incidents/${incident().id}/snooze`)).toBe(true);
    await inForce(page).getByRole('button', { name: 'End now' }).click();
    await expect.poll(() => inForce(page).count()).toBe(1);
    expect(parts.monitor.alerts.changed.has(`${SILENCES}/on`)).toBe(true);
  });

  test('each is listed with its state; only one that is not over can be ended', async () => {
    fill();
    const page = await parts.open('#/alerts?view=silences');
    const row = (id: string): ReturnType<Page['locator']> => page.locator(`[data-silence="${id}"]`);
    await row('on').waitFor();
    expect(await row('on').innerText()).toMatch(/rule Errors of a service\s+in force\s+mute/);
    expect(await row('soon').innerText()).toMatch(/every alert\s+to come\s+maintenance/);
    expect(await row('past').innerText()).toMatch(/about shop, team=a\s+over/);
    expect(await row('past').getByRole('button').count()).toBe(0);
    await row('soon').getByRole('button', { name: 'Withdraw' }).click();
    await expect.poll(() => row('soon').count()).toBe(0);
  });

  test('an alert is silenced from where it stands: rule and service are filled in', async () => {
    fill();
    const page = await parts.open('#/alerts');
    await page.locator('[data-incident]').getByRole('link', { name: 'Silence' }).click();
    const form = page.locator('[data-alerts="silence-form"]');
    await form.waitFor();
    expect(await form.getByLabel('About').inputValue()).toBe('booking');
    await form.getByLabel('Labels').fill('team=shop');
    await form.getByLabel('For').selectOption('480');
    await form.getByLabel('Comment').fill('disk is full');
    await form.getByRole('button', { name: 'Keep them back' }).click();
    await page.locator('[data-silence="0198c0de-7c1a-4cc3-98c4-dc0c0c0739a0"]').waitFor();
    const body = sent(SILENCES) as { startsAt: string; endsAt: string };
    expect(body).toMatchObject({
      ...{ kind: 'mute', comment: 'disk is full' },
      matcher: { ruleId: 'errors', key: 'booking', labels: { team: 'shop' } },
    });
    expect(Date.parse(body.endsAt) - Date.parse(body.startsAt)).toBe(8 * HOUR_MS);
    expect(Math.abs(Date.parse(body.startsAt) - Date.now())).toBeLessThan(60_000);
  });

  test('maintenance is announced, and a silence of everything says so before it is made', async () => {
    fill();
    const page = await parts.open('#/alerts?view=silences&task=new');
    const form = page.locator('[data-alerts="silence-form"]');
    await form.getByText('Every alert will be kept back').waitFor();
    await form.getByLabel('Severity').selectOption('info');
    expect(await form.getByText('Every alert will be kept back').count()).toBe(0);
    await form.getByLabel('As', { exact: true }).selectOption('maintenance');
    await form.getByLabel('From').fill('2031-03-01T02:00');
    await form.getByLabel('For').selectOption('');
    await form.getByLabel('Until').fill('2031-03-01T01:00');
    parts.monitor.alerts.refused = [{ name: 'endsAt', reason: 'must be after startsAt' }];
    await form.getByRole('button', { name: 'Keep them back' }).click();
    await form.getByText('must be after startsAt', { exact: true }).waitFor();
    expect(await form.getByLabel('Until').getAttribute('aria-invalid')).toBe('true');
    parts.monitor.alerts.refused = [];
    await form.getByLabel('Until').fill('2031-03-01T04:00');
    await form.getByRole('button', { name: 'Keep them back' }).click();
    await expect.poll(() => form.count()).toBe(0);
    expect(sent(SILENCES)).toEqual({
      ...{ kind: 'maintenance', comment: '', matcher: { severity: 'info' } },
      startsAt: new Date('2031-03-01T02:00').toISOString(),
      endsAt: new Date('2031-03-01T04:00').toISOString(),
    });
  });
});

describe('quiet hours and escalation', () => {
  test('are set, refused at their field, and saved together', async () => {
    fill();
    parts.monitor.alerts.settings = { hourlyCap: 30, quietHours: [{ ...night, upTo: 'warning' }], escalation: [] };
    const page = await parts.open('#/alerts?view=silences', { timezoneId: 'Asia/Tokyo' });
    const form = page.locator('[data-alerts="settings"]');
    await form.getByRole('button', { name: 'Add quiet hours' }).click();
    const second = form.locator('[data-quiet="2"]');
    expect(await second.getByLabel('Time zone').inputValue()).toBe('Asia/Tokyo');
    await second.getByRole('checkbox', { name: 'sun' }).check();
    await second.getByRole('checkbox', { name: 'sat' }).check();
    await second.getByLabel('Time zone').fill('Mars');
    await form.getByRole('button', { name: 'Add an escalation' }).click();
    const escalation = form.locator('[data-escalation="1"]');
    await escalation.getByLabel('Not acknowledged for').fill('20');
    await escalation.getByRole('checkbox', { name: 'email' }).check();
    await form.getByLabel('At most').fill('12');
    parts.monitor.alerts.refused = [{ name: 'quietHours.1.timeZone', reason: 'must be an IANA time zone' }];
    await form.getByRole('button', { name: 'Save' }).click();
    await second.getByText('must be an IANA time zone').waitFor();
    parts.monitor.alerts.refused = [];
    await second.getByLabel('Time zone').fill('Asia/Tokyo');
    await form.getByRole('button', { name: 'Take out quiet hours 1' }).click();
    await form.getByRole('button', { name: 'Save' }).click();
    await form.getByText('Saved.').waitFor();
    expect(sent(SETTINGS)).toEqual({
      hourlyCap: 12,
      quietHours: [
        {
          ...{ channels: [], days: ['sat', 'sun'], from: '22:00', to: '07:00', timeZone: 'Asia/Tokyo' },
          upTo: 'warning',
        },
      ],
      escalation: [{ from: 'critical', afterMinutes: 20, channels: ['email'] }],
    });
  });

  test('fit every window, whatever the names', async () => {
    fill();
    const long = 'W'.repeat(200);
    parts.monitor.alerts.rules = [alertRule('errors', long)];
    parts.monitor.alerts.silences = [silence({ comment: long, createdBy: long, matcher: { key: long } })];
    parts.monitor.alerts.settings = {
      hourlyCap: 30,
      quietHours: [{ ...night, channels: [long.slice(0, 50)], upTo: 'info' }],
      escalation: [{ from: 'critical', afterMinutes: 15, channels: [long.slice(0, 50)] }],
    };
    const page = await parts.open('#/alerts?view=silences&task=new');
    await page.locator('[data-quiet="1"]').waitFor();
    for (const width of [2560, 1440, 800, 390, 360]) {
      await page.setViewportSize({ width, height: 900 });
      expect([width, await scrollsSideways(page)]).toEqual([width, false]);
    }
    expect(parts.opened?.complaints).toEqual([]);
  });
});
