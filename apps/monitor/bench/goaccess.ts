import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { highestBytes } from './ingest-run.js';

const LOOK_MS = 20;

/** What GoAccess makes of the same files: its figures in one report, none of the lines kept. */
export interface GoAccessRun {
  linesPerSecond: number;
  highestRss: number;
}

/** @returns undefined when it is not installed */
export async function measureGoAccess(files: readonly string[], lines: number): Promise<GoAccessRun | undefined> {
  const report = path.join(path.dirname(files[0] ?? ''), 'report.json');
  const started = performance.now();
  const child = spawn('goaccess', [...files, '--log-format=COMBINED', '--no-global-config', '--no-progress', '-o', report], {
    stdio: 'ignore',
  }); // prettier-ignore
  let highestRss = 0;
  const look = setInterval(() => {
    if (child.pid !== undefined && child.exitCode === null) highestRss = Math.max(highestRss, highestBytes(child.pid));
  }, LOOK_MS);
  try {
    const [code] = (await once(child, 'exit')) as [number | null];
    if (code !== 0) throw new Error(`goaccess ended with ${code}`);
    return { linesPerSecond: lines / ((performance.now() - started) / 1000), highestRss };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  } finally {
    clearInterval(look);
  }
}
