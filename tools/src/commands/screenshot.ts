import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { chromium } from 'playwright-core';
import { freePort } from '../network/port.js';
import { StopRequest } from '../process/stop-request.js';
import { ROOT } from '../root.js';
import { readEnvironment } from '../start/environment.js';
import { ask, monitorUrl } from '../start/monitor-health.js';
import { startSystem } from '../start/start.js';
import { Steps } from '../start/steps.js';
import { temporaryDir } from '../storage/temporary-dir.js';
import { throwIfAborted, ToolError } from '../tool-error.js';

const TARGET = path.join(ROOT, 'docs', 'images', 'dashboard.png');
const SIZE = { width: 1440, height: 900 };
/** Of traffic before the picture is taken of a system that was started for it: the chart is to have a shape. */
const MINUTES = 5;
const BROWSERS = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/**
 * `npm run screenshot [-- minutes]`: takes docs/images/dashboard.png from the system that runs at
 * LOG_MONITOR_SERVER_PORT, or from one that it starts for the purpose and that gets so many minutes of the demo's traffic.
 */
export async function run(args: string[]): Promise<number> {
  const minutes = Number(args[0] ?? MINUTES);
  if (!Number.isFinite(minutes) || minutes < 0)
    throw new ToolError('INVALID_VARIABLE', 'Usage: npm run screenshot [-- minutes]');
  const environment = readEnvironment(ROOT);
  const request = new StopRequest(() => process.exit(130));
  try {
    const running = monitorUrl(environment);
    if ((await ask(`${running}/health/ready`, environment.token))?.status === 200) {
      await shoot(running, environment.token);
      return 0;
    }
    return await withSystem(request.signal, minutes, (url) => shoot(url, undefined));
  } finally {
    request.close();
  }
}

async function withSystem(
  signal: AbortSignal,
  minutes: number,
  action: (url: string) => Promise<void>,
): Promise<number> {
  const folder = await temporaryDir('screenshot');
  const variables = {
    ...process.env,
    LOG_MONITOR_DATA_DIR: folder.path,
    LOG_MONITOR_SERVER_PORT: String(await freePort()),
    LOG_MONITOR_AUTH: 'off',
    LOCAL_KAFKA_PORT: String(await freePort()),
    LOCAL_POSTGRES_PORT: String(await freePort()),
    KAFKA_BOOTSTRAP_SERVERS: '',
    DATABASE_URL: '',
    NO_DEMO: '0',
    // A few minutes of traffic are to look like a working day.
    DEMO_RATE: process.env.DEMO_RATE ?? '2',
    DEMO_DAY_SECONDS: process.env.DEMO_DAY_SECONDS ?? '180',
  };
  const system = await startSystem(readEnvironment(ROOT, variables), new Steps(), signal);
  try {
    console.log(`  ${minutes} minutes of traffic …`);
    await delay(minutes * 60_000, undefined, { signal }).catch(() => throwIfAborted(signal));
    await action(system.url);
  } finally {
    await system.stop();
    await folder.remove();
  }
  return 0;
}

async function shoot(url: string, token: string | undefined): Promise<void> {
  const executablePath = process.env.CHROMIUM_PATH ?? BROWSERS.find((file) => existsSync(file));
  if (!executablePath) {
    throw new ToolError('PLATFORM_UNSUPPORTED', 'No Chromium or Chrome was found: install one, or set CHROMIUM_PATH.');
  }
  await mkdir(path.dirname(TARGET), { recursive: true });
  // Chromium's sandbox does not work as root, in containers above all; the only page that is opened is our own.
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const browser = await chromium.launch({ executablePath, args });
  try {
    const page = await browser.newPage({
      viewport: SIZE,
      deviceScaleFactor: 2,
      ...(token && { httpCredentials: { username: 'log-monitor', password: token } }),
    });
    await page.goto(url);
    await page.getByRole('button', { name: '15 min' }).click();
    // Nothing on the page is ever "idle": it refreshes itself. Rows in the list of errors are what the picture is about.
    await page.locator('table tbody tr, [role=listitem], li').nth(4).waitFor({ timeout: 30_000 });
    // The chart draws itself in the frame after its data.
    await delay(1_500);
    await page.screenshot({ path: TARGET });
  } finally {
    await browser.close();
  }
  console.log(`${path.relative(process.cwd(), TARGET)} taken from ${url}`);
}
