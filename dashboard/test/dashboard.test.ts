import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type Browser, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type StoredRecord } from '../src/api/answer.js';
import { FixtureMonitor } from './fixture-monitor.js';
import { idAt, newError, seededRandom } from './fixture-records.js';
import {
  type OpenDashboard,
  errorRow,
  launchBrowser,
  openDashboard,
  readTile,
  waitForState,
} from './open-dashboard.js';

const random = seededRandom(42);
let browser: Browser;
let monitor: FixtureMonitor;
let dashboard: OpenDashboard | undefined;

beforeAll(async () => {
  await promisify(execFile)(process.execPath, [fileURLToPath(new URL('../build.mjs', import.meta.url)), '--check']);
  browser = await launchBrowser();
});
afterAll(() => browser?.close());
beforeEach(async () => {
  monitor = await FixtureMonitor.start();
});
afterEach(async () => {
  await dashboard?.close();
  dashboard = undefined;
  await monitor.goAway();
});

/** Opens the page and waits until it is live. */
async function open(hash = '', options: Parameters<typeof openDashboard>[2] = {}): Promise<Page> {
  dashboard = await openDashboard(browser, monitor.url + hash, options);
  await waitForState(dashboard.page, 'live');
  return dashboard.page;
}

function freshError(parts: Partial<StoredRecord> = {}): StoredRecord {
  return newError({ id: idAt(Date.now(), random), timestamp: new Date().toISOString(), ...parts });
}

/** Nothing on the page reaches beyond the window's right edge. */
async function scrollsSideways(page: Page): Promise<boolean> {
  return page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
}

describe('live', () => {
  test('a new error is on the page without touching it', async () => {
    const page = await open();
    const before = await readTile(page, 'errors');
    const error = freshError({ message: 'Fresh from the oven' });
    monitor.add(error);
    await errorRow(page, error.id).waitFor();
    expect(await errorRow(page, error.id).innerText()).toContain('Fresh from the oven');
    expect(await readTile(page, 'errors')).not.toBe(before);
    expect(dashboard?.complaints).toEqual([]);
  });

  test('new errors do not move the row that somebody points at', async () => {
    const page = await open();
    const row = page.locator('.error-rows a').nth(3);
    await row.hover();
    const place = await row.boundingBox();
    const id = await row.getAttribute('data-record');
    const errors = [freshError(), freshError()];
    monitor.add(...errors);
    await page.getByRole('button', { name: '2 new errors' }).waitFor();
    const still = await errorRow(page, id ?? '').boundingBox();
    expect(await page.locator('.error-rows a').nth(3).getAttribute('data-record')).toBe(id);
    expect(still?.y).toBe(place?.y);
    await page.getByRole('button', { name: '2 new errors' }).click();
    await errorRow(page, errors[0]!.id).waitFor();
    expect(await page.locator('.waiting').count()).toBe(0);
  });

  test('pausing stops the questions, going on asks at once', async () => {
    const page = await open();
    await page.getByRole('button', { name: 'Pause refreshing' }).click();
    await waitForState(page, 'paused');
    const error = freshError();
    monitor.add(error);
    const asked = monitor.requests.length;
    await page.getByRole('button', { name: 'Go on refreshing' }).click();
    await errorRow(page, error.id).waitFor();
    expect(monitor.requests.length).toBeGreaterThan(asked);
  });

  test('a hidden tab asks nothing, and catches up when it is seen again', async () => {
    const page = await open();
    const setHidden = (isHidden: boolean): Promise<void> =>
      page.evaluate((hidden) => {
        Object.defineProperty(document, 'hidden', { configurable: true, get: () => hidden });
        document.dispatchEvent(new Event('visibilitychange'));
      }, isHidden);
    await setHidden(true);
    // The planned round is off: the page says so by the plan, not by waiting for nothing to happen.
    const asked = monitor.requests.length;
    const error = freshError();
    monitor.add(error);
    await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 3500)));
    expect(monitor.requests.length).toBe(asked);
    await setHidden(false);
    await errorRow(page, error.id).waitFor();
  });
});

