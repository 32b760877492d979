import { spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { Ending } from './end-process.js';
import type { ProcessIdentity } from './process-identity.js';
import { killTree } from './process-tree.js';

/** A part that goes with this process. */
export type WatchedPart = ProcessIdentity & Ending;

/** What the watchdog is told: all that is to go, should this process disappear; parts in the order of their start. */
export interface Belongings {
  parts: WatchedPart[];
  folders: string[];
}

const parts = new Map<number, WatchedPart>();
const folders = new Set<string>();
let pipe: Socket | undefined;

/**
 * Parts run in sessions of their own and would outlive a supervisor that is killed. One small process per supervisor
 * holds the other end of a pipe: the kernel closes it however the supervisor ends, kill -9 included.
 */
function startWatchdog(): Socket {
  // From the package's root, so that it is the built file also for a test that imports this one from src/.
  const script = fileURLToPath(new URL('../../../dist/stack/process/watchdog-main.js', import.meta.url));
  const child = spawn(process.execPath, [script], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    cwd: '/',
    windowsHide: true,
  });
  child.unref();
  const stdin = child.stdin as Socket;
  stdin.unref();
  // Without a watchdog the parts still run; their pid files let the next start end them.
  stdin.on('error', () => (pipe = undefined));
  child.on('error', () => (pipe = undefined));
  return stdin;
}

function tell(): void {
  pipe ??= startWatchdog();
  const belongings: Belongings = { parts: [...parts.values()], folders: [...folders] };
  pipe.write(`${JSON.stringify(belongings)}\n`);
}

/** From now on the part ends when this process ends, in whatever way. */
export function watchPart(part: WatchedPart): void {
  parts.set(part.pid, part);
  tell();
}

/** The part has ended by itself or by a proper stop. */
export function unwatchPart(pid: number): void {
  parts.delete(pid);
  tell();
}

/** A temporary folder that is to vanish with this process. */
export function watchFolder(folder: string): void {
  folders.add(folder);
  tell();
}

/** The folder has been removed. */
export function unwatchFolder(folder: string): void {
  folders.delete(folder);
  tell();
}

/** kill -9 for all parts that run for this process, now. */
export function killParts(): void {
  for (const pid of parts.keys()) killTree(pid);
}
