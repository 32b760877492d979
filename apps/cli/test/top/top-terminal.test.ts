import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { waitFor } from '@log-monitor/tools';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const CLI = fileURLToPath(new URL('../../bin/log-monitor.mjs', import.meta.url));
const SOCKET = `top-test-${process.pid}`;

/** A real terminal: keys in, screen out. */
function tmux(...argv: string[]): string {
  return execFileSync('tmux', ['-L', SOCKET, ...argv], { encoding: 'utf8' });
}

function hasTmux(): boolean {
  try {
    execFileSync('tmux', ['-V']);
    return true;
  } catch {
    return false;
  }
}

const screen = (): string => tmux('capture-pane', '-p', '-t', 'top');
const keys = (...names: string[]): string => tmux('send-keys', '-t', 'top', ...names);
const state = (variable: string): string => tmux('display-message', '-p', '-t', 'top', `#{${variable}}`).trim();
const shows = (what: string | RegExp): Promise<unknown> =>
  waitFor(() => Promise.resolve(typeof what === 'string' ? screen().includes(what) : what.test(screen())), {
    timeoutMs: 30_000,
    what: `the screen to show ${what}`,
  });

const line = (target: string, status = 200): string =>
  `203.0.113.7 - - [20/Nov/2026:07:00:00 +0000] "GET ${target} HTTP/1.1" ${status} 5 "-" "curl/8.1"\n`;

describe.skipIf(!hasTmux())('log-monitor top in a terminal', () => {
  let folder: string;
  let file: string;

  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'top-terminal-'));
    file = path.join(folder, 'access.log');
    writeFileSync(file, line('/orders').repeat(30) + line('/cart', 502).repeat(20));
    tmux('new-session', '-d', '-s', 'top', '-x', '100', '-y', '30', 'PS1=ready: bash --norc --noprofile');
    keys(`${process.execPath} ${CLI} top -i ${file}`, 'Enter');
  });
  afterAll(() => {
    tmux('kill-server');
    rmSync(folder, { recursive: true });
  });

  it('shows the file, in the order and with the filter that keys choose', async () => {
    await shows('50 lines, following');
    expect(screen()).toMatch(/50 requests +20 \(40\.0 %\) errors/);
    keys('3', 'Enter');
    await shows(/▸ Paths +1–2 of 2, by requests/);
    expect(screen()).toMatch(/30 +60\.0 %[^\n]*\/orders\n +20 +40\.0 %[^\n]*\/cart/);
    keys('s');
    await shows(/by errors\n[^\n]*\n[^\n]*\/cart\n[^\n]*\/orders/);
    keys('/', 'ord');
    await shows(/▸ Paths +1–1 of 1/);
    expect(screen()).not.toContain('/cart');
    keys('Escape');
    await shows(/▸ Paths +1–2 of 2/);
  });

  it('follows the file as it grows, is rotated and is cut', async () => {
    appendFileSync(file, line('/more').trimEnd());
    appendFileSync(file, `\n${line('/more')}`);
    await shows('52 lines, following');
    renameSync(file, `${file}.1`);
    appendFileSync(`${file}.1`, line('/late'));
    writeFileSync(file, line('/new').repeat(3));
    await shows('56 lines, following');
    appendFileSync(`${file}.1`, line('/later'));
    await shows('57 lines, following');
    writeFileSync(file, line('/cut'));
    await shows('58 lines, following');
  });

  it('shows what is hostile, and obeys nothing of it', async () => {
    appendFileSync(file, line('/\u001b]0;owned\u0007\u001b[2J/evil', 404).repeat(40));
    keys('3', 'Enter', 'Enter');
    await shows('/evil');
    expect(screen()).toContain('\\u001b]0;owned\\u0007');
    expect(state('alternate_on')).toBe('1');
    expect(state('pane_title')).not.toContain('owned');
  });

  it('takes any size', async () => {
    tmux('resize-window', '-t', 'top', '-x', '60', '-y', '12');
    await waitFor(() => Promise.resolve(screen().split('\n').length <= 13 && screen().includes('q end')), {
      timeoutMs: 30_000,
      what: 'the small screen',
    });
    tmux('resize-window', '-t', 'top', '-x', '140', '-y', '40');
    await shows(/█+/);
  });

  it('leaves the terminal as it was', async () => {
    keys('q');
    await shows('ready:');
    expect(state('alternate_on')).toBe('0');
    expect(state('cursor_flag')).toBe('1');
    expect(state('wrap_flag')).toBe('1');
    keys('stty -a | grep -o " echo "; echo $?', 'Enter');
    await shows(/ echo *\n0/);
    keys('clear', 'Enter');
    keys(`cat ${file} | ${process.execPath} ${CLI} top -i -`, 'Enter');
    await shows('following');
    expect(state('alternate_on')).toBe('1');
    keys('C-c');
    await waitFor(() => Promise.resolve(state('alternate_on') === '0'), { timeoutMs: 30_000, what: 'the end' });
    expect(state('cursor_flag')).toBe('1');
  });
});
