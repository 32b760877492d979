import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { errorRow, skipTime } from './open-dashboard.js';
import { freshError, scrollsSideways, useDashboard } from './use-dashboard.js';

const parts = useDashboard();
const log = (parts: Parameters<typeof freshError>[0] = {}): ReturnType<typeof freshError> =>
  freshError({ level: 'INFO', ...parts });

const messages = (page: Page): Promise<string[]> => page.locator('.record-list a .cell-message').allInnerTexts();
const rowsOf = (page: Page): ReturnType<Page['locator']> => page.locator('.record-list a.list-row');
const tail = (page: Page, kind: string): Promise<void> => page.locator(`[data-tail="${kind}"]`).waitFor();

describe('searching', () => {
  test('from the header; all levels, the filters in the address, older ones by cursor', async () => {
    const page = await parts.open();
    await page.getByRole('link', { name: 'Logs', exact: true }).click();
    await page.waitForFunction(() => document.querySelectorAll('.record-list a').length === 200);
    const levels = new Set(await page.locator('.record-list .cell-level').allInnerTexts());
    expect(levels.has('INFO') && levels.has('DEBUG') && levels.has('WARNING')).toBe(true);
    await page.getByRole('button', { name: 'Load older' }).click();
    await page.waitForFunction(() => document.querySelectorAll('.record-list a').length > 200);
    const ids = await rowsOf(page).evaluateAll((rows) => rows.map((row) => row.getAttribute('data-record')));
    expect(new Set(ids).size).toBe(ids.length);
    await page.getByRole('button', { name: 'Warning', exact: true }).click();
    await page.waitForFunction(() => {
      const cells = [...document.querySelectorAll('.record-list a .cell-level')];
      return cells.length > 0 && cells.every((cell) => cell.textContent === 'WARNING');
    });
    await page.getByLabel('Logger', { exact: true }).fill('RoomStore');
    await page.waitForFunction(() => location.hash.includes('logger=RoomStore'));
    expect(page.url()).toContain('level=WARNING');
    await page.getByText('All that was found.').waitFor();
    await page.reload();
    await page.waitForFunction(() => document.querySelectorAll('.record-list a').length > 0);
    await rowsOf(page).first().click();
    await page.locator('.panel .context-rows').waitFor();
    await page.keyboard.press('Escape');
    await page.locator('.panel').waitFor({ state: 'detached' });
    expect(page.url()).toContain('#/logs?');
    expect(parts.opened?.complaints).toEqual([]);
  });

  test('by an attribute, in the search and in the tail', async () => {
    const order = (orderId: number): ReturnType<typeof log> => log({ attributes: { orderId } });
    parts.monitor.store(order(17), order(18));
    const page = await parts.open('#/logs');
    await page.getByLabel('Attribute name=value').fill('orderId');
    await page.getByText('An attribute is written name=value.').waitFor();
    await page.getByLabel('Attribute name=value').fill('orderId=17');
    await page.getByText('1 record, one bar is').waitFor();
    expect(await page.getByText('An attribute is written name=value.').count()).toBe(0);
    await page.getByRole('button', { name: 'Live tail' }).click();
    await tail(page, 'live');
    expect(parts.monitor.requests.filter((path) => path.includes('/tail')).at(-1)).toContain('attributes.orderId=17');
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await page.waitForFunction(() => document.querySelectorAll('.record-list a').length === 200);
    expect(page.url()).not.toContain('attribute');
  });

  test('the list of errors is not asked for meanwhile, and is there again afterwards', async () => {
    const page = await parts.open('#/?service=booking');
    await page.getByRole('link', { name: 'Logs', exact: true }).click();
    await page.waitForFunction(() => document.querySelectorAll('.record-list a').length === 200);
    parts.monitor.requests.length = 0;
    await expect
      .poll(async () => {
        await skipTime(page, 3000);
        return parts.monitor.requests.filter((path) => path.startsWith('/api/v1/logs/stats')).length;
      })
      .toBeGreaterThan(2);
    expect(parts.monitor.requests.filter((path) => /\/(errors|histogram)/.test(path))).toEqual([]);
    const fresh = freshError({ service: 'gateway' });
    parts.monitor.store(fresh);
    await page.getByRole('link', { name: 'Errors', exact: true }).click();
    await errorRow(page, fresh.id).waitFor();
    const services = new Set(await page.locator('.list-row .cell-service').allInnerTexts());
    expect(services.size).toBeGreaterThan(1);
  });

  test('the chart counts what is found, by level', async () => {
    parts.monitor.store(log({ message: 'needle a' }), log({ message: 'needle b', level: 'WARNING' }));
    const page = await parts.open('#/logs?search=needle');
    await page.getByText('2 records, one bar is').waitFor();
    expect(await page.locator('.legend').innerText()).toMatch(/INFO\s+1\s+WARNING\s+1/);
    await page.locator('.legend button', { hasText: 'WARNING' }).click();
    await page.waitForFunction(() => document.querySelectorAll('.record-list a').length === 1);
    expect(await messages(page)).toEqual(['needle b']);
  });

  test('text is literal; nothing found is said; a refusal in the words of the server', async () => {
    const found = log({ message: '100% of <b>_disk_</b> \\ used' });
    parts.monitor.store(found);
    const page = await parts.open('#/logs');
    await page.getByRole('searchbox', { name: 'Text' }).fill('% of <b>_disk_</b> \\');
    await page.waitForFunction(() => document.querySelectorAll('.record-list a').length === 1);
    await page.getByRole('searchbox', { name: 'Text' }).fill('no such text');
    await page.getByText('No record in the last hour fits the filter.').waitFor();
    parts.monitor.failing.set('/api/v1/logs/search', 'Too many questions at once.');
    await page.getByRole('button', { name: 'Search again' }).click();
    await page.getByText('Too many questions at once.').waitFor();
    parts.monitor.failing.clear();
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByText('No record in the last hour fits the filter.').waitFor();
  });

  test('hostile records run nothing and widen nothing', async () => {
    const attack = '<img src=x onerror="pwned()"><script>pwned()</script>\u202e';
    const word = 'W'.repeat(5000);
    const bad = log({ message: attack, service: attack, host: attack, logger: attack, requestId: attack });
    parts.monitor.store(bad, log({ message: word, service: word, host: word, logger: word }));
    const page = await parts.open('#/logs?follow=tail');
    await tail(page, 'live');
    await errorRow(page, bad.id).waitFor();
    const live = log({ message: attack, logger: attack });
    parts.monitor.store(live);
    await errorRow(page, live.id).waitFor();
    parts.monitor.tail.send(JSON.stringify({ reason: attack, since: attack }), 'gap');
    await page.locator('[data-note="gap"]').waitFor();
    await errorRow(page, bad.id).click();
    await page.locator('.panel .context-rows').waitFor();
    for (const width of [2560, 1440, 800, 360]) {
      await page.setViewportSize({ width, height: 800 });
      expect([width, await scrollsSideways(page)]).toEqual([width, false]);
    }
    expect(await page.locator('img, script:not([src]), [onerror]').count()).toBe(0);
    expect(await parts.opened?.wasAttacked()).toBe(false);
    expect(parts.opened?.complaints).toEqual([]);
  });
});

