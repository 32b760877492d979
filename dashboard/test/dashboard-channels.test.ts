import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { alertChannel, alertRule, attempt, notification } from './fixture-alerts.js';
import { scrollsSideways, useDashboard } from './use-dashboard.js';

const parts = useDashboard();
/** Three minutes more: the page may count with a clock that is a little behind. */
const ago = (hours: number): string => new Date(Date.now() - hours * 3_600_000 - 180_000).toISOString();
const message = (page: Page, id: string): ReturnType<Page['locator']> => page.locator(`[data-message="${id}"]`);

/** Said by the browser when the watching script of the tests is kept out of a mail. */
const KEPT_OUT = /^Blocked script execution in .*because the document's frame is sandboxed/;
const complaints = (): string[] => (parts.opened?.complaints ?? []).filter((one) => !KEPT_OUT.test(one));

function fill(): void {
  const { alerts } = parts.monitor;
  alerts.rules = [alertRule('all', 'To all'), alertRule('some', 'To some', { channels: ['email', 'pager'] })];
  alerts.channels = [
    alertChannel('email', { state: 'failing', failures: 4, failingSince: ago(1), lastError: '535 wrong password' }),
    alertChannel('slack', { lastError: '503 from hooks.slack.com', lastErrorAt: ago(2) }),
  ];
  const failed = [attempt(1, 'retry', 'mail.example.com:587: nothing listens there'), attempt(2, 'rejected', '550 no')];
  alerts.notifications = [
    notification('90', { channel: 'slack' }),
    notification('89', { state: 'failed', attempts: failed }),
    notification('88', { state: 'suppressed', suppressedBy: 'cap', messageId: null, attempts: [] }),
    ...Array.from({ length: 40 }, (_, at) => notification(String(80 - at))),
  ];
}

describe('channels', () => {
  test('state and last failure of each, who uses it, and what is named but not there', async () => {
    fill();
    const page = await parts.open('#/alerts?view=channels');
    const row = (name: string): Promise<string> => page.locator(`[data-channel="${name}"]`).innerText();
    await page.locator('[data-channel="slack"]').waitFor();
    expect(await row('email')).toMatch(/failing since 1 h ago: 535 wrong password\s+4 failures in a row/);
    expect(await row('email')).toContain('2 rules');
    expect(await row('slack')).toMatch(/working\s*last failure 2 h ago: 503 from hooks.slack.com/);
    expect(await page.locator('.lost-channel').innerText()).toContain('pager (1 rule)');
  });

  test('every attempt of a message, narrowed by channel and state in the address, page by page', async () => {
    fill();
    const page = await parts.open('#/alerts?view=channels');
    await message(page, '89').locator('summary').click();
    const attempts = await message(page, '89').locator('.attempts li').allInnerTexts();
    expect(attempts[0]).toMatch(/retry mail.example.com:587: nothing listens there by monitor-1\/17/);
    expect(attempts[1]).toContain('rejected 550 no');
    expect(await message(page, '88').innerText()).toContain('held back by cap');
    await page.getByRole('button', { name: 'Older' }).click();
    await message(page, '41').waitFor();
    expect(await message(page, '90').count()).toBe(0);
    await page.getByRole('button', { name: 'Newer' }).click();
    await message(page, '90').waitFor();
    await page.getByLabel('State', { exact: true }).selectOption('failed');
    await expect.poll(() => page.locator('[data-message]').count()).toBe(1);
    expect(page.url()).toContain('state=failed');
    await page.getByLabel('State', { exact: true }).selectOption('');
    await page.getByLabel('Channel', { exact: true }).selectOption('slack');
    await expect.poll(() => page.locator('[data-message]').count()).toBe(1);
    await page.reload();
    await message(page, '90').waitFor();
    expect(await page.locator('[data-message]').count()).toBe(1);
  });

  test('a mail is opened in the page; nothing in it runs or is loaded', async () => {
    fill();
    parts.monitor.alerts.mail = '<h1>128 errors</h1><img src="/api/v1/ingest"><script>parent.pwned()</script>';
    const page = await parts.open('#/alerts?view=channels');
    await message(page, '89').getByRole('link', { name: 'Show the mail' }).click();
    const mail = page.frameLocator('iframe');
    await mail.getByText('about 89').waitFor();
    expect(await page.locator('iframe').getAttribute('sandbox')).toBe('allow-popups');
    await page.getByRole('button', { name: 'Phone' }).click();
    await expect.poll(async () => (await page.locator('iframe').boundingBox())?.width).toBeLessThanOrEqual(375);
    expect(await page.getByRole('link', { name: 'As text' }).getAttribute('href')).toBe(
      'api/v1/alerts/messages/89?format=text',
    );
    expect(await parts.opened?.wasAttacked()).toBe(false);
    expect(parts.monitor.requests.filter((request) => request === '/api/v1/ingest').length).toBeLessThan(4);
    await message(page, '89').getByRole('link', { name: 'Close the mail' }).click();
    await expect.poll(() => page.locator('iframe').count()).toBe(0);
  });
});

