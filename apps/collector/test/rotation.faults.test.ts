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
const ROTATIONS = Number(process.env['ROTATIONS'] ?? 10);
const KILLS = Number(process.env['KILLS'] ?? 25);

let collecting: Collecting;
beforeEach(() => {
  collecting = new Collecting(inject('kafkaBootstrapServers'));
});
afterEach(() => collecting.stop());

/** What the oracle counts: every line that lies in a file of the folder, whoever moved it there; by file. */
function linesOnDisk(): Map<string, string[]> {
  const names = readdirSync(collecting.folder).filter((name) => name.startsWith('access.log'));
  return new Map(names.map((name) => [name, linesOf(name)]));
}

function linesOf(name: string): string[] {
  const bytes = readFileSync(collecting.path(name));
  const lines = (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('latin1').split('\n');
  return lines.map((line) => line.replace(/^\0+/, '')).filter((line) => line !== '');
}

/** For the message of a failure: what is missing of which file, and what the collector said about it. */
async function missing(onDisk: ReadonlyMap<string, string[]>, said: readonly string[]): Promise<string> {
  const arrived = new Set([...byInstance(await collecting.lines()).values()].flat());
  const files = [...onDisk].map(([name, lines]) => {
    const absent = lines.filter((line) => !arrived.has(line));
    const from = lines.slice(0, lines.indexOf(absent[0] ?? '')).join('\n').length;
    return `${name}: ${absent.length} of ${lines.length} lines, the first at byte ${from}`;
  });
  return [...files, ...said, positions()].join('\n');
}

/** What the collector has noted on disk. */
function positions(): string {
  const names = existsSync(collecting.path('state')) ? readdirSync(collecting.path('state'), { recursive: true }) : [];
  const name = names.map(String).find((path) => path.endsWith('positions.json'));
  return name === undefined ? '' : readFileSync(collecting.path(`state/${name}`), 'utf8');
}

/**
 * Kills the collector at any moment, again and again, and starts it again; each second time while it starts, if the
 * machine is slow. @returns the one that is left alive
 */
async function killMany(first: Running, start: () => Running): Promise<Running> {
  let running = first;
  for (let kill = 0; kill < KILLS; kill++) {
    if (kill % 2 === 0) await reading(running);
    // Not a wait for something: the moment of the kill is what varies.
    await delay(150 + ((kill * 137) % 700));
    await running.kill();
    running = start();
  }
  return running;
}

async function reading(running: Running): Promise<void> {
  await waitFor(() => running.said.includes('collecting;'), { timeoutMs: 30_000, what: 'the start of a collector' });
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
    const all: Running[] = [];
    const start = (): Running => {
      const running = collecting.start([access]);
      all.push(running);
      return running;
    };
    // What was rotated before the collector first saw the path is none of its business.
    const first = start();
    await waitFor(() => positions() !== '', { timeoutMs: 30_000, what: 'the first position' });
    const rotating = (async () => {
      for (let rotation = 0; rotation < ROTATIONS; rotation++) {
        await delay(800);
        rotate();
      }
    })();
    const last = await killMany(first, start);
    await rotating;
    writer.kill('SIGTERM');
    await waitFor(() => writer.exitCode !== null, { timeoutMs: 10_000, what: 'the end of the writer' });
    const onDisk = linesOnDisk();
    const written = [...onDisk.values()].flat();
    expect(written.length).toBeGreaterThan(1_000);
    try {
      await waitFor(
        async () => [...byInstance(await collecting.lines()).values()].flat().length >= written.length,
        { timeoutMs: Number(process.env.WAIT ?? 90_000), what: `${written.length} lines`, intervalMs: 1_000 }, // prettier-ignore
      );
    } catch (error) {
      const said = all.map((running, index) => `start ${index}: ${running.said}`);
      throw new Error(await missing(onDisk, said), { cause: error });
    }
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