describe('live tail', () => {
  test('goes on after the last event after a cut: nothing twice, nothing lost', async () => {
    const page = await parts.open('#/logs?follow=tail&search=live');
    await tail(page, 'live');
    parts.monitor.store(log({ message: 'live 1' }), log({ message: 'live 2' }));
    await page.waitForFunction(() => document.querySelectorAll('.record-list a').length === 2);
    parts.monitor.tail.cut();
    parts.monitor.store(log({ message: 'live 3' }), log({ message: 'live 4' }));
    await page.locator('[data-note="back"]').waitFor();
    await page.waitForFunction(() => document.querySelectorAll('.record-list a').length === 4);
    expect(await messages(page)).toEqual(['live 4', 'live 3', 'live 2', 'live 1']);
    expect(await page.locator('[data-note="lost"]').count()).toBe(1);
    expect(parts.monitor.tail.joinedAfter).toEqual(['', '2']);
  });

  test('what was left out and what is gone stands between the records', async () => {
    const page = await parts.open('#/logs?follow=tail&search=live');
    await tail(page, 'live');
    parts.monitor.store(log({ message: 'live 1' }));
    parts.monitor.tail.send('{"count":1234}', 'skipped');
    parts.monitor.tail.send('{"reason":"retention","since":"2026-11-01T00:00:00.000Z"}', 'gap');
    parts.monitor.store(log({ message: 'live 2' }));
    await page.waitForFunction(() => document.querySelectorAll('.record-list ol > li').length === 4);
    const texts = await page.locator('.record-list ol > li').allInnerTexts();
    expect(texts[1]).toContain('past retention');
    expect(texts[2]).toContain('1,234 records left out');
    expect(await page.locator('.tail-status').innerText()).toMatch(/Live heartbeat \d+ s ago, complete through/);
  });

  test('scrolled away: rows stay where they are, the new ones wait and are counted', async () => {
    const page = await parts.open('#/logs?follow=tail');
    await tail(page, 'live');
    await page.waitForFunction(() => document.querySelectorAll('.record-list a').length === 200);
    await page.evaluate(() => scrollTo(0, 2500));
    const first = await rowsOf(page).first().getAttribute('data-record');
    const fresh = [log({ message: 'x' }), log({ message: 'y' }), log({ message: 'z' })];
    parts.monitor.store(...fresh);
    await page.getByRole('button', { name: '3 new' }).waitFor();
    expect(await rowsOf(page).first().getAttribute('data-record')).toBe(first);
    await page.getByRole('button', { name: '3 new' }).click();
    await errorRow(page, fresh[2]!.id).waitFor();
    expect((await messages(page)).slice(0, 3)).toEqual(['z', 'y', 'x']);
    expect(await page.locator('.waiting').count()).toBe(0);
  });

  test('paused: what comes in waits and is counted, until the reader goes on', async () => {
    const page = await parts.open('#/logs?follow=tail');
    await tail(page, 'live');
    await page.getByRole('button', { name: 'Pause refreshing' }).click();
    parts.monitor.store(log({ message: 'stored while paused' }));
    await page.getByRole('button', { name: '1 new' }).waitFor();
    expect(await page.getByText('stored while paused').count()).toBe(0);
    await page.getByRole('button', { name: 'Go on refreshing' }).click();
    parts.monitor.tail.heartbeat();
    await page.getByText('stored while paused').waitFor();
  });

  test('a flood stays within the list', async () => {
    const page = await parts.open('#/logs?follow=tail');
    await tail(page, 'live');
    parts.monitor.store(...Array.from({ length: 3000 }, (_, at) => log({ message: `flood ${at}` })));
    await page.getByText('flood 2999', { exact: true }).waitFor();
    expect(await rowsOf(page).count()).toBe(1000);
    await page.getByText('the list holds 1,000 rows').waitFor();
  });

  test('leaving the page ends the connection', async () => {
    const page = await parts.open('#/logs?follow=tail');
    await tail(page, 'live');
    expect(parts.monitor.tail.readers).toBe(1);
    await page.getByRole('button', { name: 'Search', exact: true }).click();
    await expect.poll(() => parts.monitor.tail.readers).toBe(0);
  });

  test('a token that is no longer right ends the tries', async () => {
    const page = await parts.open('#/logs?follow=tail');
    await tail(page, 'live');
    parts.monitor.token = 'new';
    parts.monitor.tail.cut();
    await page.locator('[data-tail="lost"]', { hasText: 'A token is needed.' }).waitFor();
    expect(parts.monitor.tail.joinedAfter).toHaveLength(1);
  });
});
