import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { ROOT } from '../checkout/root.js';
import { APP_ENDING, COMMAND_SCRIPTS, NODE_ARGUMENTS } from '../stack/app.js';
import { identify } from '../stack/process/process-identity.js';
import { unwatchPart, watchPart } from '../stack/process/watchdog.js';
import { StopRequest } from '../stack/stop-request.js';

/**
 * Runs one of our applications in the foreground. It gets a session of its own and one SIGTERM: Ctrl-C alone would reach
 * it twice, from the terminal and from npm, and the second one means "at once".
 *
 * @returns its exit code.
 */
export async function runInForeground(name: keyof typeof COMMAND_SCRIPTS, args: readonly string[]): Promise<number> {
  const script = path.join(ROOT, COMMAND_SCRIPTS[name]);
  const argv = [...(NODE_ARGUMENTS[name] ?? []), script, ...args];
  const child = spawn(process.execPath, argv, { cwd: ROOT, stdio: 'inherit', detached: true });
  const { pid } = child;
  if (pid !== undefined) watchPart({ ...identify(pid), ...APP_ENDING });
  const request = new StopRequest();
  void request.asked().then(() => child.kill('SIGTERM'));
  try {
    const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
    return code ?? (signal === 'SIGTERM' ? 0 : 1);
  } finally {
    if (pid !== undefined) unwatchPart(pid);
    request.close();
  }
}