describe('how true it is', () => {
  test('behind: by how much, how many wait, complete through when; and live again', async () => {
    const page = await open();
    monitor.lag = { records: 41_230, seconds: 95 };
    await waitForState(page, 'behind');
    expect(await page.locator('.connection').innerText()).toContain('1 min behind');
    expect(await page.locator('.banner').innerText()).toMatch(
      /41,230 records wait in Kafka.*complete through \d\d:\d\d/,
    );
    monitor.lag = { records: 0, seconds: 0 };
    await waitForState(page, 'live');
    expect(await page.locator('.banner').count()).toBe(0);
  });

  test('Kafka away: nothing claims to be live', async () => {
    const page = await open();
    monitor.lag = { records: null, seconds: 40 };
    await waitForState(page, 'broker-unreachable');
    expect(await page.locator('.banner').innerText()).toContain('does not reach Kafka');
    expect(await page.title()).toContain('Kafka not reached');
  });

  test('the monitor away and back: the last figures stay with their time, then it goes on by itself', async () => {
    const page = await open();
    const errors = await readTile(page, 'errors');
    await monitor.goAway();
    await waitForState(page, 'monitor-unreachable');
    expect(await page.locator('.banner').innerText()).toMatch(/does not answer.*figures below are of \d\d:\d\d:\d\d/);
    expect(await readTile(page, 'errors')).toBe(errors);
    const missed = freshError({ message: 'While you were away' });
    monitor.add(missed);
    await monitor.comeBack();
    await waitForState(page, 'live');
    await errorRow(page, missed.id).waitFor();
  });

  test('one question fails: its part says why in the words of the server, the rest goes on', async () => {
    const page = await open();
    monitor.failing.set('/api/v1/logs/histogram', 'The database is too slow <b>now</b>.');
    await page.getByText('The database is too slow <b>now</b>.').waitFor();
    await waitForState(page, 'live');
    monitor.failing.clear();
    await page.locator('.problem').waitFor({ state: 'detached' });
  });

  test('the ledger is on the first screen, and explains itself to pointer and keyboard', async () => {
    monitor.ledger = { missing: 3, dropped: 12, duplicates: 1042 };
    const page = await open();
    const ledger = page.locator('.ledger');
    expect((await ledger.locator('.hint-anchor').innerText()).replace(/\s+/g, ' ')).toContain(
      '3 missing 12 dropped 1,042 duplicates',
    );
    expect(await ledger.locator('.hint-text').isVisible()).toBe(false);
    await ledger.locator('.hint-anchor').focus();
    expect(await ledger.locator('.hint-text').innerText()).toContain('stored and counted once');
    await page.keyboard.press('Escape');
    expect(await ledger.locator('.hint-text').isVisible()).toBe(false);
    await ledger.hover();
    await ledger.locator('.hint-text').waitFor();
  });
});

describe('token', () => {
  const token = 'correct horse';

  test('with the token as password of any user the page works', async () => {
    monitor.token = token;
    const page = await open('', { httpCredentials: { username: 'anybody', password: token } });
    expect(await readTile(page, 'records')).toMatch(/\d/);
  });

  test('a token that is no longer right: the page says so, offers a way in, and stops asking', async () => {
    const page = await open();
    monitor.token = token;
    await waitForState(page, 'unauthorized');
    await page.getByText('The monitor wants its token.').waitFor();
    const asked = monitor.requests.length;
    await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 3500)));
    expect(monitor.requests.length).toBe(asked);
    monitor.token = undefined;
    await page.getByRole('button', { name: 'Reload and sign in' }).click();
    await waitForState(page, 'live');
  });
});