describe('reports', () => {
  test('when they come, what one says now, and what became of those that were made', async () => {
    fill();
    const made = {
      messageId: '9',
      channel: 'email',
      interval: 'daily',
      from: ago(34),
      to: ago(10),
      createdAt: ago(10),
    };
    parts.monitor.alerts.reports = {
      schedules: [
        ...[{ interval: 'daily', timeZone: 'Europe/Berlin', nextDueAt: ago(-14), lastDueAt: ago(10) }].map((one) => ({
          ...one,
          channels: ['email', 'slack'],
        })),
      ],
      reports: [{ ...made, state: 'delivered', attempts: [attempt(1, 'delivered', 'accepted')] }],
    };
    const page = await parts.open('#/alerts?view=reports');
    expect(await page.locator('[data-schedule="daily"]').innerText()).toMatch(
      /10 h ago\s+Europe\/Berlin\s+email, slack/,
    );
    const preview = page.locator('[data-alerts="report-preview"]');
    await preview.frameLocator('iframe').getByText('about daily').waitFor();
    await preview.getByRole('button', { name: 'Week', exact: true }).click();
    await preview.frameLocator('iframe').getByText('about weekly').waitFor();
    expect(page.url()).toContain('key=weekly');
    const figures = preview.getByRole('link', { name: 'As JSON' });
    expect(await figures.getAttribute('href')).toMatch(/api\/v1\/alerts\/report\?interval=weekly$/);
    await preview.getByRole('button', { name: 'Send it now' }).click();
    expect(parts.monitor.alerts.changed.size).toBe(0);
    await preview.getByRole('button', { name: 'Send to all channels' }).click();
    await preview.getByText('On its way to email, slack.').waitFor();
    expect(parts.monitor.alerts.changed.get('/api/v1/alerts/reports')).toEqual({ interval: 'weekly' });
    const sent = page.locator('[data-report="9"]');
    expect(await sent.innerText()).toContain('delivered daily by email');
    await sent.getByRole('link', { name: 'Show the report' }).click();
    await sent.frameLocator('iframe').getByText('about 9').waitFor();
    expect(complaints()).toEqual([]);
  });

  test('none comes by itself, none was made: each is said', async () => {
    const page = await parts.open('#/alerts?view=reports');
    await page.getByText('REPORT_INTERVAL is off').waitFor();
    await page.getByText('None was made yet.').waitFor();
  });

  test('channels and reports fit every window, whatever the receivers say', async () => {
    fill();
    const long = 'W'.repeat(400);
    const { alerts } = parts.monitor;
    alerts.channels = [alertChannel('email', { state: 'failing', lastError: long, target: long })];
    alerts.notifications = [notification('90', { sentence: long, attempts: [attempt(1, 'retry', long)] })];
    for (const view of ['channels&mail=90', 'reports']) {
      const page = await parts.open(`#/alerts?view=${view}`);
      await page.locator('iframe').waitFor();
      for (const width of [2560, 1440, 800, 390, 360]) {
        await page.setViewportSize({ width, height: 900 });
        expect([view, width, await scrollsSideways(page)]).toEqual([view, width, false]);
      }
      expect(complaints()).toEqual([]);
      await parts.opened?.close();
    }
  });
});
