import { describe, expect, test } from 'vitest';
import { readTile, skipTime, waitForState } from './open-dashboard.js';
import { nextRound, scrollsSideways, useDashboard } from './use-dashboard.js';

const parts = useDashboard();

const PATIENT = { timeout: 15_000 };

const ATTACK = '<img src=x onerror="pwned()">\u202e';

/** The figure as it is after the filters in the address. */
const requestsShown = (): Promise<string> => readTile(parts.opened!.page, 'requests');

/** Requests of the last hour that fit. */
function counted(fits: (request: (typeof parts.monitor.access.requests)[0]) => boolean = () => true): number {
  const from = Date.now() - 3_600_000;
  return parts.monitor.access.requests.filter((one) => Date.parse(one.time) >= from && fits(one)).length;
}

const card = (title: string): ReturnType<NonNullable<typeof parts.opened>['page']['locator']> =>
  parts.opened!.page.locator(`section[aria-label="${title}"]`);

describe('traffic', () => {
  test('from the navigation: figures with what was before, charts, every table', async () => {
    const page = await parts.open();
    await page.getByRole('link', { name: 'Traffic' }).click();
    await page.locator('[data-tile="requests"]').waitFor();
    expect(page.url()).toMatch(/#\/traffic$/);
    await expect.poll(async () => Number((await requestsShown()).replace(',', '')) - counted(), PATIENT).toBe(0);
    for (const tile of ['requests', 'per-second', 'error-share', 'faults', 'p95', 'clients']) {
      expect(await page.locator(`[data-tile="${tile}"]`).innerText()).toMatch(/ before$/);
    }
    expect(await page.locator('.traffic-charts .chart-host canvas').count()).toBe(4);
    const tables = ['Top URLs', 'Slowest', 'Most errors', 'Routes', 'Not found', 'Status codes', 'Projects', 'Hosts'];
    const people = ['Clients', 'Referrers', 'Browsers', 'Operating systems', 'Visitors by hour'];
    const more = ['Error logs', 'Sources', 'Unparsed lines'];
    for (const title of [...tables, ...people, ...more]) await card(title).locator('tbody tr').first().waitFor();
    expect(await card('Top URLs').locator('tbody tr').first().innerText()).toMatch(/200: \d+/);
    expect(parts.opened?.complaints).toEqual([]);
  });

  const shows = async (fits: Parameters<typeof counted>[0]): Promise<void> => {
    // What leaves the hour meanwhile is no longer counted on either side.
    await expect.poll(async () => Number(await requestsShown()) - counted(fits), PATIENT).toBe(0);
  };

  test('every filter by click, in the address, and gone again with its chip', async () => {
    const page = await parts.open('#/traffic');
    const click = async (title: string, name: string): Promise<void> => {
      await card(title).getByRole('button', { name, exact: true }).first().click();
    };
    const removed = async (chip: string): Promise<void> => {
      await page.getByRole('button', { name: chip, exact: true }).click();
      await page.waitForFunction(() => !location.hash.includes('?'));
    };
    await click('Hosts', 'api.example.com');
    await shows(({ host }) => host === 'api.example.com');
    expect(page.url()).toMatch(/#\/traffic\?host=api\.example\.com$/);
    await removed('host api.example.com');
    await click('Status codes', '502');
    await shows(({ status }) => status === 502);
    await removed('status 502');
    await click('Projects', 'shop');
    await expect.poll(() => page.url(), PATIENT).toMatch(/project=shop$/);
    await removed('project shop');
    const client = await card('Clients').locator('tbody button').first().innerText();
    await click('Clients', client);
    await shows((one) => one.client === client);
    await removed(`client ${client}`);
    await click('Routes', 'GET /orders/:id');
    const both = page.url();
    expect(new URLSearchParams(both.split('?')[1]).get('route')).toBe('GET /orders/:id');
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await page.waitForFunction(() => !location.hash.includes('?'));
    expect(parts.opened?.complaints).toEqual([]);
  });

  test('status, method, source and text; back goes through them, and a new start keeps them', async () => {
    const page = await parts.open('#/traffic');
    await page.getByRole('group', { name: 'Status' }).getByRole('button', { name: '5xx' }).click();
    await shows((one) => one.class === '5xx');
    await page.getByLabel('Method').selectOption('POST');
    await shows(() => false);
    await page.goBack();
    await page.goBack();
    await page.locator('[data-source="edge-kong"] button').click();
    await shows((one) => one.source === 'edge-kong');
    await page.goBack();
    await page.getByLabel('Text in the line').fill('LOGO.svg');
    await shows(({ path }) => path === '/img/logo.svg');
    await page.reload();
    await shows(({ path }) => path === '/img/logo.svg');
    expect(parts.opened?.complaints).toEqual([]);
  });

  test('a request that failed opens with its line; older pages follow', async () => {
    const page = await parts.open('#/traffic');
    await card('Newest requests').getByRole('button', { name: 'Load older' }).click();
    await page.waitForFunction(() => document.querySelectorAll('.request-list .list-rows a').length === 100);
    const failed = parts.monitor.access.requests.find(({ status }) => status === 502)!;
    await page.locator(`[data-record="${failed.id}"]`).click();
    const panel = page.locator('.panel');
    await panel.getByText('The line as it came').waitFor();
    expect(page.url()).toContain(`#/traffic/records/${failed.id}`);
    expect(await panel.locator('.stack').innerText()).toBe(failed.line);
    expect(await panel.innerText()).toMatch(/userAgentOriginal\s+curl\/8\.1/);
    await page.keyboard.press('Escape');
    await panel.waitFor({ state: 'detached' });
  });

  test('stays fresh, and says what is late or not exact', async () => {
    parts.monitor.access.late = 12;
    parts.monitor.access.approximate = 37;
    const page = await parts.open('#/traffic?host=new.example.com');
    await expect.poll(requestsShown, PATIENT).toBe('0');
    parts.monitor.access.add({ host: 'new.example.com', status: 503 });
    await nextRound(page);
    await expect.poll(requestsShown, PATIENT).toBe('1');
    await page.locator('.request-list .list-rows a').waitFor();
    await page.getByText('12 requests came late and changed figures').waitFor();
    await skipTime(page, 6000);
    await skipTime(page, 4000);
    await card('Hosts').getByText('a row may have up to 37 requests more').waitFor();
    await waitForState(page, 'live');
  });

  test('sources: what came of each, heartbeats, how late, how far off', async () => {
    const page = await parts.open('#/traffic');
    const row = await page.locator('[data-source="shop-nginx"]').innerText();
    expect(row).toMatch(/20,017\s+20,000\s+120\s+14\s+7\s+3\s+4\s+2, up to 2 h behind/);
  });

  test('hostile names stay text', async () => {
    const hostile = { host: ATTACK, path: `/${ATTACK}`, client: ATTACK, project: ATTACK, line: ATTACK };
    for (let count = 0; count < 900; count += 1) parts.monitor.access.add({ ...hostile, status: 500 }, 1000);
    parts.monitor.access.sources[0]!.name = ATTACK;
    const page = await parts.open('#/traffic');
    await card('Hosts').getByText('<img src=x').first().waitFor();
    await card('Hosts').locator('tbody button').first().click();
    await page.getByRole('button', { name: /^host <img/ }).waitFor();
    await page.locator('.request-list .list-rows a').first().click();
    await page.locator('.panel .stack').waitFor();
    expect(await page.locator('.panel .stack').innerText()).toContain('<img src=x onerror="pwned()">\\u202e');
    expect(await parts.opened?.wasAttacked()).toBe(false);
    expect(parts.opened?.complaints).toEqual([]);
  });

  test('nothing yet: one sentence says how to send a file', async () => {
    parts.monitor.access.requests = [];
    parts.monitor.access.sources = [];
    const page = await parts.open('#/traffic');
    await page.getByText('npm run collect -- /var/log/nginx/access.log').waitFor();
    expect(await page.locator('main .tile').count()).toBe(0);
  });

  test('fits every window from 360 to 2560 px', async () => {
    const page = await parts.open('#/traffic?status=errors&host=shop.example.com');
    await card('Error logs').locator('tbody tr').first().waitFor();
    for (const width of [360, 390, 520, 760, 1024, 1280, 1440, 2560]) {
      await page.setViewportSize({ width, height: 800 });
      expect([width, await scrollsSideways(page)]).toEqual([width, false]);
    }
  });
});