describe('finding errors', () => {
  test('by service from the table, by level and by text; all in the address', async () => {
    const page = await open('#/?range=24h');
    await page.locator('tr[data-service="booking"] button').click();
    await page.waitForFunction(() =>
      [...document.querySelectorAll('.error-rows .cell-service')].every((cell) => cell.textContent === 'booking'),
    );
    expect(page.url()).toContain('service=booking');
    await page.getByRole('button', { name: 'Critical', exact: true }).click();
    await page.waitForFunction(() =>
      [...document.querySelectorAll('.error-rows .cell-level')].every((cell) => cell.textContent === 'CRITICAL'),
    );
    await page.goBack();
    await page.getByRole('searchbox').fill('ROOM 412');
    await page.waitForFunction(() => {
      const rows = [...document.querySelectorAll('.error-rows .cell-message')];
      return rows.length > 0 && rows.every((cell) => cell.textContent?.startsWith('Room 412'));
    });
    expect(page.url()).toContain('search=ROOM+412');
    await page.reload();
    await page.waitForFunction(() => document.querySelectorAll('.error-rows a').length > 0);
    expect(await page.getByRole('searchbox').inputValue()).toBe('ROOM 412');
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await page.waitForFunction(() => document.querySelectorAll('.error-rows a').length === 100);
    expect(await page.getByRole('searchbox').inputValue()).toBe('');
  });

  test('text is literal', async () => {
    const error = freshError({ message: '100% of <b>_disk_</b> \\ used & "full"' });
    monitor.add(error);
    const page = await open();
    await page.getByRole('searchbox').fill('% of <b>_disk_</b> \\ used & "');
    await page.waitForFunction(() => document.querySelectorAll('.error-rows a').length === 1);
    expect(await errorRow(page, error.id).count()).toBe(1);
    await page.getByRole('searchbox').fill('no such text');
    await page.getByText('No error in the last hour fits the filter.').waitFor();
  });

  test('typing asks once', async () => {
    const page = await open();
    await page.getByRole('searchbox').pressSequentially('Room 412', { delay: 20 });
    await page.waitForFunction(() => location.hash.includes('search=Room+412'));
    const searches = (): string[] => monitor.requests.filter((path) => path.includes('search='));
    await expect.poll(() => searches().length).toBeGreaterThan(0);
    expect(searches().every((path) => path.includes('search=Room+412'))).toBe(true);
  });

  test('older errors come page by page, without hole or repeat, to the end', async () => {
    const page = await open('#/?range=7d');
    const more = page.getByRole('button', { name: 'Load older' });
    for (let shown = 100; shown < monitor.errors.length; shown += 100) {
      await page.waitForFunction((count) => document.querySelectorAll('.error-rows a').length >= count, shown);
      await more.click();
    }
    await page.getByText('all of the last 7 days').waitFor();
    const ids = await page
      .locator('.error-rows a')
      .evaluateAll((rows) => rows.map((row) => row.getAttribute('data-record')));
    expect(ids).toEqual(monitor.errors.map((error) => error.id));
  });

  test('a range is kept in the address and asked from the clock of the server', async () => {
    const page = await open();
    await page.getByRole('button', { name: '7 d' }).click();
    await page.waitForFunction(() => location.hash.includes('range=7d'));
    await expect.poll(() => monitor.requests.at(-1)).toBeDefined();
    await expect.poll(() => monitor.requests.some((path) => path.includes('stats?from=now-7d'))).toBe(true);
  });

  test('the chart tells a bar by arrow keys, in local time and UTC', async () => {
    const page = await open('#/?range=6h');
    await page.locator('.chart-host').focus();
    await page.keyboard.press('End');
    await page.keyboard.press('ArrowLeft');
    const tooltip = page.locator('.chart-tooltip');
    expect(await tooltip.innerText()).toMatch(/\d\d:\d\d – \d\d:\d\d\n\d{4}-\d\d-\d\d \d\d:\d\d UTC\n\d+ errors?/);
    await page.locator('.legend button').first().click();
    await page.waitForFunction(() => location.hash.includes('service=booking'));
  });
});

