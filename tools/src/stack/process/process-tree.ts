import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { hasCode } from '../../checkout/tool-error.js';
import { readLinuxStat } from './process-identity.js';

/** Parent of each living process. From /proc on Linux, where `ps` is not always installed. */
function parents(): [pid: number, parent: number][] {
  if (process.platform === 'linux') {
    return readdirSync('/proc').flatMap((entry): [number, number][] => {
      const fields = /^\d+$/.test(entry) ? readLinuxStat(Number(entry)) : undefined;
      return fields && fields[0] !== 'Z' ? [[Number(entry), Number(fields[1])]] : [];
    });
  }
  const lines = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' }).trim().split('\n');
  return lines.map((line): [number, number] => {
    const [pid = 0, parent = 0] = line.trim().split(/\s+/).map(Number);
    return [pid, parent];
  });
}

/** All living descendants of a process, nearest first. */
export function descendants(root: number): number[] {
  const all = parents();
  const found: number[] = [];
  for (let generation = [root]; generation.length > 0;) {
    generation = all.filter(([, parent]) => generation.includes(parent)).map(([pid]) => pid);
    found.push(...generation);
  }
  return found;
}

/** Sends a signal; does nothing when the process is gone already. */
export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if (!hasCode(error, 'ESRCH')) throw error;
  }
}

/**
 * Freezes a process and all that descends from it. Walking the tree, not `kill(-group)`, because every backend of
 * PostgreSQL calls setsid() and so leaves the postmaster's process group. The parent is frozen first: a frozen parent
 * makes no new children, so the walk ends.
 *
 * @returns what it froze
 */
export function freezeTree(root: number): number[] {
  const frozen = new Set<number>();
  for (let fresh = [root]; fresh.length > 0; fresh = descendants(root).filter((pid) => !frozen.has(pid))) {
    for (const pid of fresh) {
      frozen.add(pid);
      signal(pid, 'SIGSTOP');
    }
  }
  return [...frozen];
}

/** Lets a frozen tree run again, children first, so that the parent finds them alive. */
export function thawTree(root: number): void {
  for (const pid of [root, ...descendants(root)].reverse()) signal(pid, 'SIGCONT');
}

/** kill -9 for the whole tree at one moment: it is frozen first, so nothing can react to the loss of a part. */
export function killTree(root: number): void {
  if (process.platform === 'win32') {
    try {
      execFileSync('taskkill', ['/pid', String(root), '/t', '/f'], { stdio: 'ignore' });
    } catch {
      // taskkill fails when the process is gone, which is what was asked for.
    }
    return;
  }
  for (const pid of freezeTree(root)) signal(pid, 'SIGKILL');
}
