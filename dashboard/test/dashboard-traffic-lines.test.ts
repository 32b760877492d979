import { text } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { nextRound, useDashboard } from './use-dashboard.js';
import { skipTime } from './open-dashboard.js';

const parts = useDashboard();

const PATIENT = { timeout: 15_000 };

const card = (title: string): ReturnType<NonNullable<typeof parts.opened>['page']['locator']> =>
  parts.opened!.page.locator(`section[aria-label="${title}"]`);

const linesShown = (title: string): Promise<number> => card(title).locator('.log-line').count();

describe('lines of logs on the page Traffic', () => {
  test('error logs: counts by host, level and subject, each a filter of the lines; older pages follow', async () => {
    const page = await parts.open('#/traffic');
    const errors = card('Error logs');
    const first = errors.locator('tbody tr').first();
    await first.waitFor();
    expect(await first.innerText()).toMatch(/shop\.example\.com\s+ERROR\s+connection failed\s+17\s+53\.1 %/);
    await expect.poll(() => linesShown('Error logs'), PATIENT).toBe(20);
    await errors.getByRole('button', { name: 'Load older' }).click();
    await expect.poll(() => linesShown('Error logs'), PATIENT).toBe(32);
    await errors.getByText('32 error lines shown, all of the last hour').waitFor();
    await errors.getByRole('button', { name: 'WARNING' }).click();
    await expect.poll(() => linesShown('Error logs'), PATIENT).toBe(3);
    await page.getByRole('button', { name: 'error log level WARNING' }).click();
    await errors.getByRole('button', { name: 'timeout', exact: true }).click();
    await expect.poll(() => linesShown('Error logs'), PATIENT).toBe(12);
    expect(page.url()).toMatch(/#\/traffic\?class=timeout$/);
    await page.goBack();
    await expect.poll(() => linesShown('Error logs'), PATIENT).toBe(20);
    await page.goForward();
    await expect.poll(() => linesShown('Error logs'), PATIENT).toBe(12);
    await page.getByRole('button', { name: 'error log about timeout' }).click();
    await errors
      .locator('.legend')
      .getByRole('button', { name: /connection failed/ })
      .click();
    await expect.poll(() => linesShown('Error logs'), PATIENT).toBe(17);
    expect(parts.opened?.complaints).toEqual([]);
  });

  test('unparsed lines: how many of each source and why, and the lines with their reason, page by page', async () => {
    const page = await parts.open('#/traffic');
    const unparsed = card('Unparsed lines');
    const rows = unparsed.locator('tbody tr');
    await rows.first().waitFor();
    expect(await rows.allInnerTexts()).toEqual([
      expect.stringMatching(/^shop-nginx\s+format mismatch\s+2\s+< 0\.01 %$/),
      expect.stringMatching(/^shop-nginx\s+bad json\s+1\s+< 0\.01 %$/),
    ]);
    await expect.poll(() => linesShown('Unparsed lines'), PATIENT).toBe(20);
    const newest = await unparsed.locator('.log-line').first().innerText();
    expect(newest).toMatch(/bad json\s+its first part is kept\s+shop-nginx · web-1\s+\{"status": 0/);
    for (const shown of [40, 45]) {
      await unparsed.getByRole('button', { name: 'Load older' }).click();
      await expect.poll(() => linesShown('Unparsed lines'), PATIENT).toBe(shown);
    }
    await unparsed.getByRole('button', { name: 'bad json' }).click();
    await expect.poll(() => linesShown('Unparsed lines'), PATIENT).toBe(15);
    expect(page.url()).toMatch(/#\/traffic\?reason=bad_json$/);
    await page.getByRole('button', { name: 'unparsed because bad_json' }).click();
    await unparsed.getByRole('button', { name: 'shop-nginx' }).first().click();
    await expect.poll(() => page.url()).toMatch(/source=shop-nginx$/);
    expect(parts.opened?.complaints).toEqual([]);
  });

  test('a line that comes while somebody looks is shown, one that cannot be loaded is said', async () => {
    const page = await parts.open('#/traffic');
    await expect.poll(() => linesShown('Unparsed lines'), PATIENT).toBe(20);
    const time = new Date().toISOString();
    parts.monitor.access.lines.unparsed.unshift({ ...parts.monitor.access.lines.unparsed[0]!, id: '9-99-0-0-0', time });
    await page.mouse.move(0, 0);
    await skipTime(page, 6000);
    await skipTime(page, 5000);
    await card('Unparsed lines').locator('[data-line="9-99-0-0-0"]').waitFor();
    parts.monitor.failing.set('/api/v1/access/errors/classes', 'The database is away.');
    await skipTime(page, 6000);
    await skipTime(page, 5000);
    await card('Error logs').getByRole('alert').getByText('The database is away.').waitFor();
    // What was known stays in sight.
    expect(await card('Error logs').locator('tbody tr').count()).toBe(3);
  });

  test('hostile lines stay text', async () => {
    const attack = '<img src=x onerror="pwned()">\u202e';
    const { lines } = parts.monitor.access;
    lines.unparsed[0]!.line = attack;
    lines.errors[0]!.line = attack;
    lines.errors[0]!.source = attack;
    await parts.open('#/traffic');
    for (const title of ['Unparsed lines', 'Error logs']) {
      const text = card(title).locator('.log-line-text').first();
      await text.waitFor();
      expect(await text.innerText()).toBe('<img src=x onerror="pwned()">\\u202e');
    }
    expect(await parts.opened?.wasAttacked()).toBe(false);
  });
});

describe('requests', () => {
  test('are exported as they are filtered, in both formats', async () => {
    const page = await parts.open('#/traffic?range=6h&host=shop.example.com&status=5xx');
    for (const format of ['CSV', 'NDJSON']) {
      const begun = page.waitForEvent('download');
      await page
        .getByRole('group', { name: /^Export/ })
        .getByRole('link', { name: format, exact: true })
        .click();
      const download = await begun;
      expect(download.suggestedFilename()).toBe(`requests.${format.toLowerCase()}`);
      const asked = new URLSearchParams(await text(await download.createReadStream()));
      expect(Object.fromEntries(asked)).toEqual({
        ...{ from: 'now-6h', host: 'shop.example.com', status: '5xx', format: format.toLowerCase() },
      });
    }
  });

  test('newer and older, back, Escape and the focus, as in the list of logs', async () => {
    const page = await parts.open('#/traffic');
    const rows = page.locator('.request-list .list-rows a');
    await rows.nth(2).waitFor();
    const ids = await rows.evaluateAll((all) => all.slice(0, 4).map((row) => row.getAttribute('data-record')));
    await rows.nth(2).focus();
    await page.keyboard.press('Enter');
    const panel = page.locator('.panel');
    await panel.getByText('The line as it came').waitFor();
    await panel.getByRole('link', { name: 'Older' }).click();
    await page.waitForFunction((id) => location.hash.includes(String(id)), ids[3]);
    await panel.getByRole('link', { name: 'Newer' }).click();
    await panel.getByRole('link', { name: 'Newer' }).click();
    await page.waitForFunction((id) => location.hash.includes(String(id)), ids[1]);
    await page.goBack();
    await page.waitForFunction((id) => location.hash.includes(String(id)), ids[2]);
    await page.keyboard.press('Escape');
    await panel.waitFor({ state: 'detached' });
    expect(await page.evaluate(() => document.activeElement?.getAttribute('data-record'))).toBe(ids[2]);
    await rows.first().click();
    await panel.getByText('The line as it came').waitFor();
    expect(await panel.getByText('Newer').getAttribute('aria-disabled')).toBe('true');
  });

  test('all of them are listed when that is wanted; a fact of one narrows the page', async () => {
    const page = await parts.open('#/traffic');
    const statuses = (): Promise<string[]> => page.locator('.request-list .list-rows .cell-status').allInnerTexts();
    await page.locator('.request-list .list-rows a').first().waitFor();
    expect((await statuses()).every((status) => Number(status) >= 400)).toBe(true);
    await page.getByRole('group', { name: 'Which requests' }).getByRole('button', { name: 'All' }).click();
    await expect.poll(async () => (await statuses()).includes('200'), PATIENT).toBe(true);
    expect(page.url()).toMatch(/#\/traffic\?show=all$/);
    await page.locator('.request-list .list-rows a').first().click();
    const panel = page.locator('.panel');
    const client = await panel.locator('.fact', { hasText: 'Client' }).locator('bdi').innerText();
    await panel.locator('.fact', { hasText: 'Client' }).getByRole('link', { name: 'only these' }).click();
    await page.getByRole('button', { name: `client ${client}` }).waitFor();
    await nextRound(page);
    const clients = (): Promise<string[]> => page.locator('.request-list .list-rows .cell-client').allInnerTexts();
    await expect.poll(async () => new Set(await clients()), PATIENT).toEqual(new Set([client]));
  });

  test('every figure says what it counts, to the pointer and to the keyboard', async () => {
    const page = await parts.open('#/traffic');
    await card('Sources').locator('tbody tr').first().waitFor();
    const cards = page.locator('main section.card');
    const untold = await cards.evaluateAll((all) =>
      all
        .filter((one) => one.querySelector('h2') && !one.querySelector('[role="tooltip"]')?.textContent)
        .map((one) => one.getAttribute('aria-label')),
    );
    expect(untold).toEqual([]);
    expect(await page.locator('.tile [role="tooltip"]').count()).toBe(6);
    const hint = card('Sources').locator('.explained');
    await hint.locator('button').focus();
    await hint.getByText('how far the farthest was off').waitFor();
    await page.keyboard.press('Escape');
    expect(await hint.locator('[role="tooltip"]').isVisible()).toBe(false);
  });
});
