import { mkdtempSync, readdirSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { lookAtOthers } from '../../src/spool/other-destinations.js';
import { SpoolFolder } from '../../src/spool/spool-folder.js';
import { Spool } from '../../src/spool/spool.js';

const INSTANCES = ['5b0f2a1e-0000-4000-8000-000000000001', '6c0f2a1e-0000-4000-8000-000000000002'];
const DAY = 86_400_000;
const now = Date.now();
let dir: string;
let ours: SpoolFolder;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'wk-'));
  ours = SpoolFolder.of(dir, { brokers: ['here:1'], topics: { main: 't' } });
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

/** A spool for brokers that nobody here talks to, with one record in it. */
function elsewhere(instance: string): Spool {
  const spool = new Spool({ dir, maxBytes: 1e6, from: 1 }, instance, { brokers: ['away:1'], topics: { main: 't' } });
  spool.append('record', 1, 'text', now);
  return spool;
}

async function noticesAt(time: number): Promise<string[]> {
  const notices: string[] = [];
  await lookAtOthers(ours, (line) => notices.push(line), time);
  return notices;
}
const spoolFiles = (path: string): string[] => readdirSync(path).filter((name) => name.endsWith('.spool'));

it('mentions a folder once a day, with the command that removes it', async () => {
  const spool = elsewhere(INSTANCES[0] as string);
  spool.close();
  const [first, ...more] = await noticesAt(now);
  expect(more).toEqual([]);
  expect(first).toContain(`rm -r ${spool.folder.path}`);
  expect(await noticesAt(now + 1_000)).toEqual([]);
  expect(await noticesAt(now + DAY - 60_000)).toEqual([]);
  expect(await noticesAt(now + DAY + 60_000)).toHaveLength(1);
});

it('removes what is a week old and says so, but nothing of a living process', async () => {
  const dead = elsewhere(INSTANCES[0] as string);
  dead.close();
  const living = elsewhere(INSTANCES[1] as string);
  const { path } = dead.folder;
  const old = new Date(now - 7 * DAY - 60_000);
  for (const name of spoolFiles(path)) utimesSync(join(path, name), old, old);
  expect(spoolFiles(path)).toHaveLength(2);
  expect(await noticesAt(now)).toEqual([expect.stringContaining('a week old')]);
  expect(spoolFiles(path)).toHaveLength(1);
  living.close();
});
