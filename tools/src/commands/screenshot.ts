import { existsSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Page, chromium } from 'playwright-core';
import { ROOT } from '../checkout/root.js';
import { readEnvironment } from '../stack/environment.js';
import { monitorUrl } from '../stack/monitor-health.js';
import { ToolError } from '../checkout/tool-error.js';

/** The file of each picture, the page that it shows, and what has to be there first. */
const PICTURES = [
  { file: 'dashboard.png', hash: '', ready: 'table tbody tr, [role=listitem], li' },
  { file: 'problems.png', hash: '#/problems', ready: '.problem-rows a' },
  { file: 'traffic.png', hash: '#/traffic', ready: '.traffic-tables tbody tr' },
];
const BROWSERS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/**
 * `npm run screenshot`: takes the pictures in docs/images from the system that runs at LOG_MONITOR_SERVER_PORT. After a few
 * minutes of `DEMO_RATE=2 DEMO_DAY_SECONDS=180 npm start` its charts have the shape of a working day.
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
    for (const picture of PICTURES) await take(page, monitorUrl(environment), picture);
  } finally {
    await browser.close();
  }
  return 0;
}

async function take(page: Page, url: string, { file, hash, ready }: (typeof PICTURES)[number]): Promise<void> {
  await page.goto(url + hash);
  await page.getByRole('button', { name: '15 min' }).click();
  // Nothing on the page is ever "idle": it refreshes itself. Its rows are what the picture is about.
  await page.locator(ready).nth(4).waitFor({ timeout: 30_000 });
  // Charts draw themselves in the frame after their data.
  await delay(1_500);
  const target = path.join(ROOT, 'docs', 'images', file);
  await page.screenshot({ path: target });
  console.log(`${path.relative(process.cwd(), target)} taken from ${url}${hash}`);
}