describe('one error', () => {
  test('has an address of its own; back, Escape and focus work', async () => {
    const page = await open();
    const row = page.locator('.error-rows a').nth(2);
    const id = (await row.getAttribute('data-record')) ?? '';
    await row.focus();
    await page.keyboard.press('Enter');
    await page.locator('.panel .stack').first().waitFor();
    expect(page.url()).toContain(`#/records/${id}`);
    expect(await page.locator('.panel').innerText()).toContain('partition 3, offset 88,213');
    await page.getByRole('link', { name: 'Older' }).click();
    await page.waitForFunction((first) => !location.hash.includes(first), id);
    await page.goBack();
    await page.waitForFunction((first) => location.hash.includes(first), id);
    await page.keyboard.press('Escape');
    await page.locator('.panel').waitFor({ state: 'detached' });
    expect(await page.evaluate(() => document.activeElement?.getAttribute('data-record'))).toBe(id);
    await page.goto(`${monitor.url}#/records/${id}`);
    await page.reload();
    await page.locator('.panel .stack').first().waitFor();
    expect(dashboard?.complaints).toEqual([]);
  });

  test('leads to all errors of the same request, also outside the range', async () => {
    const requestId = 'req & "quoted" #1';
    const old = freshError({
      requestId,
      id: idAt(0, random),
      timestamp: new Date(Date.now() - 20 * 864e5).toISOString(),
    });
    const recent = freshError({ requestId, service: 'usermanagement' });
    monitor.add(recent, old);
    const page = await open(`#/records/${recent.id}`);
    await page.getByRole('link', { name: 'Show all with this request id' }).click();
    await errorRow(page, old.id).waitFor();
    expect(await page.locator('.error-rows a').count()).toBe(2);
    await page.locator('.chip').click();
    await page.waitForFunction(() => document.querySelectorAll('.error-rows a').length > 2);
  });

  test('is copied as JSON that reads back the same', async () => {
    const error = freshError({
      message: 'bidi \u202e and bell \u0007',
      attributes: { nested: { list: [1, null, 'x'] } },
    });
    monitor.add(error);
    const page = await open(`#/records/${error.id}`, { permissions: ['clipboard-read', 'clipboard-write'] });
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
    monitor.add(error);
    const page = await open(`#/records/${error.id}`);
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
    const page = await open('#/records/01980000-0000-7000-8000-000000000000');
    await page.getByText('it may have passed its retention').waitFor();
    await page.getByRole('button', { name: 'Close' }).click();
    await page.locator('.panel').waitFor({ state: 'detached' });
  });
});

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
    monitor.add(error);
    const page = await open();
    await errorRow(page, error.id).click();
    await page.locator('.panel').getByText('partition 3').waitFor();
    const shown = await page.locator('.panel').innerText();
    expect(shown.split(ATTACK).length - 1).toBeGreaterThanOrEqual(18);
    for (const cell of ['service', 'type', 'message']) {
      expect(await errorRow(page, error.id).locator(`.cell-${cell}`).innerText()).toContain('<img src=x');
    }
    expect(await page.locator('.services').innerText()).toContain('<img src=x');
    expect(await page.locator('.legend').innerText()).toContain('<img src=x');
    expect(await page.locator('option', { hasText: '<img src=x' }).count()).toBe(1);
    expect(await page.locator('img, script:not([src]), [onerror]').count()).toBe(0);
    expect(await page.locator('a[href^="javascript"]').count()).toBe(0);
    expect(await dashboard?.wasAttacked()).toBe(false);
    expect(dashboard?.complaints).toEqual([]);
  });

  test('the policy would stop it even if it were markup', async () => {
    const page = await open();
    await page.evaluate((attack) => document.body.insertAdjacentHTML('beforeend', attack), ATTACK);
    await expect.poll(() => dashboard?.complaints.some((text) => text.startsWith('policy: script-src'))).toBe(true);
    expect(await dashboard?.wasAttacked()).toBe(false);
  });

  test('a service with an odd name can be chosen', async () => {
    const name = ' a,b & "c"/ü?#% ';
    const error = freshError({ service: name });
    monitor.add(error);
    const page = await open();
    await page.getByLabel('Service', { exact: true }).selectOption(name);
    await page.waitForFunction(() => document.querySelectorAll('.error-rows a').length === 1);
    expect(await errorRow(page, error.id).count()).toBe(1);
    expect(await readTile(page, 'errors')).toBe('1');
  });

  test('control characters, terminal colours and direction overrides are visible and harmless', async () => {
    const error = freshError({
      message: '\u001b[31mred\u001b[0m \u202eevil\u202c bell\u0007 nul\u0000',
      service: 'x\u202ey',
    });
    monitor.add(error);
    const page = await open();
    const message = await errorRow(page, error.id).locator('.cell-message').innerText();
    expect(message).toBe('\\x1b[31mred\\x1b[0m \\u202eevil\\u202c bell\\x07 nul\\x00');
    expect(await page.locator('.services').innerText()).toContain('x\\u202ey');
  });

  test.each([360, 800, 1440, 2560])('endless words and huge stacks do not widen a page of %i px', async (width) => {
    const word = 'W'.repeat(5000);
    const error = freshError({
      service: word,
      host: word,
      message: word.repeat(4),
      requestId: word,
      error: { type: word, message: word, code: word, stack: `${word}\n${'    at x\n'.repeat(2000)}` },
      attributes: { [word]: word, list: Array.from({ length: 3000 }, (_, at) => at) },
    });
    monitor.add(error);
    const page = await open('', { viewport: { width, height: 800 } });
    expect(await scrollsSideways(page)).toBe(false);
    await errorRow(page, error.id).click();
    await page.locator('.panel').getByText('partition 3').waitFor();
    expect(await scrollsSideways(page)).toBe(false);
    const panel = page.locator('.panel-body');
    expect(await panel.evaluate((body) => body.scrollWidth > body.clientWidth)).toBe(false);
    expect(dashboard?.complaints).toEqual([]);
  });
});

