import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it, onTestFinished } from 'vitest';
import { endProcess } from '../src/stack/process/end-process.js';
import { identify, isRunning, readLinuxStat } from '../src/stack/process/process-identity.js';
import { descendants, freezeTree, killTree, thawTree } from '../src/stack/process/process-tree.js';
import { waitFor } from '../src/testing/wait-for.js';

/** A shell with two children, one of which has left its process group and session as PostgreSQL's backends do. */
async function tree(): Promise<number[]> {
  const node = (code: string): string => `"${process.execPath}" -e '${code}'`;
  const leaver = node(
    'require("child_process").spawn(process.execPath,["-e","setInterval(()=>0,1e3)"],{detached:true}).on("spawn",()=>0)',
  );
  const child = spawn('/bin/sh', ['-c', `${leaver} & ${node('setInterval(()=>0,1e3)')} & wait; wait`], {
    detached: true,
    stdio: 'ignore',
  });
  const root = child.pid ?? 0;
  onTestFinished(() => killTree(root));
  await waitFor(() => descendants(root).length === 3, { timeoutMs: 20_000, what: 'three descendants' });
  return [root, ...descendants(root)];
}

/** T while it is frozen. */
function state(pid: number): string {
  if (process.platform === 'linux') return readLinuxStat(pid)?.[0] ?? '';
  return execFileSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' })
    .trim()
    .charAt(0);
}

it('freezes and thaws every descendant, in whatever process group', async () => {
  const pids = await tree();
  freezeTree(pids[0] ?? 0);
  await waitFor(() => pids.every((pid) => state(pid) === 'T'), { timeoutMs: 5_000, what: 'all to be frozen' });
  thawTree(pids[0] ?? 0);
  await waitFor(() => pids.every((pid) => state(pid) !== 'T'), { timeoutMs: 5_000, what: 'all to run again' });
});

it('kills every descendant, also when they are frozen', async () => {
  const pids = await tree();
  const identities = pids.map(identify);
  freezeTree(pids[0] ?? 0);
  killTree(pids[0] ?? 0);
  await waitFor(() => !identities.some(isRunning), { timeoutMs: 5_000, what: 'all to be gone' });
});

it('never signals a process that only has the number of the one that was meant', async () => {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => 0, 1000)']);
  onTestFinished(() => void child.kill('SIGKILL'));
  await once(child, 'spawn');
  const pid = child.pid ?? 0;
  await endProcess({ pid, startedAt: 'another start' }, { stopSignal: 'SIGKILL', graceMs: 100 });
  expect(isRunning(identify(pid))).toBe(true);
});

it('kills what ignores the signal, after the grace time', async () => {
  const child = spawn(process.execPath, [
    '-e',
    'process.on("SIGTERM", () => 0); setInterval(() => 0, 1000); console.log(1)',
  ]);
  await once(child.stdout, 'data');
  const identity = identify(child.pid ?? 0);
  await endProcess(identity, { stopSignal: 'SIGTERM', graceMs: 200 });
  expect(isRunning(identity)).toBe(false);
});
