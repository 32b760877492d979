import { describe, expect, test } from 'vitest';
import { errorRow, readTile } from './open-dashboard.js';
import { freshError, scrollsSideways, useDashboard } from './use-dashboard.js';

const parts = useDashboard();

describe('hostile records', () => {
  const ATTACK = '<img src=x onerror="pwned()"><script>pwned()</script>';

  test('markup in every field is text, and nothing runs', async () => {
    const error = freshError({
      service: ATTACK,
      host: ATTACK,
      logger: ATTACK,
      version: ATTACK,
      environment: ATTACK,
      message: ATTACK,
      requestId: ATTACK,
      userId: ATTACK,
      traceId: `javascript:pwned()${ATTACK}`,
      spanId: ATTACK,
      error: {
        type: ATTACK,
        message: ATTACK,
        code: ATTACK,
        stack: ATTACK,
        [ATTACK]: ATTACK,
        cause: { message: ATTACK },
        errors: [{ message: ATTACK }],
      },
      attributes: { [ATTACK]: ATTACK, nested: { [ATTACK]: [ATTACK, { [ATTACK]: ATTACK }] } },
      group: { id: 'g1', title: ATTACK },
    });
    parts.monitor.add(error);
    const page = await parts.open();
    await errorRow(page, error.id).click();
    await page.locator('.panel').getByText('partition 3').waitFor();
    const shown = await page.locator('.panel').innerText();
    expect(shown.split(ATTACK).length - 1).toBeGreaterThanOrEqual(18);
    for (const cell of ['service', 'origin', 'message']) {
      expect(await errorRow(page, error.id).locator(`.cell-${cell}`).innerText()).toContain('<img src=x');
    }
    expect(await page.locator('.services-card .table').innerText()).toContain('<img src=x');
    expect(await page.locator('.legend').innerText()).toContain('<img src=x');
    expect(await page.locator('option', { hasText: '<img src=x' }).count()).toBe(1);
    expect(await page.locator('img, script:not([src]), [onerror]').count()).toBe(0);
    expect(await page.locator('a[href^="javascript"]').count()).toBe(0);
    expect(await parts.opened?.wasAttacked()).toBe(false);
    expect(parts.opened?.complaints).toEqual([]);
  });

  test('the policy would stop it even if it were markup', async () => {
    const page = await parts.open();
    await page.evaluate((attack) => document.body.insertAdjacentHTML('beforeend', attack), ATTACK);
    await expect.poll(() => parts.opened?.complaints.some((text) => text.startsWith('policy: script-src'))).toBe(true);
    expect(await parts.opened?.wasAttacked()).toBe(false);
  });

  test('a service with an odd name can be chosen', async () => {
    const name = ' a,b & "c"/ü?#% ';
    const error = freshError({ service: name });
    parts.monitor.add(error);
    const page = await parts.open();
    await page.getByLabel('Service', { exact: true }).selectOption(name);
    await page.waitForFunction(() => document.querySelectorAll('.list-rows a').length === 1);
    expect(await errorRow(page, error.id).count()).toBe(1);
    expect(await readTile(page, 'errors')).toBe('1');
  });

  test('control characters, terminal colours and direction overrides are visible and harmless', async () => {
    const error = freshError({
      message: '\u001b[31mred\u001b[0m \u202eevil\u202c bell\u0007 nul\u0000',
      service: 'x\u202ey',
    });
    parts.monitor.add(error);
    const page = await parts.open();
    const message = await errorRow(page, error.id).locator('.cell-message').innerText();
    expect(message).toBe('\\x1b[31mred\\x1b[0m \\u202eevil\\u202c bell\\x07 nul\\x00');
    expect(await page.locator('.services-card .table').innerText()).toContain('x\\u202ey');
  });

  test('endless words and huge stacks do not widen the page, whatever its width', async () => {
    const word = 'W'.repeat(5000);
    const error = freshError({
      service: word,
      host: word,
      message: word.repeat(4),
      requestId: word,
      error: { type: word, message: word, code: word, stack: `${word}\n${'    at x\n'.repeat(2000)}` },
      attributes: { [word]: word, list: Array.from({ length: 3000 }, (_, at) => at) },
    });
    parts.monitor.add(error);
    const page = await parts.open();
    for (const width of [360, 800, 1440, 2560]) {
      await page.setViewportSize({ width, height: 800 });
      expect([width, await scrollsSideways(page)]).toEqual([width, false]);
    }
    await errorRow(page, error.id).click();
    await page.locator('.panel').getByText('partition 3').waitFor();
    for (const width of [2560, 1440, 800, 360]) {
      await page.setViewportSize({ width, height: 800 });
      expect([width, await scrollsSideways(page)]).toEqual([width, false]);
      expect(await page.locator('.panel-body').evaluate((body) => body.scrollWidth > body.clientWidth)).toBe(false);
    }
    expect(parts.opened?.complaints).toEqual([]);
  });
});
