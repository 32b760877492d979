import { describe, expect, test } from 'vitest';
import { FixtureMonitor } from './fixture-monitor.js';
import { errorRow, readTile, skipTime, waitForState } from './open-dashboard.js';
import { freshError, nextRound, useDashboard } from './use-dashboard.js';

const parts = useDashboard();

describe('live', () => {
  test('a new error is on the page without touching it', async () => {
    const page = await parts.open('', { canSkipTime: false });
    const before = Number(await readTile(page, 'errors'));
    const error = freshError({ message: 'Fresh from the oven' });
    // Meanwhile an old one may leave the hour that is shown: ten are more than leave.
    parts.monitor.add(error, ...Array.from({ length: 9 }, () => freshError()));
    await errorRow(page, error.id).waitFor();
    expect(await errorRow(page, error.id).innerText()).toContain('Fresh from the oven');
    // The questions of one round are asked side by side: the sum may have been answered before the error was there.
    await expect.poll(async () => Number(await readTile(page, 'errors')), { timeout: 15_000 }).toBeGreaterThan(before);
    expect(parts.opened?.complaints).toEqual([]);
  });

  test('new errors do not move the row that somebody points at', async () => {
    const page = await parts.open();
    const row = page.locator('.list-rows a').nth(3);
    await row.hover();
    const place = await row.boundingBox();
    const id = await row.getAttribute('data-record');
    const errors = [freshError(), freshError()];
    parts.monitor.add(...errors);
    await nextRound(page);
    await page.getByRole('button', { name: '2 new errors' }).waitFor();
    const still = await errorRow(page, id ?? '').boundingBox();
    expect(await page.locator('.list-rows a').nth(3).getAttribute('data-record')).toBe(id);
    expect(still?.y).toBe(place?.y);
    await page.getByRole('button', { name: '2 new errors' }).click();
    await errorRow(page, errors[0]!.id).waitFor();
    expect(await page.locator('.waiting').count()).toBe(0);
  });

  test('pausing stops the questions, going on asks at once', async () => {
    const page = await parts.open();
    await page.getByRole('button', { name: 'Pause refreshing' }).click();
    await waitForState(page, 'paused');
    const error = freshError();
    parts.monitor.add(error);
    const asked = parts.monitor.requests.length;
    await skipTime(page, 60_000);
    expect(parts.monitor.requests.length).toBe(asked);
    await page.getByRole('button', { name: 'Go on refreshing' }).click();
    await errorRow(page, error.id).waitFor();
    expect(parts.monitor.requests.length).toBeGreaterThan(asked);
  });

  test('a hidden tab asks nothing, and catches up when it is seen again', async () => {
    const page = await parts.open();
    const setHidden = (isHidden: boolean): Promise<void> =>
      page.evaluate((hidden) => {
        Object.defineProperty(document, 'hidden', { configurable: true, get: () => hidden });
        document.dispatchEvent(new Event('visibilitychange'));
      }, isHidden);
    await setHidden(true);
    const asked = parts.monitor.requests.length;
    const error = freshError();
    parts.monitor.add(error);
    await skipTime(page, 60_000);
    expect(parts.monitor.requests.length).toBe(asked);
    await setHidden(false);
    await errorRow(page, error.id).waitFor();
  });
});

describe('token', () => {
  const token = 'correct horse';

  test('with the token as password of any user the page works', async () => {
    parts.monitor.token = token;
    const page = await parts.open('', { httpCredentials: { username: 'anybody', password: token } });
    expect(await readTile(page, 'records')).toMatch(/\d/);
  });

  test('a token that is no longer right: the page says so, offers a way in, and stops asking', async () => {
    const page = await parts.open();
    parts.monitor.token = token;
    await nextRound(page);
    await waitForState(page, 'unauthorized');
    await page.getByText('The monitor wants its token.').waitFor();
    await skipTime(page, 60_000);
    // The monitor counts wrong tokens and shuts the door after ten.
    expect(parts.monitor.refused).toBe(1);
    parts.monitor.token = undefined;
    await page.getByRole('button', { name: 'Reload and sign in' }).click();
    await waitForState(page, 'live');
  });
});

describe('empty', () => {
  test('before the first record it says what to do, and goes away by itself', async () => {
    await parts.monitor.goAway();
    parts.monitor = await FixtureMonitor.start('empty');
    const page = await parts.open();
    await page.getByText('Waiting for the first record').waitFor();
    expect((await page.locator('.code').innerText()).trim().split('\n')).toHaveLength(8);
    const first = freshError({ message: 'Hello from my-service' });
    parts.monitor.add(first);
    await nextRound(page);
    await errorRow(page, first.id).waitFor();
  });

  test('a quiet range is not a missing service', async () => {
    parts.monitor.errors = [];
    const page = await parts.open('#/?range=15m');
    await page.getByText('No error in the last 15 minutes.').waitFor();
    expect(await readTile(page, 'errors')).toBe('0');
    expect(await readTile(page, 'rate')).toBe('0 %');
  });
});
