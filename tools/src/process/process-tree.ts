import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { hasCode } from '../tool-error.js';
import { readLinuxStat } from './process-identity.js';

function parents(): Map<number, number> {
  const byPid = new Map<number, number>();
  if (process.platform === 'linux') {
    for (const entry of readdirSync('/proc')) {
      const pid = Number(entry);
      const fields = Number.isInteger(pid) ? readLinuxStat(pid) : undefined;
      if (fields && fields[0] !== 'Z') byPid.set(pid, Number(fields[1]));
    }
    return byPid;
  }
  for (const line of execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' }).split('\n')) {
    const [pid, parent] = line.trim().split(/\s+/).map(Number);
    if (pid && parent !== undefined) byPid.set(pid, parent);
  }
  return byPid;
}

/** All living descendants of a process, nearest first. */
export function descendants(root: number): number[] {
  const byPid = parents();
  const found: number[] = [];
  for (let generation = [root]; generation.length > 0;) {
    const next = [...byPid].filter(([, parent]) => generation.includes(parent)).map(([pid]) => pid);
    found.push(...next);
    generation = next;
  }
  return found;
}

/** Sends a signal; false when the process is gone already. */
export function signal(pid: number, name: NodeJS.Signals): boolean {
  try {
    process.kill(pid, name);
    return true;
  } catch (error) {
    if (hasCode(error, 'ESRCH')) return false;
    throw error;
  }
}

/**
 * Freezes a process and all that descends from it. Walking the tree, not `kill(-group)`, because every backend of
 * PostgreSQL calls setsid() and so leaves the postmaster's process group. The parent is frozen first: a frozen parent
 * makes no new children, so the walk ends.
 */
export function freezeTree(root: number): void {
  const frozen = new Set<number>([root]);
  signal(root, 'SIGSTOP');
  for (;;) {
    const fresh = descendants(root).filter((pid) => !frozen.has(pid));
    if (fresh.length === 0) return;
    for (const pid of fresh) {
      frozen.add(pid);
      signal(pid, 'SIGSTOP');
    }
  }
}

/** Lets a frozen tree run again, children first, so that the parent finds them alive. */
export function thawTree(root: number): void {
  for (const pid of descendants(root).reverse()) signal(pid, 'SIGCONT');
  signal(root, 'SIGCONT');
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
  freezeTree(root);
  const children = descendants(root);
  signal(root, 'SIGKILL');
  for (const pid of children) signal(pid, 'SIGKILL');
}
