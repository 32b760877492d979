import { describe, expect, test } from 'vitest';
import { alertChannel, alertRule, incident } from './fixture-alerts.js';
import { scrollsSideways, useDashboard } from './use-dashboard.js';

const parts = useDashboard();

const ATTACK = '<img src=x onerror="pwned()">\u202e';

function fill(): void {
  const { alerts } = parts.monitor;
  alerts.incidents = [incident()];
  alerts.rules = [
    alertRule('errors', 'Errors of a service', { firing: 1 }),
    alertRule('rate', 'Error rate', { kind: 'log_error_share', pending: 2 }),
    alertRule('off', 'Silent at night', { enabled: false, source: 'file' }),
    alertRule('well', 'Any CRITICAL', { kind: 'any_critical', threshold: 1 }),
  ];
  const now = new Date().toISOString();
  const common = { ruleId: 'errors', ruleName: 'Errors of a service', key: 'booking' };
  alerts.states = [{ ...common, state: 'firing', since: now, windows: 0, forWindows: 1, told: true }];
  alerts.channels = [
    alertChannel('slack'),
    alertChannel('email', { state: 'failing', failingSince: now, lastError: '535 wrong password', waiting: 3 }),
  ];
  alerts.events = [
    {
      ...{
        id: '0198c0de-7c1a-4cc3-98c4-dc0c0c073980',
        ruleId: 'errors',
        ruleName: 'Errors of a service',
        key: 'booking',
      },
      ...{ transition: 'fired', severity: 'critical', at: now, window: null, value: 128 },
      sentence: '128 ERROR records of booking in 5 min.',
    },
  ];
}

describe('alerts', () => {
  test('what fires, how the rules stand, and whether people are told', async () => {
    fill();
    const page = await parts.open('#/');
    await page.getByRole('link', { name: 'Alerts' }).click();
    const firing = page.locator('[data-incident]');
    await firing.getByText('128 ERROR records of booking in 5 min.').waitFor();
    await page.getByText('Not everybody is told: email does not deliver.').waitFor();
    expect(await page.locator('[data-event]').innerText()).toContain('fired');
    expect(await page.locator('[data-alerts="firing"] .card-head').innerText()).toContain(
      'decided for everything up to',
    );
    await page.getByRole('link', { name: 'Rules' }).click();
    const now = async (id: string): Promise<string> => await page.locator(`[data-rule="${id}"] td`).nth(1).innerText();
    expect(await now('errors')).toBe('fires: booking');
    expect(await now('rate')).toBe('pending');
    expect(await now('off')).toBe('off');
    expect(await now('well')).toBe('well');
    await page.getByRole('link', { name: 'Channels' }).click();
    expect(await page.locator('[data-channel="email"]').innerText()).toMatch(
      /failing since .* ago: 535 wrong password/,
    );
    expect(parts.opened?.complaints).toEqual([]);
  });

  test('somebody says that he knows, and wants peace for an hour', async () => {
    fill();
    const page = await parts.open('#/alerts');
    const firing = page.locator('[data-incident]');
    await firing.getByRole('textbox', { name: 'Comment' }).fill('on it');
    await firing.getByRole('button', { name: 'Acknowledge' }).click();
    await firing.getByText('no reminder and no escalation follow').waitFor();
    await firing.getByRole('button', { name: 'Snooze 1 h' }).click();
    await firing.getByText('Nothing more is sent about it for an hour.').waitFor();
    expect([...parts.monitor.alerts.changed.values()]).toEqual([{ comment: 'on it' }, { minutes: 60 }]);
  });

  test('why did it not fire: by rule and minute', async () => {
    fill();
    const because = 'Not firing: 3 ERROR records of booking in 5 min; it fires at 100.';
    const common = { suppressedBy: null, value: 3, volume: 812 };
    parts.monitor.alerts.decision.decisions = [{ key: 'booking', verdict: 'not_enough', because, ...common }];
    const page = await parts.open('#/alerts?view=rules');
    await page.getByRole('link', { name: 'Why Errors of a service did or did not fire' }).click();
    const why = page.locator('[data-alerts="why"]');
    await why.getByText(because).waitFor();
    expect(await why.locator('tbody').innerText()).toMatch(/booking\s+not enough\s+3\s+–/);
    await why.locator('input').fill('2026-11-27T03:12');
    const at = new Date('2026-11-27T03:12').toISOString();
    const asked = (): boolean =>
      parts.monitor.requests.some(
        (request) => request.includes('ruleId=errors') && request.includes(encodeURIComponent(at)),
      );
    await expect.poll(asked).toBe(true);
    // Who is sent the address sees the same.
    expect(page.url()).toContain(encodeURIComponent(at));
    await why.locator('select').selectOption('well');
    await expect.poll(() => parts.monitor.requests.some((request) => request.includes('ruleId=well'))).toBe(true);
  });

  test('a channel is tried, and what the receiver says is shown', async () => {
    fill();
    const page = await parts.open('#/alerts?view=channels');
    await page.locator('[data-channel="slack"]').getByRole('button', { name: 'Send a test' }).click();
    await page.getByText('Not delivered: mail.example.com:587: nothing listens there').waitFor();
    expect([...parts.monitor.alerts.changed.keys()]).toEqual(['/api/v1/alerts/channels/slack/test']);
  });

  test('nothing yet, and undecided: each is said', async () => {
    const page = await parts.open('#/alerts');
    await page.getByText('Nothing fires.').waitFor();
    await page.getByText('Nobody is told of alerts: no channel is configured.').waitFor();
    await page.getByText('Nothing has fired yet.').waitFor();
    parts.monitor.alerts.undecidedSince = new Date(Date.now() - 600_000).toISOString();
    await page.reload();
    await page.getByText('ingest is behind, or no monitor evaluates').waitFor();
  });

  test('hostile names run nothing and widen nothing', async () => {
    const { alerts } = parts.monitor;
    fill();
    alerts.incidents = [incident({ sentence: ATTACK.repeat(40), ruleName: 'W'.repeat(200), comment: ATTACK })];
    alerts.rules = [alertRule('x', ATTACK, { firing: 1 }), alertRule('y', 'W'.repeat(200))];
    alerts.channels = [
      alertChannel('email', { target: 'W'.repeat(500), state: 'failing', lastError: ATTACK.repeat(90) }),
    ];
    const page = await parts.open('#/alerts');
    await page.locator('[data-incident]').waitFor();
    for (const width of [2560, 1440, 800, 390, 360]) {
      await page.setViewportSize({ width, height: 900 });
      for (const view of ['', 'rules', 'channels']) {
        await page.evaluate((shown) => (location.hash = `#/alerts?view=${shown}`), view);
        await page.locator('main .card').first().waitFor();
        expect([width, view, await scrollsSideways(page)]).toEqual([width, view, false]);
      }
    }
    expect(parts.opened?.complaints).toEqual([]);
  });
});
