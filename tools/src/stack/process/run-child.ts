import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { ROOT } from '../../checkout/root.js';
import { identify } from './process-identity.js';
import { signal } from './process-tree.js';
import { unwatchPart, watchPart } from './watchdog.js';

export interface ChildRun {
  args: readonly string[];
  env?: NodeJS.ProcessEnv;
}

/**
 * Runs a Node script in the foreground with our input and output, and waits for it, also through Ctrl-C: the terminal
 * signals the child itself, so only what the terminal does not send is passed on.
 *
 * @returns its exit code; 1 if a signal ended it.
 */
export async function runNode({ args, env = process.env }: ChildRun): Promise<number> {
  const child = spawn(process.execPath, args, { cwd: ROOT, env, stdio: 'inherit' });
  const onInterrupt = (): void => {
    if (!process.stdin.isTTY) child.kill('SIGINT');
  };
  const onTerminate = (): void => void child.kill('SIGTERM');
  process.on('SIGINT', onInterrupt);
  process.on('SIGTERM', onTerminate);
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', resolve);
    });
    return code ?? 1;
  } finally {
    process.off('SIGINT', onInterrupt);
    process.off('SIGTERM', onTerminate);
  }
}

/** What a command printed; `output` is both streams in the order of their arrival. */
export interface Collected {
  code: number;
  stdout: string;
  output: string;
}

/**
 * Runs a Node script as `collect` does, in a process group of its own, and ends what it has started and left behind: a
 * process that outlives the script would keep its output open, and the run would never end.
 */
export async function collectGroup(args: readonly string[], env: NodeJS.ProcessEnv): Promise<Collected> {
  const child = spawn(process.execPath, args, {
    cwd: ROOT,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: process.platform !== 'win32',
  });
  const { pid } = child;
  // Ctrl-C does not reach another group: should we be gone, the watchdog ends it.
  if (pid !== undefined) watchPart({ ...identify(pid), stopSignal: 'SIGTERM', graceMs: 2_000 });
  child.once('exit', () => {
    if (pid === undefined) return;
    unwatchPart(pid);
    if (process.platform !== 'win32') signal(-pid, 'SIGKILL');
  });
  return await collected(child);
}

/** Runs a command without input, in the checkout unless told otherwise, and collects what it prints. */
export async function collect(
  command: string,
  args: readonly string[],
  { env = process.env, cwd = ROOT }: { env?: NodeJS.ProcessEnv; cwd?: string } = {},
): Promise<Collected> {
  const child = spawn(command, args, {
    cwd,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    // npm is a script on Windows.
    shell: process.platform === 'win32' && command === 'npm',
  });
  return await collected(child);
}

async function collected(child: ChildProcessByStdio<null, Readable, Readable>): Promise<Collected> {
  const chunks: Buffer[] = [];
  const out: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const text = (parts: Buffer[]): string => Buffer.concat(parts).toString('utf8').trim();
  return { code: code ?? 1, stdout: text(out), output: text(chunks) };
}
