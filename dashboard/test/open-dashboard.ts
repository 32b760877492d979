import { type Browser, type BrowserContextOptions, type Page, chromium } from 'playwright-core';
import { type TestContext, inject } from 'vitest';

/** Skips the test, with the line that installs it, where there is no Chromium; to be called by `beforeEach`. */
export function needBrowser({ skip }: Pick<TestContext, 'skip'>): void {
  skip(
    inject('chromiumEndpoint') === undefined,
    'no Chromium here: apt-get install chromium, or name one in CHROMIUM_PATH',
  );
}

/**
 * Connects to the Chromium of the test run; undefined where there is none.
 * Each page has a context of its own; closing the browser closes this connection's contexts alone.
 */
export async function connectBrowser(): Promise<Browser | undefined> {
  const endpoint = inject('chromiumEndpoint');
  return endpoint === undefined ? undefined : await chromium.connect(endpoint);
}

export interface OpenDashboard {
  page: Page;
  /** Console errors, uncaught exceptions and violations of the page's security policy so far. */
  complaints: string[];
  /** True once any script that a record brought along has run: it would call `window.pwned()`. */
  wasAttacked: () => Promise<boolean>;
  close: () => Promise<void>;
}

/**
 * Opens the dashboard of a monitor, the real one or the fixture, and watches it for complaints.
 *
 * @param url where the monitor serves the dashboard; a hash such as `#/?range=24h` is kept
 * @param options `canSkipTime`: the page's clock is one that `skipTime` can move; it runs like any other otherwise
 */
export async function openDashboard(
  browser: Browser | undefined,
  url: string,
  { canSkipTime = false, ...options }: BrowserContextOptions & { canSkipTime?: boolean } = {},
): Promise<OpenDashboard> {
  if (browser === undefined) throw new Error('There is no Chromium here');
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
  const page = await context.newPage();
  if (canSkipTime) await page.clock.install();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  await page.addInitScript(() => {
    const watched = window as unknown as { pwned: () => void; wasPwned: boolean };
    watched.wasPwned = false;
    watched.pwned = () => {
      watched.wasPwned = true;
    };
    // Not by console: uPlot and Preact set styles by CSSOM, which the policy allows; anything else is found here.
    addEventListener('securitypolicyviolation', (event) => {
      console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`);
    });
  });
  await page.goto(url);
  return {
    page,
    complaints,
    wasAttacked: () => page.evaluate(() => (window as unknown as { wasPwned: boolean }).wasPwned),
    close: () => context.close(),
  };
}

/** Lets the page live through `ms` at once: timers that come due meanwhile fire. */
export async function skipTime(page: Page, ms: number): Promise<void> {
  await page.clock.fastForward(ms);
}

/** Waits until the header shows this state (`data-state`, such as `live`). */
export async function waitForState(page: Page, state: string, timeout = 20_000): Promise<void> {
  await page.locator(`.connection[data-state="${state}"]`).waitFor({ timeout });
}

/** The figure of a tile (`errors`, `records`, …) as it is shown. */
export async function readTile(page: Page, name: string): Promise<string> {
  return page.locator(`[data-tile="${name}"] .tile-value`).innerText();
}

/** The row of an error in the list. */
export function errorRow(page: Page, id: string): ReturnType<Page['locator']> {
  return page.locator(`[data-record="${id}"]`);
}
