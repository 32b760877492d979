import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { ProcessIdentity } from './process-identity.js';

/** What the watchdog is to end, should this process disappear. */
export interface WatchedPart extends ProcessIdentity {
  /** Parts end in this order, lowest first: writers before the stores that they write to. */
  order: number;
  stopSignal: NodeJS.Signals;
  /** Milliseconds between the signal and kill -9. */
  graceMs: number;
}

/** `force`: end everything now, by kill -9. */
export type WatchdogMessage =
  { add: WatchedPart } | { remove: number } | { removeFolder: string } | { keepFolder: string } | { force: true };

let pipe: Socket | undefined;
let guard: ChildProcess | undefined;

/**
 * Parts run in sessions of their own and would outlive a supervisor that is killed. One small process per supervisor
 * holds the other end of a pipe: the kernel closes it however the supervisor ends, kill -9 included.
 */
function watchdog(): Socket {
  if (pipe) return pipe;
  // From the package's root, so that it is the built file also for a test that imports this one from src/.
  const script = fileURLToPath(new URL('../../dist/process/watchdog-main.js', import.meta.url));
  const child = spawn(process.execPath, [script], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    cwd: '/',
    windowsHide: true,
  });
  child.unref();
  guard = child;
  const stdin = child.stdin as Socket;
  stdin.unref();
  // Without a watchdog the parts still run; their pid files let the next start end them.
  stdin.on('error', () => (pipe = undefined));
  child.on('error', () => (pipe = undefined));
  pipe = stdin;
  return stdin;
}

function send(message: WatchdogMessage): void {
  watchdog().write(`${JSON.stringify(message)}\n`);
}

/** From now on the part ends when this process ends, in whatever way. */
export function watchPart(part: WatchedPart): void {
  send({ add: part });
}

/** The part has ended by itself or by a proper stop. */
export function unwatchPart(pid: number): void {
  send({ remove: pid });
}

/** A temporary folder that is to vanish with this process. */
export function watchFolder(folder: string): void {
  send({ removeFolder: folder });
}

/** The folder has been removed, or is to stay. */
export function unwatchFolder(folder: string): void {
  send({ keepFolder: folder });
}

/** kill -9 for all parts, now. Resolves when they are gone; the caller then ends itself. */
export async function forceEnd(): Promise<void> {
  if (!pipe || !guard || guard.exitCode !== null) return;
  // Until it is done this process must not end, although nothing else may be left for it to do.
  guard.ref();
  const gone = once(guard, 'exit');
  send({ force: true });
  pipe.end();
  await gone;
}
