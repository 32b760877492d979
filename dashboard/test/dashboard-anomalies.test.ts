import { expect, test } from 'vitest';
import { scrollsSideways, useDashboard } from './use-dashboard.js';

const parts = useDashboard();
const TABLE = 'section[aria-label="What was unusual"]';

test('what was unusual is listed with where, who and why, and marked on the charts', async () => {
  const matched = { request_id: 54, trace_id: 0, time: 0 };
  parts.monitor.causes.causes = [
    {
      title: 'PaymentError',
      service: 'booking',
      group: null,
      requests: 54,
      share: 0.62,
      matched,
      error: 'x',
      request: 'y',
    },
  ];
  const page = await parts.open('#/anomalies');
  await page.locator(`${TABLE} tbody tr`).first().waitFor();
  const rows = await page.locator(`${TABLE} tbody tr`).allTextContents();
  expect(rows).toHaveLength(2);
  expect(rows[0]).toContain('Surge of server faults');
  expect(rows[0]).toContain('lasts');
  expect(rows[0]).toContain('87 of 140 requests');
  await page.locator(`${TABLE} tbody tr`).first().getByText('62 % of the 5xx: PaymentError in booking').waitFor();
  expect(await page.locator('.anomaly-cause').count()).toBe(1);
  expect(parts.monitor.requests.find((asked) => asked.includes('/access/causes'))).toMatch(/status=5xx/);
  expect(rows[1]).toContain('203.0.113.9');
  expect(await page.locator('.mark-words').allTextContents()).toEqual(['◆ 2 anomalies']);
  await page.selectOption('select[aria-label="Detector"]', 'scan');
  await page.locator(`${TABLE} tbody tr[data-detector="fault_surge"]`).waitFor({ state: 'detached' });
  expect(page.url()).toContain('detector=scan');
  expect(await scrollsSideways(page)).toBe(false);
  expect(parts.opened?.complaints).toEqual([]);
});

test('a mark on the page Traffic leads to the anomaly, and that to its requests', async () => {
  const page = await parts.open('#/traffic');
  await page.locator('section[aria-label="Requests by status"] .mark-words', { hasText: 'anomalies' }).click();
  await page.locator(`${TABLE} [data-detector="fault_surge"] a.button`).click();
  await page.locator('.traffic-filters .chip').first().waitFor();
  const chips = await page.locator('.traffic-filters .chip').allTextContents();
  expect(chips.map((chip) => chip.replace('×', '').trim())).toEqual([
    ...['status 5xx', 'host shop.example.com', 'route POST /pay/:id', 'source shop-nginx'],
  ]);
});

test('own scanners are kept back by a click or by hand, and shown again', async () => {
  const page = await parts.open('#/anomalies');
  const scan = page.locator(`${TABLE} [data-detector="scan"]`);
  await scan.getByRole('button', { name: /^Keep back/ }).click();
  await scan.getByRole('button', { name: 'Always keep back all of 203.0.113.9' }).click();
  await scan.waitFor({ state: 'detached' });
  const kept = page.locator('section[aria-label="What is kept back"]');
  await kept.getByText('203.0.113.9', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'With it', exact: true }).click();
  await page.locator(`${TABLE} [data-detector="scan"][data-silenced="true"]`).waitFor();
  await kept.getByRole('button', { name: 'Show again' }).click();
  await page.locator(`${TABLE} [data-detector="scan"][data-silenced="false"]`).waitFor();
  await kept.getByRole('button', { name: 'Keep back' }).click();
  await kept.getByText('would silence everything').waitFor();
  await kept.getByLabel('Host').fill('shop.example.com');
  await kept.getByRole('button', { name: 'Keep back' }).click();
  await page.locator(`${TABLE} [data-silenced="true"]`).nth(1).waitFor();
});

test('a source that is new says so', async () => {
  parts.monitor.access.anomalies.warmUpSeconds = 420;
  const page = await parts.open('#/anomalies');
  await page.getByText('1 source new: what is usual is known after 7 min more of requests.').waitFor();
});
