import { existsSync } from 'node:fs';
import path from 'node:path';
import { spawn } from 'node:child_process';
import { identify } from '../process/process-identity.js';
import { signal } from '../process/process-tree.js';
import { StopRequest } from '../process/stop-request.js';
import { forceEnd, unwatchPart, watchPart } from '../process/watchdog.js';
import { ROOT } from '../root.js';
import { APP_GRACE_MS } from '../start/supervised-app.js';

/**
 * Runs one of our applications in the foreground. It gets a session of its own and one SIGTERM: Ctrl-C alone would reach
 * it twice, from the terminal and from npm, and the second one means "at once".
 *
 * @returns its exit code.
 */
export async function runInForeground(script: string, args: readonly string[]): Promise<number> {
  const file = path.join(ROOT, script);
  if (!existsSync(file)) throw new Error(`${script} is not built`);
  const child = spawn(process.execPath, [file, ...args], { cwd: ROOT, stdio: 'inherit', detached: true });
  const pid = child.pid;
  const ended = new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, name) => resolve(code ?? (name === 'SIGTERM' ? 0 : 1)));
  });
  if (pid === undefined) return ended;
  watchPart({ ...identify(pid), order: 20, stopSignal: 'SIGTERM', graceMs: APP_GRACE_MS });
  const request = new StopRequest(() => void forceEnd());
  void request.asked().then(() => signal(pid, 'SIGTERM'));
  try {
    return await ended;
  } finally {
    unwatchPart(pid);
    request.close();
  }
}
