import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { waitFor } from '@log-monitor/tools';
import { Collecting, type Running, byInstance } from './support/collecting.js';
import { type Kind, RotatedFiles, hasLogrotate } from './support/rotated-files.js';

const KILLS = Number(process.env['KILLS'] ?? 25);
const KINDS: readonly Kind[] = [
  'renaming with dates, compressed a rotation later',
  'copying',
  'copying and compressing',
];

let collecting: Collecting;
let files: RotatedFiles | undefined;
beforeEach(() => {
  collecting = new Collecting(inject('kafkaBootstrapServers'));
});
afterEach(async () => {
  files?.kill();
  await collecting.stop();
});

/** For the message of a failure: what is missing of which file, and what the collector said about it. */
async function missing(onDisk: ReadonlyMap<string, string[]>, said: readonly string[]): Promise<string> {
  const arrived = new Set([...byInstance(await collecting.lines()).values()].flat());
  const found = [...onDisk].map(([name, lines]) => {
    const absent = lines.filter((line) => !arrived.has(line));
    const from = lines.slice(0, lines.indexOf(absent[0] ?? '')).join('\n').length;
    return `${name}: ${absent.length} of ${lines.length} lines, the first at byte ${from}`;
  });
  return [...found, ...said, collecting.positions()].join('\n');
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

describe.skipIf(!hasLogrotate)('under logrotate and kill -9 (skipped where logrotate is missing)', () => {
  it.each(KINDS)('%s: no line is lost, none has two numbers, and the order stays', async (kind) => {
    const rotated = new RotatedFiles(collecting.folder, [kind], 5);
    files = rotated;
    const all: Running[] = [];
    const start = (): Running => {
      const running = collecting.start([...rotated.paths]);
      all.push(running);
      return running;
    };
    // What was rotated before the collector first saw the path is none of its business.
    const first = start();
    await waitFor(() => collecting.positions() !== '', { timeoutMs: 30_000, what: 'the first position' });
    let isEnough = false;
    const rotating = rotated.rotateUntil(() => isEnough, 1_100);
    rotating.catch(() => undefined);
    const last = await killMany(first, start);
    isEnough = true;
    await rotating;
    const count = await rotated.end();
    const onDisk = rotated.onDisk();
    const written = [...onDisk.values()].flat();
    expect(written.length).toBe(count);
    try {
      await waitFor(
        async () => [...byInstance(await collecting.lines()).values()].flat().length >= count,
        { timeoutMs: 90_000, what: `${count} lines`, intervalMs: 1_000 }, // prettier-ignore
      );
    } catch (error) {
      const said = all.map((running, index) => `start ${index}: ${running.said}`);
      throw new Error(await missing(onDisk, said), { cause: error });
    }
    await last.terminate();
    const arrived = [...byInstance(await collecting.lines()).values()];
    expect(arrived.flat().sort()).toEqual(written.sort());
    // In the order of the file: the writer numbers its lines.
    for (const values of arrived) {
      const numbers = values.map((line) => Number(/orders\/(\d+)/.exec(line)?.[1]));
      expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
    }
  });
});
