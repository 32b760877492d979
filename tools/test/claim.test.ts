import { readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { claim } from '../src/stack/process/claim.js';
import { identify } from '../src/stack/process/process-identity.js';
import { scratchDirs } from './fixtures/scratch-dir.js';

const scratchDir = scratchDirs();

it('names the process that holds it, and is free again after its release', async () => {
  const file = path.join(await scratchDir(), 'a.owner');
  const release = claim(file);
  expect(claim(file)).toEqual(identify(process.pid));
  if (typeof release === 'function') release();
  expect(await readdir(path.dirname(file))).toEqual([]);
  expect(claim(file)).toBeInstanceOf(Function);
});

it.each([
  ['a process that is gone', JSON.stringify({ pid: 2 ** 22 + 1, startedAt: 'x' })],
  ['a process whose number now belongs to another one', JSON.stringify({ pid: process.pid, startedAt: 'long ago' })],
  ['a torn file', '{"pid": 1'],
  ['a file of something else', '[]'],
])('is taken over from %s', async (_, content) => {
  const file = path.join(await scratchDir(), 'a.owner');
  await writeFile(file, content);
  expect(claim(file)).toBeInstanceOf(Function);
  expect(claim(file)).toEqual(identify(process.pid));
  expect(await readdir(path.dirname(file))).toEqual(['a.owner']);
});
