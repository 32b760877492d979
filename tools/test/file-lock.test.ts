import { readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { tryLock } from '../src/process/file-lock.js';
import { identify } from '../src/process/process-identity.js';
import { scratchDirs } from './fixtures/scratch-dir.js';

const scratchDir = scratchDirs();

it('gives the lock to one of many that want it at once, and leaves no drafts', async () => {
  const folder = await scratchDir();
  const results = await Promise.all(Array.from({ length: 20 }, () => tryLock(path.join(folder, 'a.lock'))));
  expect(results.filter((result) => 'release' in result)).toHaveLength(1);
  expect(await readdir(folder)).toEqual(['a.lock']);
});

it('names the process that holds it, and is free again after its release', async () => {
  const file = path.join(await scratchDir(), 'a.lock');
  const first = await tryLock(file);
  expect(await tryLock(file)).toMatchObject({ heldBy: { pid: process.pid } });
  if ('release' in first) await first.release();
  expect(await tryLock(file)).toHaveProperty('release');
});

it.each([
  ['a process that is gone', JSON.stringify({ pid: 2 ** 22 + 1, startedAt: 'x' })],
  ['a process whose number now belongs to another one', JSON.stringify({ pid: process.pid, startedAt: 'long ago' })],
  ['a process that died while it wrote', '{"pid": 1'],
  ['nobody', ''],
])('is taken over from %s, by one of many', async (_, content) => {
  const file = path.join(await scratchDir(), 'a.lock');
  await writeFile(file, content);
  const results = await Promise.all(Array.from({ length: 10 }, () => tryLock(file)));
  expect(results.filter((result) => 'release' in result)).toHaveLength(1);
});

it('does not remove a lock that is not its own any more', async () => {
  const file = path.join(await scratchDir(), 'a.lock');
  const lost = await tryLock(file);
  await writeFile(file, JSON.stringify(identify(process.ppid)));
  if ('release' in lost) await lost.release();
  expect(await tryLock(file)).toMatchObject({ heldBy: { pid: process.ppid } });
});
