import { spawn, type ChildProcess } from 'node:child_process';
import {
  closeSync,
  copyFileSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { hasCode, ToolError } from '../../checkout/tool-error.js';
import { endProcess, type Ending } from './end-process.js';
import { identify, readIdentity } from './process-identity.js';
import { freezeTree, killTree, signal, thawTree } from './process-tree.js';
import { unwatchPart, watchPart } from './watchdog.js';

const LOG_CAP_BYTES = 10_000_000;
const LOG_LOOK_EVERY_MS = 5_000;

/** How a part is started and ended. */
export interface PartPlan extends Ending {
  /** For messages: "Kafka", "PostgreSQL", "monitor". */
  name: string;
  command: string;
  args: readonly string[];
  cwd: string;
  env?: NodeJS.ProcessEnv;
  /** The account to run under, where that is not the caller's. */
  account?: { uid: number; gid: number } | undefined;
  /** Output is appended here: to a file, not a pipe, so that no part ever waits for its supervisor. */
  logFile: string;
  /** Names the running process for the next start. */
  pidFile: string;
}

/** How a part ended. */
export interface PartEnd {
  code: number | null;
  signal: NodeJS.Signals | null;
}

/** A running part of the system, in a session of its own: Ctrl-C in the terminal reaches the supervisor only. */
export class Part {
  /** Resolves when the process has ended, in whatever way. Never rejects. */
  readonly ended: Promise<PartEnd>;
  readonly pid: number;
  readonly #plan: PartPlan;
  readonly #logBefore: number;
  #end: PartEnd | undefined;

  /** @param logBefore size of the log file before this start */
  constructor(plan: PartPlan, child: ChildProcess, pid: number, logBefore: number) {
    this.#plan = plan;
    this.pid = pid;
    this.#logBefore = logBefore;
    const cap = setInterval(() => capLog(plan.logFile), LOG_LOOK_EVERY_MS).unref();
    this.ended = new Promise((resolve) => {
      child.once('exit', (code, name) => {
        clearInterval(cap);
        this.#end = { code, signal: name };
        unwatchPart(pid);
        rmSync(plan.pidFile, { force: true });
        resolve(this.#end);
      });
    });
  }

  /**
   * Starts the process and records it for the watchdog and for the next start.
   * @throws ToolError PART_DIED when the command cannot be executed.
   */
  static async start(plan: PartPlan): Promise<Part> {
    capLog(plan.logFile);
    const logBefore = sizeOf(plan.logFile);
    const log = openSync(plan.logFile, 'a');
    try {
      const child = spawn(plan.command, plan.args, {
        cwd: plan.cwd,
        env: plan.env ?? process.env,
        detached: true,
        windowsHide: true,
        stdio: ['ignore', log, log],
        ...plan.account,
      });
      if (child.pid === undefined) throw await failure(plan, child);
      const part = new Part(plan, child, child.pid, logBefore);
      const identity = identify(child.pid);
      writeFileSync(plan.pidFile, `${JSON.stringify(identity)}\n`);
      watchPart({ ...identity, stopSignal: plan.stopSignal, graceMs: plan.graceMs });
      return part;
    } finally {
      closeSync(log);
    }
  }

  get hasEnded(): boolean {
    return this.#end !== undefined;
  }

  /** The last words of this process, at most `characters` of them. */
  said(characters = 2_000): string {
    const log = readFileSync(this.#plan.logFile);
    return log
      .subarray(log.length < this.#logBefore ? 0 : this.#logBefore)
      .toString('utf8')
      .trim()
      .slice(-characters);
  }

  /** Asks the part to end, by its own stop signal or another one, and kills it after the grace time. */
  async stop(stopSignal: NodeJS.Signals = this.#plan.stopSignal): Promise<PartEnd> {
    if (this.#end) return this.#end;
    thawTree(this.pid);
    signal(this.pid, stopSignal);
    const timer = setTimeout(() => killTree(this.pid), this.#plan.graceMs);
    const end = await this.ended;
    clearTimeout(timer);
    return end;
  }

  /** kill -9 of the whole tree. */
  async kill(): Promise<PartEnd> {
    if (!this.#end) killTree(this.pid);
    return this.ended;
  }

  /** SIGSTOP for the whole tree: sockets stay open, nothing answers. */
  pause(): void {
    if (!this.#end) freezeTree(this.pid);
  }

  resume(): void {
    if (!this.#end) thawTree(this.pid);
  }
}

async function failure(plan: PartPlan, child: ChildProcess): Promise<ToolError> {
  const cause = await new Promise<Error>((resolve) => child.once('error', resolve));
  return new ToolError('PART_DIED', `${plan.name} could not be started: ${cause.message}`, { cause });
}

/** Ends what a supervisor that was killed has left. Does nothing if the file is absent or names nobody alive. */
export async function endLeftover(pidFile: string, ending: Ending): Promise<void> {
  const identity = readIdentity(pidFile);
  if (identity) await endProcess(identity, ending);
  rmSync(pidFile, { force: true });
}

/** For messages: how it ended. */
export function describeEnd(end: PartEnd): string {
  return end.signal ? `signal ${end.signal}` : `exit code ${end.code}`;
}

function sizeOf(file: string): number {
  try {
    return statSync(file).size;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return 0;
    throw error;
  }
}

/**
 * Keeps a log file below the cap by moving it aside as `.1`. The part holds it open for appending, so it is copied and
 * then emptied; what is written between the two is lost, which the log files of a laptop can bear.
 */
function capLog(file: string): void {
  if (sizeOf(file) <= LOG_CAP_BYTES) return;
  copyFileSync(file, `${file}.1`);
  truncateSync(file);
}
