import { describe, expect, test } from 'vitest';
import { errorRow } from './open-dashboard.js';
import { freshError, useDashboard } from './use-dashboard.js';

const parts = useDashboard();

describe('finding errors', () => {
  test('by service from the table, by level and by text; all in the address', async () => {
    const page = await parts.open('#/?range=24h');
    await page.locator('tr[data-service="booking"] button').click();
    await page.waitForFunction(() =>
      [...document.querySelectorAll('.list-rows .cell-service')].every((cell) => cell.textContent === 'booking'),
    );
    expect(page.url()).toContain('service=booking');
    await page.getByRole('button', { name: 'Critical', exact: true }).click();
    await page.waitForFunction(() =>
      [...document.querySelectorAll('.list-rows .cell-level')].every((cell) => cell.textContent === 'CRITICAL'),
    );
    await page.goBack();
    await page.getByRole('searchbox').fill('ROOM 412');
    await page.waitForFunction(() => {
      const rows = [...document.querySelectorAll('.list-rows .cell-message')];
      return rows.length > 0 && rows.every((cell) => cell.textContent?.startsWith('Room 412'));
    });
    expect(page.url()).toContain('search=ROOM+412');
    await page.reload();
    await page.waitForFunction(() => document.querySelectorAll('.list-rows a').length > 0);
    expect(await page.getByRole('searchbox').inputValue()).toBe('ROOM 412');
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await page.waitForFunction(() => document.querySelectorAll('.list-rows a').length === 100);
    expect(await page.getByRole('searchbox').inputValue()).toBe('');
  });

  test('text is literal', async () => {
    const error = freshError({ message: '100% of <b>_disk_</b> \\ used & "full"' });
    parts.monitor.add(error);
    const page = await parts.open();
    await page.getByRole('searchbox').fill('% of <b>_disk_</b> \\ used & "');
    await page.waitForFunction(() => document.querySelectorAll('.list-rows a').length === 1);
    expect(await errorRow(page, error.id).count()).toBe(1);
    await page.getByRole('searchbox').fill('no such text');
    await page.getByText('No error in the last hour fits the filter.').waitFor();
  });

  test('typing asks once', async () => {
    const page = await parts.open();
    // Every key in one go, so that the pause between two of them does not depend on how busy the machine is.
    await page.getByRole('searchbox').evaluate((input) => {
      const box = input as HTMLInputElement;
      for (const key of 'Room 412') {
        box.value += key;
        box.dispatchEvent(new InputEvent('input', { bubbles: true }));
      }
    });
    await page.waitForFunction(() => location.hash.includes('search=Room+412'));
    const searches = (): string[] => parts.monitor.requests.filter((path) => path.includes('search='));
    await expect.poll(() => searches().length).toBeGreaterThan(0);
    expect(searches().every((path) => path.includes('search=Room+412'))).toBe(true);
  });

  test('older errors come page by page, without hole or repeat, to the end', async () => {
    const page = await parts.open('#/?range=7d');
    const more = page.getByRole('button', { name: 'Load older' });
    for (let shown = 100; shown < parts.monitor.errors.length; shown += 100) {
      await page.waitForFunction((count) => document.querySelectorAll('.list-rows a').length >= count, shown);
      await more.click();
    }
    await page.getByText('all of the last 7 days').waitFor();
    const ids = await page
      .locator('.list-rows a')
      .evaluateAll((rows) => rows.map((row) => row.getAttribute('data-record')));
    expect(ids).toEqual(parts.monitor.errors.map((error) => error.id));
  });

  test('a range is kept in the address and asked from the clock of the server', async () => {
    const page = await parts.open();
    await page.getByRole('button', { name: '7 d' }).click();
    await page.waitForFunction(() => location.hash.includes('range=7d'));
    await expect.poll(() => parts.monitor.requests.at(-1)).toBeDefined();
    await expect.poll(() => parts.monitor.requests.some((path) => path.includes('stats?from=now-7d'))).toBe(true);
  });

  test('the chart tells a bar by arrow keys, in local time and UTC', async () => {
    const page = await parts.open('#/?range=6h');
    await page.locator('.chart-host').focus();
    await page.keyboard.press('End');
    await page.keyboard.press('ArrowLeft');
    const tooltip = page.locator('.chart-tooltip');
    expect(await tooltip.innerText()).toMatch(/\d\d:\d\d – \d\d:\d\d\n\d{4}-\d\d-\d\d \d\d:\d\d UTC\n\d+ errors?/);
    await page.locator('.legend button').first().click();
    await page.waitForFunction(() => location.hash.includes('service=booking'));
  });
});
