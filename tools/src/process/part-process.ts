import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { hasCode, ToolError } from '../tool-error.js';
import { endProcess } from './end-process.js';
import { identify, type ProcessIdentity } from './process-identity.js';
import { freezeTree, killTree, signal, thawTree } from './process-tree.js';
import { unwatchPart, watchPart } from './watchdog.js';

/** How a part is started and ended. */
export interface PartPlan {
  /** For messages: "Kafka", "PostgreSQL", "the monitor". */
  name: string;
  command: string;
  args: readonly string[];
  cwd: string;
  env?: NodeJS.ProcessEnv;
  /** The account to run under, where that is not the caller's. */
  account?: { uid: number; gid: number };
  /** Standard output is appended here: to a file, not a pipe, so that no part ever waits for its supervisor. */
  logFile: string;
  /** Standard error is appended here; default: also to `logFile`. */
  errorFile?: string;
  /** Names the running process for the next start. */
  pidFile: string;
  stopSignal: NodeJS.Signals;
  /** Milliseconds between the stop signal and kill -9. */
  graceMs: number;
  /** Place in the order in which the watchdog ends parts; lowest first. */
  order: number;
}

/** How a part ended. */
export interface PartEnd {
  code: number | null;
  signal: NodeJS.Signals | null;
}

/** A running part of the system, in a session of its own: Ctrl-C in the terminal reaches the supervisor only. */
export class PartProcess {
  /** Resolves when the process has ended, in whatever way. Never rejects. */
  readonly ended: Promise<PartEnd>;
  private end: PartEnd | undefined;

  private constructor(
    private readonly plan: PartPlan,
    private readonly child: ChildProcess,
    readonly pid: number,
  ) {
    this.ended = new Promise((resolve) => {
      child.once('exit', (code, name) => {
        this.end = { code, signal: name };
        unwatchPart(pid);
        rmSync(plan.pidFile, { force: true });
        resolve(this.end);
      });
    });
  }

  /**
   * Starts the process and records it for the watchdog and for the next start.
   * @throws ToolError PART_DIED when the command cannot be executed.
   */
  static async start(plan: PartPlan): Promise<PartProcess> {
    const log = openSync(plan.logFile, 'a');
    const errors = plan.errorFile ? openSync(plan.errorFile, 'a') : log;
    try {
      const child = spawn(plan.command, plan.args, {
        cwd: plan.cwd,
        env: plan.env ?? process.env,
        detached: true,
        windowsHide: true,
        stdio: ['ignore', log, errors],
        ...plan.account,
      });
      const pid = child.pid;
      if (pid === undefined) throw await failure(plan, child);
      const part = new PartProcess(plan, child, pid);
      const identity = identify(pid);
      writeFileSync(plan.pidFile, `${JSON.stringify(identity)}\n`);
      watchPart({ ...identity, order: plan.order, stopSignal: plan.stopSignal, graceMs: plan.graceMs });
      return part;
    } finally {
      closeSync(log);
      if (errors !== log) closeSync(errors);
    }
  }

  get hasEnded(): boolean {
    return this.end !== undefined;
  }

  /** Asks the part to end, by its own stop signal or another one, and kills it after the grace time. */
  async stop(stopSignal: NodeJS.Signals = this.plan.stopSignal): Promise<PartEnd> {
    if (this.end) return this.end;
    thawTree(this.pid);
    signal(this.pid, stopSignal);
    const timer = setTimeout(() => killTree(this.pid), this.plan.graceMs);
    const end = await this.ended;
    clearTimeout(timer);
    return end;
  }

  /** kill -9 of the whole tree. */
  async kill(): Promise<PartEnd> {
    if (!this.end) killTree(this.pid);
    return this.ended;
  }

  /** SIGSTOP for the whole tree: sockets stay open, nothing answers. */
  pause(): void {
    if (!this.end) freezeTree(this.pid);
  }

  resume(): void {
    if (!this.end) thawTree(this.pid);
  }

  /** Lets the caller's process end although the part runs; used where a watchdog ends it. */
  unref(): void {
    this.child.unref();
  }
}

async function failure(plan: PartPlan, child: ChildProcess): Promise<ToolError> {
  const cause = await new Promise<Error>((resolve) => child.once('error', resolve));
  return new ToolError('PART_DIED', `${plan.name} could not be started: ${cause.message}`, { cause });
}

/** Ends what a supervisor that was killed has left behind. Does nothing if the file is absent or names nobody alive. */
export async function endLeftover(plan: Pick<PartPlan, 'pidFile' | 'stopSignal' | 'graceMs'>): Promise<void> {
  const identity = readPidFile(plan.pidFile);
  if (identity) await endProcess(identity, plan);
  rmSync(plan.pidFile, { force: true });
}

function readPidFile(file: string): ProcessIdentity | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (typeof value !== 'object' || value === null || !('pid' in value) || !('startedAt' in value)) return undefined;
    if (typeof value.pid !== 'number' || typeof value.startedAt !== 'string') return undefined;
    return { pid: value.pid, startedAt: value.startedAt };
  } catch (error) {
    // Written by a process that was killed while it wrote: nobody can be named by it.
    if (error instanceof SyntaxError || hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

/**
 * The end of a log file, for the sentence that says why a part did not come up: at most `bytes`, and nothing that stood
 * there before it had grown beyond `since` bytes (what an earlier start said).
 */
export async function tail(file: string, bytes: number, since = 0): Promise<string> {
  let handle;
  try {
    handle = await open(file, 'r');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return '';
    throw error;
  }
  try {
    const { size } = await handle.stat();
    const fresh = size < since ? size : size - since;
    const buffer = Buffer.alloc(Math.min(fresh, bytes));
    await handle.read(buffer, 0, buffer.length, size - buffer.length);
    return buffer.toString('utf8').trim();
  } finally {
    await handle.close();
  }
}

/** Size in bytes, 0 for a file that is not there. */
export function sizeOf(file: string): number {
  try {
    return statSync(file).size;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return 0;
    throw error;
  }
}

/** Starts a log file afresh when it has grown beyond the cap; for files that only grow between starts. */
export function capLogFile(file: string, maxBytes: number): void {
  if (sizeOf(file) > maxBytes) writeFileSync(file, '');
}
