import { mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { tryLock } from '../src/process/file-lock.js';
import { identify } from '../src/process/process-identity.js';
import { waitFor } from '../src/testing/wait-for.js';
import { runFixture } from './fixtures/run-fixture.js';
import { scratchDirs } from './fixtures/scratch-dir.js';

const scratchDir = scratchDirs();

async function leftOver(folder: string, content: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, '0'), content);
  await writeFile(path.join(folder, '0.held'), '');
}

it('names the process that holds it, and is free again after its release', async () => {
  const folder = path.join(await scratchDir(), 'a.lock');
  const first = await tryLock(folder);
  expect(await tryLock(folder)).toEqual({ heldBy: identify(process.pid) });
  if ('release' in first) await first.release();
  expect(await readdir(path.dirname(folder))).toEqual([]);
  expect(await tryLock(folder)).toHaveProperty('release');
});

it.each([
  ['nobody', undefined],
  ['a process that is gone', JSON.stringify({ pid: 2 ** 22 + 1, startedAt: 'x' })],
  ['a process whose number now belongs to another one', JSON.stringify({ pid: process.pid, startedAt: 'long ago' })],
  ['a torn file', '{"pid": 1'],
  ['a file of something else', '[]'],
])('is given to one of many that want it at once, where it was left by %s', async (_, content) => {
  const parent = await scratchDir();
  for (let round = 0; round < 20; round++) {
    const folder = path.join(parent, `${round}.lock`);
    if (content !== undefined) await leftOver(folder, content);
    const results = await Promise.all(Array.from({ length: 10 }, () => tryLock(folder)));
    const locks = results.flatMap((result) => ('release' in result ? [result] : []));
    expect(locks).toHaveLength(1);
    await locks[0]?.release();
    expect(await readdir(parent)).toEqual([]);
  }
});

it('is never held by two processes at once, while many take it, release it and are killed', async () => {
  const folder = path.join(await scratchDir(), 'a.lock');
  const notes = path.join(path.dirname(folder), 'notes');
  const fixtures = Array.from({ length: 4 }, () => runFixture('take-locks.mjs', [folder, notes]));
  await waitFor(() => fixtures.every(({ lines }) => lines.length >= 3), {
    timeoutMs: 50_000,
    what: 'each to have held it',
  });
  const company = (): string[] => fixtures.flatMap(({ lines }) => lines).filter((line) => line !== 'alone');
  expect(company()).toEqual([]);
  // Killed at any moment, holding it or not; the others must go on.
  const killed = fixtures[0]?.child.pid;
  fixtures[0]?.child.kill('SIGKILL');
  const rest = fixtures.slice(1);
  const before = rest.map(({ lines }) => lines.length);
  await waitFor(() => rest.every(({ lines }, i) => lines.length > (before[i] ?? 0) + 3), {
    timeoutMs: 50_000,
    what: 'the others to go on',
  });
  // Until its parent has heard of its end, the dead one still looks alive beside its note.
  expect(company().filter((line) => line !== `with occupied-by-${killed}`)).toEqual([]);
});
