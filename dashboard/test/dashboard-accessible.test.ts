import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { useDashboard } from './use-dashboard.js';

const parts = useDashboard();
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Each page, and what tells that it stands. */
const PAGES = [
  { hash: '', ready: '.list-rows a' },
  { hash: '#/problems', ready: '.problem-rows a' },
  { hash: '#/problems/records/0000000000000002?regressed=true', ready: '.panel .chart-host canvas' },
  { hash: '#/problems?view=grouping&task=new', ready: '[data-applied] h2' },
  { hash: '#/logs', ready: '.list-rows a' },
  { hash: '#/traffic', ready: 'section[aria-label="Unparsed lines"] .log-line' },
  { hash: '#/traffic?status=5xx&host=shop.example.com', ready: '.request-list .list-rows a' },
  { hash: '#/anomalies', ready: 'section[aria-label="What is looked for"] tbody tr' },
  { hash: '#/alerts', ready: '[data-alerts="firing"] .none' },
  { hash: '#/alerts?view=rules&task=new', ready: '.rule-preview [role="status"]' },
  { hash: '#/alerts?view=silences&task=new', ready: '[data-alerts="settings"]' },
  { hash: '#/alerts?view=channels', ready: '[data-alerts="messages"] .none' },
  { hash: '#/alerts?view=reports', ready: '[data-alerts="sent-reports"] .none' },
  { hash: '#/ingest', ready: 'main .card' },
] as const;

/** What is used of axe's answer. */
interface Results {
  violations: { id: string; nodes: { target: string[] }[] }[];
}

/** Rules whose answer depends on colours and width. */
const OF_LOOKS = ['color-contrast', 'target-size', 'scrollable-region-focusable'];

/** What axe finds against WCAG 2.2 AA and its own good practice, or against some rules: rule and place. */
async function violations(page: Page, runOnly?: string[]): Promise<string[]> {
  // Not as a script of the page, which its policy forbids.
  await page.evaluate(AXE);
  const results = await page.evaluate(
    (options) => (window as unknown as { axe: { run: (options: object) => Promise<Results> } }).axe.run(options),
    runOnly === undefined ? {} : { runOnly },
  );
  return results.violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`));
}

describe('accessibility', () => {
  test.each(PAGES)('axe finds nothing on the page $hash, light and wide, dark and narrow', async ({ hash, ready }) => {
    const page = await parts.open(hash, { colorScheme: 'light', viewport: { width: 1440, height: 900 } });
    await page.locator(ready).first().waitFor();
    expect(await violations(page)).toEqual([]);
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.setViewportSize({ width: 390, height: 900 });
    await page.locator(ready).first().waitFor();
    expect(await violations(page, OF_LOOKS)).toEqual([]);
  });

  test.each(['', '#/traffic'])('nor on an open row of the page %j', async (hash) => {
    const page = await parts.open(hash);
    await page.locator('.list-rows a').first().click();
    await page.locator('.panel h3').first().waitFor();
    expect(await violations(page)).toEqual([]);
  });

  test('the keyboard alone reaches a filter, a chart and a line of the page Traffic', async () => {
    const page = await parts.open('#/traffic');
    await page.locator('section[aria-label="Top URLs"] tbody button').first().waitFor();
    const reached = new Set<string>();
    for (let presses = 0; presses < 120 && reached.size < 4; presses += 1) {
      await page.keyboard.press('Tab');
      const at = await page.evaluate(() => {
        const { activeElement } = document;
        const hasOutline = activeElement !== null && getComputedStyle(activeElement).outlineStyle !== 'none';
        return { name: activeElement?.className ?? '', hasOutline };
      });
      expect(at).toMatchObject({ hasOutline: true });
      for (const name of ['search', 'hint-anchor', 'chart-host', 'service-name']) {
        if (at.name.includes(name)) reached.add(name);
      }
    }
    expect([...reached].sort()).toEqual(['chart-host', 'hint-anchor', 'search', 'service-name']);
    await page.keyboard.press('Enter');
    await page.locator('.chip').first().waitFor();
  });
});
