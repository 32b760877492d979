import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { alertChannel, alertRule, firedOnce } from './fixture-alerts.js';
import { scrollsSideways, useDashboard } from './use-dashboard.js';

const parts = useDashboard();
const EDIT = '#/alerts?view=rules&task=edit&rule=rate';

function fill(): void {
  const { alerts } = parts.monitor;
  alerts.rules = [
    alertRule('rate', 'Error rate', {
      kind: 'log_error_share',
      threshold: 0.05,
      resolveThreshold: 0.03,
      source: 'api',
    }),
    alertRule('silent', 'Gone silent', { kind: 'service_silent', threshold: 900, source: 'file' }),
    alertRule('paged', 'Paged', { channels: ['email', 'pager'], source: 'api' }),
  ];
  alerts.channels = [alertChannel('email'), alertChannel('slack')];
}

const editor = (page: Page): ReturnType<Page['locator']> => page.locator('[data-alerts="editor"]');
const sent = (path: string): Record<string, unknown> | undefined =>
  parts.monitor.alerts.changed.get(path) as Record<string, unknown> | undefined;

describe('rules', () => {
  test('are listed in the units of their kinds; a channel that is not there is said', async () => {
    fill();
    const unread = {
      id: 'old',
      name: 'Of an older version',
      source: 'api',
      version: 1,
      problem: 'kind is not known',
    } as const;
    parts.monitor.alerts.setAside = [{ ...unread, updatedAt: new Date().toISOString() }];
    const page = await parts.open('#/alerts?view=rules');
    const row = (id: string): Promise<string> => page.locator(`[data-rule="${id}"]`).innerText();
    await page.locator('[data-rule="rate"]').waitFor();
    expect(await row('rate')).toMatch(/Share of errors in 5 min, each service\s+5 %/);
    expect(await row('silent')).toMatch(/Silent service.*\s+15 min/);
    expect(await row('paged')).toContain('email pager: not configured');
    expect(await page.locator('[data-set-aside="old"]').innerText()).toContain(
      'Of an older version: kind is not known',
    );
  });

  test('one is made: its fields are those of its kind, and the server gets what was typed in its own units', async () => {
    fill();
    const page = await parts.open('#/alerts?view=rules');
    await page.getByRole('link', { name: 'New rule' }).click();
    const form = editor(page);
    await form.getByLabel('Name').fill('Slow orders');
    await form.getByLabel('Watches').selectOption('access_latency');
    expect(await form.getByLabel('Levels').count()).toBe(0);
    await form.getByLabel('Routes').fill('GET /orders/:id, POST /orders');
    await form.getByRole('checkbox', { name: '5xx' }).check();
    await form.getByLabel('Percentile').fill('99');
    await form.getByLabel('Fires at').fill('1500');
    await form.getByLabel('Window').fill('10');
    await form.getByLabel('Not again within').fill('30');
    await form.getByLabel('Labels').fill('team=shop\npage=yes');
    await form.getByLabel('Channels').selectOption('some');
    await form.getByRole('checkbox', { name: 'slack' }).uncheck();
    await form.getByRole('button', { name: 'Make the rule' }).click();
    await page.locator('[data-rule="made"][data-chosen="true"]').waitFor();
    expect(sent('/api/v1/alerts/rules')).toEqual({
      ...{ name: 'Slow orders', enabled: true, kind: 'access_latency', severity: 'warning', channels: ['email'] },
      scope: { routes: ['GET /orders/:id', 'POST /orders'], statuses: ['5xx'] },
      ...{ percentile: 99, windowSeconds: 600, minimumVolume: 0, threshold: 1500, forWindows: 1 },
      ...{ cooldownSeconds: 1800, labels: { team: 'shop', page: 'yes' } },
    });
    expect(page.url()).toContain('rule=made');
  });

  test('one is changed: what was not touched stays as it was', async () => {
    fill();
    const page = await parts.open('#/alerts?view=rules');
    await page.getByRole('link', { name: 'Edit Error rate' }).click();
    const form = editor(page);
    await expect.poll(() => form.getByLabel('Fires at').inputValue()).toBe('5');
    await form.getByLabel('Fires at').fill('7');
    await form.getByRole('button', { name: 'Save' }).click();
    await page.locator('[data-rule="rate"][data-chosen="true"]').waitFor();
    expect(sent('/api/v1/alerts/rules/rate')).toMatchObject({
      ...{ name: 'Error rate', threshold: 0.07, resolveThreshold: 0.03, groupBy: 'service', channels: 'all' },
    });
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Error rate');
  });

  test('one that somebody else has changed meanwhile is not written over: the form says so, and begins again with it', async () => {
    fill();
    const page = await parts.open(EDIT);
    const form = editor(page);
    await form.getByLabel('Fires at').fill('7');
    const { alerts } = parts.monitor;
    const others = { kind: 'log_error_share', threshold: 0.09, source: 'api', version: 2 } as const;
    alerts.rules = [alertRule('rate', 'Error rate', others)];
    await form.getByRole('button', { name: 'Save' }).click();
    await form.getByText('Somebody else has changed this rule.').waitFor();
    expect(alerts.rules[0]?.threshold).toBe(0.09);
    expect(await form.getByLabel('Fires at').inputValue()).toBe('7');
    await form.getByRole('button', { name: 'Load it as it is now' }).click();
    await expect.poll(() => form.getByLabel('Fires at').inputValue()).toBe('9');
    await form.getByLabel('Fires at').fill('8');
    await form.getByRole('button', { name: 'Save' }).click();
    await page.locator('[data-rule="rate"][data-chosen="true"]').waitFor();
    expect(alerts.rules[0]).toMatchObject({ threshold: 0.08, version: 3 });
  });

  test('the preview follows what is typed, as words and as marks in a chart', async () => {
    fill();
    parts.monitor.alerts.preview = firedOnce('booking');
    const page = await parts.open(EDIT);
    const preview = page.getByRole('region', { name: 'What it would have done' });
    await preview.getByText('In the last 24 hours it would have fired 1 time').waitFor();
    await editor(page).getByLabel('Fires at').fill('12');
    await expect.poll(() => parts.monitor.alerts.tried.at(-1)?.threshold).toBe(0.12);
    await preview.getByRole('button', { name: '7 d' }).click();
    await preview.getByText('In the last 7 days it would have fired').waitFor();
    expect(parts.monitor.requests.some((request) => request.includes('preview?from=now-7d'))).toBe(true);
    await preview.locator('.chart-host').focus();
    let read = '';
    for (let presses = 0; presses < 400 && !read.includes('fired: '); presses += 1) {
      await page.keyboard.press('ArrowLeft');
      read = (await preview.locator('.chart-tooltip').textContent()) ?? '';
    }
    expect(read).toContain('fired: booking');
    await preview.locator('summary').click();
    expect(await preview.locator('[data-transition="fired"]').innerText()).toContain('128 records of all services');
  });

  test('what the server refuses stands at its field, and the focus is there', async () => {
    fill();
    const page = await parts.open(EDIT);
    const form = editor(page);
    await form.getByText('it would have fired').first().waitFor();
    parts.monitor.alerts.refused = [
      { name: 'scope.services.0', reason: 'must not be empty' },
      { name: 'windowSeconds', reason: 'must be a multiple of 60' },
    ];
    await form.getByRole('button', { name: 'Save' }).click();
    await form.getByText('must be a multiple of 60', { exact: true }).waitFor();
    const services = form.getByLabel('Services', { exact: true });
    expect(await services.getAttribute('aria-invalid')).toBe('true');
    await expect.poll(() => services.evaluate((field) => field === document.activeElement)).toBe(true);
    const described = await form.getByLabel('Window').getAttribute('aria-describedby');
    expect(await page.locator(`[id="${described?.split(' ').at(-1)}"]`).innerText()).toBe('must be a multiple of 60');
    parts.monitor.alerts.refused = [];
    await form.getByLabel('Window').fill('10');
    await expect.poll(() => services.getAttribute('aria-invalid')).toBe('false');
  });

  test('one is switched off where it stands, copied, and deleted once that is confirmed', async () => {
    fill();
    const page = await parts.open('#/alerts?view=rules');
    const power = page.getByRole('switch', { name: 'Error rate is watched' });
    await power.focus();
    await page.keyboard.press('Space');
    await expect.poll(() => power.getAttribute('aria-checked')).toBe('false');
    expect(sent('/api/v1/alerts/rules/rate')).toMatchObject({
      ...{ enabled: false, kind: 'log_error_share', threshold: 0.05, version: 1 },
    });
    expect(await power.evaluate((button) => button === document.activeElement)).toBe(true);
    await page.getByRole('link', { name: 'Copy Error rate' }).click();
    await expect.poll(() => editor(page).getByLabel('Name').inputValue()).toBe('Copy of Error rate');
    await editor(page).getByRole('button', { name: 'Make the rule' }).click();
    await page.locator('[data-rule="made"]').waitFor();
    await page.getByRole('link', { name: 'Edit Paged' }).click();
    await editor(page).getByRole('button', { name: 'Delete', exact: true }).click();
    await editor(page).getByRole('button', { name: 'Delete the rule' }).click();
    await page.locator('[data-rule="rate"]').waitFor();
    await expect.poll(() => page.locator('[data-rule="paged"]').count()).toBe(0);
  });

  test('one of the file is shown, and can only be copied', async () => {
    fill();
    const page = await parts.open('#/alerts?view=rules');
    await page.getByRole('link', { name: 'Show Gone silent' }).click();
    await editor(page).getByText('It stands in ALERT_RULES_FILE').waitFor();
    expect(await editor(page).getByLabel('Fires at').isDisabled()).toBe(true);
    expect(await editor(page).getByRole('button', { name: 'Save' }).count()).toBe(0);
    await page.getByRole('link', { name: 'Back' }).click();
    expect(await page.locator('[data-rule="silent"] [role="switch"]').count()).toBe(0);
    expect(await page.getByRole('link', { name: 'Copy Gone silent' }).count()).toBe(1);
  });

  test('hostile names in the form run nothing and widen nothing', async () => {
    fill();
    const attack = '<img src=x onerror="pwned()">';
    parts.monitor.alerts.rules = [
      alertRule('rate', attack + 'W'.repeat(180), { owner: attack, labels: { [attack]: attack }, channels: [attack] }),
      alertRule('other', 'W'.repeat(200), { source: 'file' }),
    ];
    parts.monitor.alerts.preview = firedOnce(attack);
    const page = await parts.open(EDIT);
    await editor(page).getByText('it would have fired').first().waitFor();
    for (const width of [2560, 1440, 1180, 800, 390, 360]) {
      await page.setViewportSize({ width, height: 900 });
      expect([width, await scrollsSideways(page)]).toEqual([width, false]);
    }
    expect(await parts.opened?.wasAttacked()).toBe(false);
    expect(parts.opened?.complaints).toEqual([]);
  });
});
