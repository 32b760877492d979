import { existsSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { chromium } from 'playwright-core';
import { ROOT } from '../checkout/root.js';
import { readEnvironment } from '../stack/environment.js';
import { monitorUrl } from '../stack/monitor-health.js';
import { ToolError } from '../checkout/tool-error.js';

const TARGET = path.join(ROOT, 'docs', 'images', 'dashboard.png');
const BROWSERS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/**
 * `npm run screenshot`: takes docs/images/dashboard.png from the system that runs at LOG_MONITOR_SERVER_PORT. After a few
 * minutes of `DEMO_RATE=2 DEMO_DAY_SECONDS=180 npm start` its chart has the shape of a working day.
 */
export async function run(): Promise<number> {
  const environment = readEnvironment(ROOT);
  const executablePath = process.env.CHROMIUM_PATH ?? BROWSERS.find((file) => existsSync(file));
  if (!executablePath) {
    throw new ToolError('PLATFORM_UNSUPPORTED', 'No Chromium or Chrome was found: install one, or set CHROMIUM_PATH.');
  }
  // Chromium's sandbox does not work as root, in containers above all; the only page that is opened is our own.
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const browser = await chromium.launch({ executablePath, args });
  try {
    const { token } = environment;
    const page = await browser.newPage({
      viewport: { width: 1440, height: 900 },
      deviceScaleFactor: 2,
      ...(token && { httpCredentials: { username: 'log-monitor', password: token } }),
    });
    await page.goto(monitorUrl(environment));
    await page.getByRole('button', { name: '15 min' }).click();
    // Nothing on the page is ever "idle": it refreshes itself. Rows in the list of errors are what the picture is about.
    await page.locator('table tbody tr, [role=listitem], li').nth(4).waitFor({ timeout: 30_000 });
    // The chart draws itself in the frame after its data.
    await delay(1_500);
    await page.screenshot({ path: TARGET });
  } finally {
    await browser.close();
  }
  console.log(`${path.relative(process.cwd(), TARGET)} taken from ${monitorUrl(environment)}`);
  return 0;
}
