import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import type { StoredRecord } from '@log-monitor/monitor-api';
import { FixtureMonitor } from './fixture-monitor.js';
import { idAt, newError, seededRandom } from './fixture-records.js';
import {
  type OpenDashboard,
  connectBrowser,
  needBrowser,
  openDashboard,
  skipTime,
  waitForState,
} from './open-dashboard.js';

/** A real Chromium on the built dashboard, and a stand-in for the monitor. New for each test. */
interface DashboardUnderTest {
  monitor: FixtureMonitor;
  browser: Browser | undefined;
  /** What was opened last. */
  opened: OpenDashboard | undefined;
  /** Opens the page and waits until it is live; `skipTime` works on it unless told otherwise. */
  open: (hash?: string, options?: Parameters<typeof openDashboard>[2]) => Promise<Page>;
}

/** Registers start and end of the parts with the test file that calls it. */
export function useDashboard(): DashboardUnderTest {
  const parts = { opened: undefined } as DashboardUnderTest;
  parts.open = async (hash = '', options = {}) => {
    parts.opened = await openDashboard(parts.browser, parts.monitor.url + hash, { canSkipTime: true, ...options });
    await waitForState(parts.opened.page, 'live');
    return parts.opened.page;
  };
  beforeAll(async () => {
    const build = fileURLToPath(new URL('../build.mjs', import.meta.url));
    // Rejects with the sentence that says how to build when dist/ is not what the sources make.
    await promisify(execFile)(process.execPath, [build, '--check']);
    parts.browser = await connectBrowser();
  });
  afterAll(() => parts.browser?.close());
  beforeEach(async (context) => {
    needBrowser(context);
    parts.monitor = await FixtureMonitor.start();
  });
  afterEach(async () => {
    await parts.opened?.close();
    parts.opened = undefined;
    await parts.monitor?.goAway();
  });
  return parts;
}

const random = seededRandom(42);

/** An error of this moment. */
export function freshError(parts: Partial<StoredRecord> = {}): StoredRecord {
  return newError({ id: idAt(Date.now(), random), timestamp: new Date().toISOString(), ...parts });
}

/** Skips more than the pause between two refreshes, and less than what makes an answer late. */
export const nextRound = (page: Page): Promise<void> => skipTime(page, 4000);

/** True when something on the page reaches beyond the window's right edge. */
export function scrollsSideways(page: Page): Promise<boolean> {
  return page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
}
