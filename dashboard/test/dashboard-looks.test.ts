import type { DeadLetter } from '@log-monitor/monitor-api';
import { describe, expect, test } from 'vitest';
import { openDashboard, waitForState } from './open-dashboard.js';
import { scrollsSideways, useDashboard } from './use-dashboard.js';

const parts = useDashboard();

describe('looks', () => {
  test('follows the system, or the choice that is remembered', async () => {
    const page = await parts.open('', { colorScheme: 'dark' });
    const background = (): Promise<string> => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const dark = await background();
    await page.getByRole('button', { name: /^Theme: system/ }).click();
    const light = await background();
    expect(light).not.toBe(dark);
    await page.reload();
    await waitForState(page, 'live');
    expect(await background()).toBe(light);
    await page.getByRole('button', { name: /^Theme: light/ }).click();
    expect(await background()).toBe(dark);
    await page.emulateMedia({ colorScheme: 'light' });
    expect(await background()).toBe(dark);
    await page.getByRole('button', { name: /^Theme: dark/ }).click();
    expect(await background()).toBe(light);
  });

  test.each(['light', 'dark'] as const)('every text is readable in %s', async (colorScheme) => {
    parts.monitor.lag = { records: 41_230, seconds: 95 };
    parts.opened = await openDashboard(parts.browser, parts.monitor.url, { colorScheme });
    const { page } = parts.opened;
    await waitForState(page, 'behind');
    await page.locator('.list-rows a').first().click();
    await page.locator('.panel').getByText('partition 3').waitFor();
    expect(await page.evaluate(lowContrastTexts)).toEqual([]);
  });

  test('fits every window from 360 to 2560 px', async () => {
    const page = await parts.open();
    for (const width of [360, 480, 519, 600, 759, 760, 900, 1279, 1280, 1440, 1899, 1900, 2560]) {
      await page.setViewportSize({ width, height: 800 });
      expect([width, await scrollsSideways(page)]).toEqual([width, false]);
      // The chart follows its box.
      const chart = page.locator('.chart-host');
      const fits = (): Promise<boolean> => chart.evaluate((host) => host.scrollWidth <= host.clientWidth);
      await expect.poll(fits).toBe(true);
    }
  });

  test.each([1280, 1440])(
    'the header is one row at %i px, in the order in which it is walked and heard',
    async (width) => {
      parts.monitor.ledger = { missing: 3, dropped: 12, duplicates: 1042 };
      parts.monitor.lag = { records: 128, seconds: 0.4 };
      parts.monitor.deadLetters = Array.from({ length: 17 }, (_, id) => ({ id: id + 1 }) as DeadLetter);
      const page = await parts.open('#/traffic', { viewport: { width, height: 900 } });
      const header = page.locator('.page-header');
      await header.locator('.waiting-count').waitFor();
      await header.getByText('128 in flight').waitFor();
      await header.getByText('1,042').waitFor();
      const targets = header.locator('a, button');
      const places = await targets.evaluateAll((all) =>
        all.map((one) => one.getBoundingClientRect().toJSON() as DOMRect),
      );
      // Brand, seven pages, state, proof, five ranges, pause, theme.
      expect(places).toHaveLength(17);
      expect(Math.max(...places.map(({ top }) => top))).toBeLessThan(Math.min(...places.map(({ bottom }) => bottom)));
      const lefts = places.map(({ left }) => left);
      expect(lefts).toEqual([...lefts].sort((one, other) => one - other));
      // Where there is no room for it, its name is still heard.
      expect(await header.getByRole('link', { name: 'log-monitor', exact: true }).count()).toBe(1);
    },
  );

  test('a narrow window: what the open error covers is out of reach', async () => {
    const page = await parts.open('', { viewport: { width: 360, height: 800 } });
    await page.locator('.list-rows a').first().click();
    await page.locator('.panel').waitFor();
    expect(await page.locator('main').evaluate((main) => main.closest('[inert]') !== null)).toBe(true);
    await page.keyboard.press('Escape');
    expect(await page.locator('main').evaluate((main) => main.closest('[inert]') !== null)).toBe(false);
  });
});

/** Runs in the page: texts whose contrast with what is behind them is below WCAG AA. */
function lowContrastTexts(): string[] {
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true })!;
  const rgba = (color: string): number[] => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = color;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const luminance = (color: number[]): number => {
    const [red, green, blue] = color.map((part) => {
      const share = part / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
  };
  const backgroundOf = (element: Element): number[] => {
    for (let node: Element | null = element; node !== null; node = node.parentElement) {
      const color = rgba(getComputedStyle(node).backgroundColor);
      if (color[3] === 255) return color;
    }
    return rgba('Canvas');
  };
  const poor: string[] = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement!;
    const text = texts.currentNode.textContent!.trim();
    if (text === '' || !element.checkVisibility() || element.closest('[aria-disabled="true"], :disabled')) continue;
    const [bright, dim] = [rgba(getComputedStyle(element).color), backgroundOf(element)]
      .map(luminance)
      .sort((a, b) => b - a) as [number, number];
    const contrast = (bright + 0.05) / (dim + 0.05);
    if (contrast < 4.5) poor.push(`${contrast.toFixed(2)} ${element.className} ${text.slice(0, 30)}`);
  }
  return poor;
}