describe('looks', () => {
  test('follows the system, or the choice that is remembered', async () => {
    const page = await open('', { colorScheme: 'dark' });
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
    monitor.lag = { records: 41_230, seconds: 95 };
    dashboard = await openDashboard(browser, monitor.url, { colorScheme });
    const { page } = dashboard;
    await waitForState(page, 'behind');
    await page.locator('.error-rows a').first().click();
    await page.locator('.panel').getByText('partition 3').waitFor();
    expect(await page.evaluate(lowContrastTexts)).toEqual([]);
  });

  test.each([360, 600, 900, 1440, 2560])('fits a window of %i px', async (width) => {
    const page = await open('', { viewport: { width, height: 800 } });
    expect(await scrollsSideways(page)).toBe(false);
    await page.locator('.error-rows a').nth(1).click();
    await page.locator('.panel').getByText('partition 3').waitFor();
    expect(await scrollsSideways(page)).toBe(false);
  });

  test('a narrow window: what the open error covers is out of reach', async () => {
    const page = await open('', { viewport: { width: 360, height: 800 } });
    await page.locator('.error-rows a').first().click();
    await page.locator('.panel').waitFor();
    expect(await page.locator('main').evaluate((main) => (main as HTMLElement).inert)).toBe(true);
    await page.keyboard.press('Escape');
    expect(await page.locator('main').evaluate((main) => (main as HTMLElement).inert)).toBe(false);
  });
});

describe('empty', () => {
  test('before the first record it says what to do, and goes away by itself', async () => {
    await monitor.goAway();
    monitor = await FixtureMonitor.start('empty');
    const page = await open();
    await page.getByText('Waiting for the first record').waitFor();
    expect((await page.locator('.code').innerText()).trim().split('\n')).toHaveLength(8);
    const first = freshError({ message: 'Hello from my-service' });
    monitor.add(first);
    await errorRow(page, first.id).waitFor();
  });

  test('a quiet range is not a missing service', async () => {
    monitor.errors = [];
    const page = await open('#/?range=15m');
    await page.getByText('No error in the last 15 minutes.').waitFor();
    expect(await readTile(page, 'errors')).toBe('0');
    expect(await readTile(page, 'rate')).toBe('0 %');
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
