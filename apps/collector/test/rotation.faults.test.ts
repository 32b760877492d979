import { execFileSync, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { waitFor } from '@log-monitor/tools';
import { Collecting, type Running, byInstance } from './support/collecting.js';

const LOGROTATE = '/usr/sbin/logrotate';
const WRITER = fileURLToPath(new URL('./support/writer.mjs', import.meta.url));
const ROTATIONS = 10;
const KILLS = 25;

let collecting: Collecting;
beforeEach(() => {
  collecting = new Collecting(inject('kafkaBootstrapServers'));
});
afterEach(() => collecting.stop());

/** What the oracle counts: every line that lies in a file of the folder, whoever moved it there. */
function linesOnDisk(): string[] {
  return readdirSync(collecting.folder)
    .filter((name) => name.startsWith('access.log'))
    .flatMap((name) => {
      const bytes = readFileSync(collecting.path(name));
      return (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('latin1').split('\n');
    })
    .map((line) => line.replace(/^\0+/, ''))
    .filter((line) => line !== '');
}

/** Kills the collector at any moment, again and again, and starts it again. @returns the one that is left alive */
async function killMany(start: () => Running): Promise<Running> {
  let running = start();
  for (let kill = 0; kill < KILLS; kill++) {
    // Not a wait for something: the moment of the kill is what varies.
    await delay(150 + ((kill * 137) % 700));
    await running.kill();
    running = start();
  }
  return running;
}

describe.skipIf(!existsSync(LOGROTATE))('under logrotate and kill -9 (skipped where logrotate is missing)', () => {
  it.each([
    ['renaming', 'delaycompress\ncompress\ncreate'],
    ['copying and cutting', 'copytruncate'],
    ['copying, cutting and compressing', 'copytruncate\ncompress'],
  ])('%s: no line is lost, none has two numbers', async (_, how) => {
    const access = collecting.path('access.log');
    writeFileSync(access, '');
    const writer = spawn(process.execPath, [WRITER, access, '5'], { stdio: ['ignore', 'pipe', 'inherit'] });
    const config = collecting.path('rotate.conf');
    const isCopying = how.includes('copytruncate');
    const reopen = isCopying ? '' : `postrotate\nkill -USR1 ${writer.pid}\nsleep 0.1\nendscript\n`;
    writeFileSync(config, `${access} {\nrotate 100\n${how}\n${reopen}}\n`, { mode: 0o644 });
    const rotate = (): Buffer => {
      // Between a copy and the cut logrotate itself loses lines, as its manual says: the writer holds still meanwhile.
      if (isCopying) writer.kill('SIGSTOP');
      const said = execFileSync(LOGROTATE, ['-f', '-s', collecting.path('rotate.state'), config], { stdio: 'pipe' });
      writer.kill('SIGCONT');
      return said;
    };
    const rotating = (async () => {
      for (let rotation = 0; rotation < ROTATIONS; rotation++) {
        await delay(800);
        rotate();
      }
    })();
    const last = await killMany(() => collecting.start([access]));
    await rotating;
    writer.kill('SIGTERM');
    await waitFor(() => writer.exitCode !== null, { timeoutMs: 10_000, what: 'the end of the writer' });
    const written = linesOnDisk();
    expect(written.length).toBeGreaterThan(1_000);
    await waitFor(
      async () => [...byInstance(await collecting.lines()).values()].flat().length >= written.length,
      { timeoutMs: 90_000, what: `${written.length} lines`, intervalMs: 1_000 }, // prettier-ignore
    );
    await last.terminate();
    const arrived = [...byInstance(await collecting.lines()).values()];
    expect(arrived.flat().length).toBe(written.length);
    expect(new Set(arrived.flat()).size).toBe(written.length);
    expect(arrived.flat().sort()).toEqual(written.sort());
    // In the order of the file: the writer numbers its lines.
    for (const values of arrived) {
      const numbers = values.map((line) => Number(/orders\/(\d+)/.exec(line)?.[1]));
      expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
    }
  });
});
