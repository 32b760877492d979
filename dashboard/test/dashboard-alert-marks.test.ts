import type { AlertEventItem } from '@log-monitor/monitor-api';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { useDashboard } from './use-dashboard.js';

const parts = useDashboard();

function event(minutesAgo: number, change: Partial<AlertEventItem> = {}): AlertEventItem {
  const at = new Date(Date.now() - minutesAgo * 60_000).toISOString();
  const id = `0198c0de-7c1a-4cc3-98c4-${String(Math.round(minutesAgo * 10)).padStart(12, '0')}`;
  return {
    ...{
      id,
      ruleId: 'errors',
      ruleName: 'Errors of a service',
      key: 'booking',
      transition: 'fired',
      severity: 'warning',
    },
    ...{ at, window: null, value: 128, sentence: '128 records', ...change },
  };
}

/** What the tooltip says of marks while the arrow keys go through a chart. */
async function marksRead(page: Page, chart: ReturnType<Page['locator']>): Promise<Set<string>> {
  await chart.focus();
  const read = new Set<string>();
  for (let presses = 0; presses < 80; presses += 1) {
    await page.keyboard.press('ArrowLeft');
    for (const words of await chart.locator('.tooltip-mark').allTextContents()) read.add(words);
  }
  return read;
}

/** Pixels of a colour on the drawing. */
async function pixelsOf(page: Page, chart: ReturnType<Page['locator']>, name: string): Promise<number> {
  return chart.evaluate((host, variable) => {
    const probe = document.createElement('span');
    probe.style.color = `var(${variable})`;
    host.append(probe);
    const [red, green, blue] = getComputedStyle(probe)
      .color.match(/[\d.]+/g)!
      .map(Number);
    probe.remove();
    const canvas = host.querySelector('canvas')!;
    const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
    let found = 0;
    for (let at = 0; at < data.length; at += 4)
      if (data[at] === red && data[at + 1] === green && data[at + 2] === blue && data[at + 3] === 255) found += 1;
    return found;
  }, name);
}

const EVENTS = (): AlertEventItem[] => [
  event(12, { transition: 'resolved' }),
  event(20),
  event(25, { ruleName: 'Error rate', key: '' }),
  event(30, { key: 'gateway' }),
  event(31, { transition: 'reminder' }),
  event(35, { ruleName: 'Slow requests', key: 'shop.example.com' }),
];

test('alerts are marks on the chart of errors: drawn, read by the keys, counted with a link; a service has its own', async () => {
  const page = await parts.open('#/');
  const chart = page.locator('.chart-card .chart-host');
  await chart.locator('canvas').waitFor();
  expect(await page.locator('.mark-words').count()).toBe(0);
  const before = await pixelsOf(page, chart, '--ok');
  parts.monitor.alerts.events = EVENTS();
  await page.reload();
  const words = page.locator('.chart-card .mark-words');
  await words.waitFor();
  expect(await words.innerText()).toBe('▼ 3 alerts fired, △ 1 over');
  await expect.poll(() => pixelsOf(page, chart, '--ok')).toBeGreaterThan(before + 20);
  expect([...(await marksRead(page, chart))].sort()).toEqual([
    'fired: Error rate',
    'fired: Errors of a service (booking)',
    'fired: Errors of a service (gateway)',
    'over: Errors of a service (booking)',
  ]);
  await page.locator('.services-card').getByRole('button', { name: 'gateway', exact: true }).click();
  await expect.poll(() => words.innerText()).toBe('▼ 2 alerts fired');
  await words.click();
  await page.locator('[data-alerts="firing"]').waitFor();
});

test('those about requests are on the charts of traffic', async () => {
  parts.monitor.alerts.events = EVENTS();
  const page = await parts.open('#/traffic');
  await page.locator('section[aria-label="Requests by status"] .mark-words').first().waitFor();
  for (const title of ['Requests by status', 'Latency']) {
    const read = await marksRead(page, page.locator(`section[aria-label="${title}"] .chart-host`));
    // What is unusual in requests has marks of its own there.
    const alerts = [...read].filter((words) => !words.startsWith('unusual: '));
    expect([title, alerts]).toEqual([title, ['fired: Slow requests (shop.example.com)']]);
  }
  expect(parts.opened?.complaints).toEqual([]);
});
