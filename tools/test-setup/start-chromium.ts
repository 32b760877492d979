import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type BrowserServer, chromium } from 'playwright-core';

/** Flags for a Chromium in a container: nothing in the background, nothing to the network. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];

/** Starts the system's Chromium, `CHROMIUM_PATH` or the first one on the PATH; undefined where there is none. */
export async function startChromium(): Promise<BrowserServer | undefined> {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const executablePath = [
    process.env['CHROMIUM_PATH'] ?? '',
    ...NAMES.flatMap((name) => folders.map((folder) => join(folder, name))),
  ].find((file) => file !== '' && existsSync(file));
  if (executablePath === undefined) return undefined;
  return await chromium.launchServer({ executablePath, headless: true, args: FLAGS, host: '127.0.0.1' });
}
