import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { runFixture } from './fixtures/run-fixture.js';
import { scratchDirs } from './fixtures/scratch-dir.js';

const scratchDir = scratchDirs();

/** Runs `npm test` on test files of these contents. */
async function summaryOf(
  ...files: string[]
): Promise<{ code: number | null; last: string | undefined; lines: string }> {
  const folder = await scratchDir();
  await writeFile(
    path.join(folder, 'vitest.config.mjs'),
    "export default { test: { globals: true, include: ['*.test.mjs'] } };",
  );
  await Promise.all(files.map((content, i) => writeFile(path.join(folder, `${i}.test.mjs`), content)));
  const run = runFixture('run-vitest.mjs', [folder]);
  const code = await run.ended;
  return { code, last: run.lines.at(-1), lines: run.lines.join('\n') };
}

const pass = "it('passes', () => {});";

it('ends in the one line when all is well', async () => {
  expect(await summaryOf(pass, pass)).toMatchObject({ code: 0, last: '2 passed, 0 failed' });
});

it('counts a skip with its reason, and fails a skip without one', async () => {
  const reasoned = await summaryOf(`${pass} it('skips', (context) => context.skip('no printer here'));`);
  expect(reasoned).toMatchObject({ code: 0, last: '1 passed, 0 failed, 1 skipped' });
  expect(reasoned.lines).toContain('1 skipped: no printer here');
  const silent = await summaryOf(`${pass} it.skip('skips', () => {});`);
  expect(silent).toMatchObject({ code: 1, last: '1 passed, 1 failed' });
  expect(silent.lines).toContain('no reason given');
});

it('counts each of a test that fails, a file that cannot be loaded, a rejection that nobody handles and a hook', async () => {
  const result = await summaryOf(
    pass,
    "it('fails', () => expect(1).toBe(2));",
    "import './absent.mjs';",
    "it('also passes', () => { void Promise.reject(new Error('lost')); });",
    "afterAll(() => { throw new Error('hook'); }); it('also passes', () => {});",
  );
  expect(result).toMatchObject({ code: 1, last: '3 passed, 4 failed' });
});

it('counts one failure when there was no run at all', async () => {
  expect(await summaryOf()).toMatchObject({ code: 1, last: '0 passed, 1 failed' });
});
