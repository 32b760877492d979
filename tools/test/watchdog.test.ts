import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import pg from 'pg';
import { expect, it, onTestFinished } from 'vitest';
import { startPostgres } from '../src/stack/postgres/local-postgres.js';
import { identify, isRunning, type ProcessIdentity } from '../src/stack/process/process-identity.js';
import { descendants, killTree } from '../src/stack/process/process-tree.js';
import { waitFor } from '../src/testing/wait-for.js';
import { runFixture, type Fixture } from './fixtures/run-fixture.js';
import { scratchDirs } from './fixtures/scratch-dir.js';

const scratchDir = scratchDirs();

interface Said {
  pid: number;
  port: number;
  dataDir: string;
}

async function whatRuns(fixture: Fixture): Promise<Said[]> {
  await waitFor(() => fixture.lines.some((line) => line.startsWith('[')), { timeoutMs: 60_000, what: 'the parts' });
  return JSON.parse(fixture.lines.find((line) => line.startsWith('[')) ?? '') as Said[];
}

/** The process that watches, a child of the supervisor, and everything else that descends from it. */
function family(supervisor: number): ProcessIdentity[] {
  return descendants(supervisor).map(identify);
}

it('ends broker and database when their supervisor is killed by kill -9, and keeps their data', async () => {
  const folder = await scratchDir();
  const fixture = runFixture('start-parts.mjs', [folder, 'kafka', 'postgres']);
  const parts = await whatRuns(fixture);
  const processes = family(fixture.child.pid ?? 0);
  for (const { pid } of parts) expect(processes.map((each) => each.pid)).toContain(pid);
  fixture.child.kill('SIGKILL');
  await waitFor(() => !processes.some(isRunning), { timeoutMs: 60_000, what: 'all of them to end' });
  for (const { dataDir } of parts) expect(existsSync(dataDir)).toBe(true);
});

it('removes temporary folders with the supervisor that made them', async () => {
  const fixture = runFixture('start-parts.mjs', ['temporary', 'postgres']);
  const [part] = await whatRuns(fixture);
  fixture.child.kill('SIGKILL');
  await waitFor(() => !existsSync(part?.dataDir ?? ''), { timeoutMs: 60_000, what: 'the folder to go' });
});

it('is not needed by the next start: it ends what is left when the watchdog was killed too', async () => {
  const folder = await scratchDir();
  const fixture = runFixture('start-parts.mjs', [folder, 'postgres']);
  const [part] = await whatRuns(fixture);
  const watchdog = (await watchdogOf(fixture)).pid;
  process.kill(watchdog, 'SIGKILL');
  fixture.child.kill('SIGKILL');
  await fixture.ended;
  const left = identify(part?.pid ?? 0);
  onTestFinished(() => killTree(left.pid));
  expect(isRunning(left)).toBe(true);
  const server = await startPostgres({ dataDir: path.join(folder, 'postgres') });
  onTestFinished(() => server.stop());
  expect(isRunning(left)).toBe(false);
  const client = new pg.Client({ connectionString: server.url });
  await client.connect();
  await client.end();
});

it('leaves a process alone that has the number of one it watched', async () => {
  const folder = await scratchDir();
  const pidFile = path.join(folder, 'postgresql.pid');
  const stranger = runFixture('start-parts.mjs', ['temporary']);
  await writeFile(pidFile, JSON.stringify({ pid: stranger.child.pid, startedAt: 'another start' }));
  const server = await startPostgres({ dataDir: folder });
  onTestFinished(() => server.stop());
  expect(stranger.child.exitCode ?? stranger.child.signalCode).toBeNull();
  expect(JSON.parse(await readFile(pidFile, 'utf8'))).toMatchObject({ pid: server.pid });
});

async function watchdogOf(fixture: Fixture): Promise<ProcessIdentity> {
  const found = await Promise.all(
    descendants(fixture.child.pid ?? 0).map(async (pid) => ({ pid, line: await commandLine(pid) })),
  );
  const watchdog = found.find(({ line }) => line.includes('watchdog-main'));
  if (!watchdog) throw new Error('no watchdog runs');
  return identify(watchdog.pid);
}

async function commandLine(pid: number): Promise<string> {
  if (process.platform === 'linux') return await readFile(`/proc/${pid}/cmdline`, 'utf8');
  return execFileSync('ps', ['-ww', '-o', 'args=', '-p', String(pid)], { encoding: 'utf8' });
}
