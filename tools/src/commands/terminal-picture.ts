import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ROOT } from '../checkout/root.js';
import { ToolError } from '../checkout/tool-error.js';
import { terminalSvg } from './terminal-svg.js';

const SIZE = { columns: 116, rows: 36 };
const SOCKET = `log-monitor-picture-${process.pid}`;
const SITE = ['--format', 'json', '--from', '20h', '--rate', '8', '--seed', '7', '--incident', 'error_burst,at=19h,for=10m,rate=6']; // prettier-ignore
/** The file of each picture, and the keys that lead to it. */
const PICTURES = [
  { file: 'top.svg', keys: ['2'] },
  { file: 'top-slow-routes.svg', keys: ['2', 'Enter', 's', 's', 's'] },
];
const READY_MS = 60_000;

/** `npm run picture`: takes the pictures of `log-monitor top` in docs/images from a real terminal (tmux) that shows a made log. */
export async function run(): Promise<number> {
  const folder = await mkdtemp(path.join(tmpdir(), 'log-monitor-picture-'));
  const log = path.join(folder, 'access.log');
  node('generator', 'dist/main.js', [...SITE, '--output', log]);
  // Keeps the server while sessions come and go.
  tmux('new-session', '-d', '-s', 'idle', 'cat');
  try {
    for (const picture of PICTURES) await take(picture, log);
  } finally {
    tmux('kill-server');
    await rm(folder, { recursive: true });
  }
  return 0;
}

async function take({ file, keys }: (typeof PICTURES)[number], log: string): Promise<void> {
  const command = `${process.execPath} ${path.join(ROOT, 'apps', 'cli', 'bin', 'log-monitor.mjs')} top -i ${log}`;
  tmux('new-session', '-d', '-s', 'top', '-x', String(SIZE.columns), '-y', String(SIZE.rows), command);
  try {
    const until = Date.now() + READY_MS;
    while (!tmux('capture-pane', '-p', '-t', 'top').includes('following')) {
      if (Date.now() > until) throw new ToolError('TIMED_OUT', 'log-monitor top did not come to the end of the log.');
      await delay(200);
    }
    for (const key of keys) tmux('send-keys', '-t', 'top', key);
    await delay(500);
    const target = path.join(ROOT, 'docs', 'images', file);
    await writeFile(target, terminalSvg(tmux('capture-pane', '-e', '-p', '-t', 'top'), SIZE));
    console.log(`${path.relative(process.cwd(), target)} taken`);
  } finally {
    tmux('kill-session', '-t', 'top');
  }
}

function node(workspace: string, script: string, argv: readonly string[]): void {
  execFileSync(process.execPath, [path.join(ROOT, 'apps', workspace, script), ...argv], { stdio: 'ignore' });
}

function tmux(...argv: string[]): string {
  try {
    return execFileSync('tmux', ['-L', SOCKET, ...argv], { encoding: 'utf8' });
  } catch (cause) {
    throw new ToolError('PLATFORM_UNSUPPORTED', 'tmux is needed for a picture of a terminal: install it.', { cause });
  }
}
