import { appendFile, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { isWarningOrWorse, LogFollower } from '../src/start/log-follower.js';
import { waitFor } from '../src/testing/wait-for.js';
import { scratchDirs } from './fixtures/scratch-dir.js';

const scratchDir = scratchDirs();

async function follow(maxBytes = 1_000_000): Promise<{ file: string; shown: string[]; follower: LogFollower }> {
  const file = path.join(await scratchDir(), 'a.log');
  await writeFile(file, 'error: of an earlier run\n');
  const shown: string[] = [];
  const follower = new LogFollower({ file, shows: isWarningOrWorse }, maxBytes, (line) => shown.push(line));
  onTestFinished(() => follower.close());
  return { file, shown, follower };
}

it('shows what warns from now on, whole lines only, and nothing that could steer the terminal', async () => {
  const { file, shown, follower } = await follow();
  await appendFile(file, 'info: fine\nwarn: \u001b[2J\u001b]0;title\u0007red\u202e\nerror: half');
  await waitFor(() => shown.length === 1, { timeoutMs: 5_000, what: 'the warning' });
  await appendFile(file, ' and half ä\n');
  follower.close();
  expect(shown).toEqual(['warn:  ]0;title red ', 'error: half and half ä']);
});

it('counts what is too much to be shown', async () => {
  const { file, shown, follower } = await follow();
  await appendFile(file, 'error: again\n'.repeat(1_000));
  follower.close();
  expect(shown).toHaveLength(6);
  expect(shown.at(-1)).toMatch(/and 995 more lines in .*a\.log/);
});

it('keeps the file below its cap, and the last of what was in it aside', async () => {
  const { file } = await follow(10_000);
  await appendFile(file, `${'x'.repeat(99)}\n`.repeat(200));
  await waitFor(async () => (await stat(file)).size === 0, { timeoutMs: 5_000, what: 'the file to be emptied' });
  expect((await readFile(`${file}.1`, 'utf8')).length).toBeGreaterThan(20_000);
});

it.each([
  ['{"level":"error","message":"x"}', true],
  ['{"level":"info","message":"error"}', false],
  ['2026-11-21T07:00:00Z warn disk', true],
  ['2026-11-21T07:00:00Z info terrorist', false],
])('judges %s', (line, expected) => {
  expect(isWarningOrWorse(line)).toBe(expected);
});
