import { describe, expect, test } from 'vitest';
import { idAt, seededRandom } from './fixture-records.js';
import { errorRow } from './open-dashboard.js';
import { freshError, useDashboard } from './use-dashboard.js';

const parts = useDashboard();
const random = seededRandom(1);

describe('one error', () => {
  test('has an address of its own; back, Escape and focus work', async () => {
    const page = await parts.open();
    const row = page.locator('.list-rows a').nth(2);
    const id = (await row.getAttribute('data-record')) ?? '';
    await row.focus();
    await page.keyboard.press('Enter');
    await page.locator('.panel .stack').first().waitFor();
    expect(page.url()).toContain(`#/records/${id}`);
    await page.locator('.panel').getByText('partition 3, offset 88,213').waitFor();
    await page.getByRole('link', { name: 'Older' }).click();
    await page.waitForFunction((first) => !location.hash.includes(first), id);
    await page.goBack();
    await page.waitForFunction((first) => location.hash.includes(first), id);
    await page.keyboard.press('Escape');
    await page.locator('.panel').waitFor({ state: 'detached' });
    expect(await page.evaluate(() => document.activeElement?.getAttribute('data-record'))).toBe(id);
    await page.goto(`${parts.monitor.url}#/records/${id}`);
    await page.reload();
    await page.locator('.panel .stack').first().waitFor();
    expect(parts.opened?.complaints).toEqual([]);
  });

  test('leads to all errors of the same request, also outside the range', async () => {
    const requestId = 'req & "quoted" #1';
    const old = freshError({
      requestId,
      id: idAt(0, random),
      timestamp: new Date(Date.now() - 20 * 864e5).toISOString(),
    });
    const recent = freshError({ requestId, service: 'usermanagement' });
    parts.monitor.add(recent, old);
    const page = await parts.open(`#/records/${recent.id}`);
    await page.getByRole('link', { name: 'Show all with this request id' }).click();
    await errorRow(page, old.id).waitFor();
    expect(await page.locator('.list-rows a').count()).toBe(2);
    await page.locator('.chip').click();
    await page.waitForFunction(() => document.querySelectorAll('.list-rows a').length > 2);
  });

  test('is copied as JSON that reads back the same', async () => {
    const error = freshError({
      message: 'bidi \u202e and bell \u0007',
      attributes: { nested: { list: [1, null, 'x'] } },
    });
    parts.monitor.add(error);
    const page = await parts.open(`#/records/${error.id}`, { permissions: ['clipboard-read', 'clipboard-write'] });
    await page.locator('.panel').getByText('partition 3').waitFor();
    await page.getByRole('button', { name: 'Copy as JSON' }).click();
    await page.getByRole('button', { name: 'Copied' }).waitFor();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    expect(JSON.parse(copied)).toEqual(error);
    expect(copied).not.toContain('\u202e');
  });

  test('shows causes, held errors, attributes and members nobody planned for', async () => {
    const error = freshError({
      error: {
        type: 'AggregateError',
        message: 'all replicas failed',
        errno: -111,
        errors: [
          { type: 'A', message: 'first replica' },
          { type: 'B', message: 'second replica', cause: { message: 'root of it' } },
        ],
        cause: { type: 'Error', message: 'network is down', stack: 'Error: network is down\n    at x (y.ts:1:2)' },
      },
      attributes: { order: { id: 17, tags: ['a', 'b'] }, empty: {}, nothing: null },
    });
    parts.monitor.add(error);
    const page = await parts.open(`#/records/${error.id}`);
    const panel = page.locator('.panel');
    await panel.getByText('partition 3').waitFor();
    const text = await panel.innerText();
    for (const part of [
      'AggregateError',
      'errno',
      '-111',
      'first replica',
      'root of it',
      'network is down',
      'y.ts:1:2',
      'tags',
      '17',
      'null',
    ]) {
      expect(text).toContain(part);
    }
  });

  test('that does not exist: said in the words of the server', async () => {
    const page = await parts.open('#/records/01980000-0000-7000-8000-000000000000');
    await page.getByText('it may have passed its retention').waitFor();
    await page.getByRole('button', { name: 'Close' }).click();
    await page.locator('.panel').waitFor({ state: 'detached' });
  });
});
