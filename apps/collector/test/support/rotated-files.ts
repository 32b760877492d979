import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gunzipSync } from 'node:zlib';

const LOGROTATE = '/usr/sbin/logrotate';
const WRITER = fileURLToPath(new URL('./writer.mjs', import.meta.url));
const runFile = promisify(execFile);

export const hasLogrotate = existsSync(LOGROTATE);

const DATED = 'dateext\ndateformat -%Y%m%d-%s';
/** How logrotate is told to rotate. */
export const KINDS = {
  renaming: 'create',
  'renaming and compressing': 'create\ncompress',
  'renaming with dates, compressed a rotation later': `create\ncompress\ndelaycompress\n${DATED}`,
  copying: 'copytruncate',
  'copying and compressing': 'copytruncate\ncompress',
  'copying with dates, compressed a rotation later': `copytruncate\ncompress\ndelaycompress\n${DATED}`,
} as const;
export type Kind = keyof typeof KINDS;

/** A file `access.log` for each kind of rotation, in a folder of its own, and a writer of numbered lines to all of them. */
export class RotatedFiles {
  readonly #writer: ChildProcess;
  readonly #kinds: readonly Kind[];
  readonly paths: readonly string[];

  /** @param pauseMs between 50 lines and the next 50 */
  constructor(
    private readonly folder: string,
    kinds: readonly Kind[],
    pauseMs: number,
  ) {
    this.#kinds = kinds;
    this.paths = kinds.map((_, index) => join(folder, `web${index}`, 'access.log'));
    for (const path of this.paths) {
      mkdirSync(join(path, '..'));
      writeFileSync(path, '');
    }
    this.#writer = spawn(process.execPath, [WRITER, String(pauseMs), ...this.paths], { stdio: ['ignore', 'pipe', 'inherit'] }); // prettier-ignore
  }

  /** Rotates one file. */
  async rotate(index: number): Promise<void> {
    const config = join(this.folder, `rotate${index}.conf`);
    const how = KINDS[this.#kinds[index] as Kind];
    const isCopying = how.includes('copytruncate');
    const reopen = isCopying ? '' : `postrotate\nkill -USR1 ${this.#writer.pid}\nsleep 0.1\nendscript\n`;
    writeFileSync(config, `${this.paths[index]} {\nrotate 1000\n${how}\n${reopen}}\n`, { mode: 0o644 });
    // Between a copy and the cut logrotate itself loses lines, as its manual says: the writer holds still meanwhile.
    if (isCopying) this.#writer.kill('SIGSTOP');
    try {
      await runFile(LOGROTATE, ['-f', '-s', join(this.folder, `rotate${index}.state`), config]);
    } finally {
      this.#writer.kill('SIGCONT');
    }
  }

  /** Rotates one file after the other until it is told that it is enough. @returns how many rotations there were */
  async rotateUntil(isEnough: () => boolean, pauseMs: number): Promise<number> {
    let count = 0;
    for (; !isEnough(); count++) {
      await delay(pauseMs);
      await this.rotate(count % this.paths.length);
    }
    return count;
  }

  /** Ends the writer. @returns how many lines it has written */
  async end(): Promise<number> {
    let said = '';
    this.#writer.stdout?.on('data', (data: Buffer) => (said += data.toString()));
    this.#writer.kill('SIGTERM');
    if (this.#writer.exitCode === null) await once(this.#writer, 'close');
    return Number(said);
  }

  kill(): void {
    this.#writer.kill('SIGKILL');
  }

  /** What an oracle counts: the lines that lie in the files, whoever has moved them there. */
  onDisk(): Map<string, string[]> {
    const found = new Map<string, string[]>();
    for (const path of this.paths) {
      const folder = join(path, '..');
      for (const name of readdirSync(folder)) found.set(join(folder, name), linesOf(join(folder, name)));
    }
    return found;
  }
}

function linesOf(path: string): string[] {
  const bytes = readFileSync(path);
  const lines = (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('latin1').split('\n');
  return lines.map((line) => line.replace(/^\0+/, '')).filter((line) => line !== '');
}
