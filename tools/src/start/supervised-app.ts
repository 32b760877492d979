import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { capLogFile, PartProcess, sizeOf, tail, type PartEnd } from '../process/part-process.js';
import { ROOT } from '../root.js';
import { throwIfAborted, ToolError } from '../tool-error.js';
import { isWarningOrWorse, LogFollower } from './log-follower.js';

const LOG_CAP_BYTES = 10_000_000;
/** The monitor finishes its batch, a service flushes its transport. */
export const APP_GRACE_MS = 20_000;
const FIRST_BACKOFF_MS = 1_000;
const MAX_BACKOFF_MS = 30_000;
/** An application that ran this long and dies has not "failed to start": the backoff begins anew. */
const STEADY_MS = 60_000;

export interface AppPlan {
  /** Short, for the start of a line and the names of its files: `monitor`, `demo`. */
  name: string;
  /** Script to run, relative to the checkout. */
  script: string;
  variables: NodeJS.ProcessEnv;
  dataDir: string;
  /** Place in the order of ending; lowest first. */
  order: number;
  /** Whether warnings on standard output go to the screen (those on standard error always do). */
  showsWarnings: boolean;
  /** Resolves when the application can be used. */
  untilReady: (signal: AbortSignal) => Promise<void>;
}

/** One of our own Node processes: started, watched, started again when it dies, and stopped in its turn. */
export class SupervisedApp {
  private part: PartProcess | undefined;
  private followers: LogFollower[] = [];
  private stopping = false;
  private backoffMs = FIRST_BACKOFF_MS;

  constructor(
    private readonly plan: AppPlan,
    private readonly say: (line: string) => void,
  ) {}

  get pid(): number | undefined {
    return this.part?.pid;
  }

  private get files(): { log: string; errors: string; pid: string } {
    const logs = path.join(this.plan.dataDir, 'logs');
    return {
      log: path.join(logs, `${this.plan.name}.log`),
      errors: path.join(logs, `${this.plan.name}.stderr.log`),
      pid: pidFileOf(this.plan.dataDir, this.plan.name),
    };
  }

  /**
   * Starts it and waits until it is ready. From then on a death is said and mended.
   * @throws ToolError PART_DIED with what it said last, if it ends before it is ready; ABORTED.
   */
  async start(signal: AbortSignal): Promise<void> {
    const { log, errors } = this.files;
    mkdirSync(path.dirname(log), { recursive: true });
    for (const file of [log, errors]) capLogFile(file, LOG_CAP_BYTES);
    const before = { log: sizeOf(log), errors: sizeOf(errors) };
    const part = await this.launch();
    const over = new AbortController();
    const died = part.ended.then(async (end): Promise<never> => {
      const said = (await tail(errors, 2_000, before.errors)) || (await tail(log, 2_000, before.log));
      throw new ToolError(
        'PART_DIED',
        `The ${this.plan.name} ended before it was ready (${describe(end)}). It said:\n${said || '(nothing)'}`,
      );
    });
    try {
      await Promise.race([died, this.plan.untilReady(AbortSignal.any([signal, over.signal]))]);
    } catch (error) {
      throwIfAborted(signal);
      throw error;
    } finally {
      over.abort();
      died.catch(() => undefined);
    }
    this.follow();
    void this.watch(part, signal);
  }

  /** Ends it; resolves to how it ended, or undefined if it did not run. */
  async stop(): Promise<PartEnd | undefined> {
    this.stopping = true;
    const end = await this.part?.stop();
    for (const follower of this.followers) follower.close();
    this.followers = [];
    return end;
  }

  private async launch(): Promise<PartProcess> {
    const { log, errors, pid } = this.files;
    this.part = await PartProcess.start({
      name: this.plan.name,
      command: process.execPath,
      args: [path.join(ROOT, this.plan.script)],
      cwd: ROOT,
      env: this.plan.variables,
      logFile: log,
      errorFile: errors,
      pidFile: pid,
      stopSignal: 'SIGTERM',
      graceMs: APP_GRACE_MS,
      order: this.plan.order,
    });
    return this.part;
  }

  private follow(): void {
    const { log, errors } = this.files;
    const show = (line: string): void => this.say(line);
    const outputShows = this.plan.showsWarnings ? isWarningOrWorse : (): boolean => false;
    this.followers = [
      new LogFollower({ file: log, shows: outputShows }, LOG_CAP_BYTES, show),
      new LogFollower({ file: errors, shows: () => true }, LOG_CAP_BYTES, show),
    ];
  }

  private async watch(first: PartProcess, signal: AbortSignal): Promise<void> {
    let part = first;
    for (;;) {
      const startedAt = performance.now();
      const end = await part.ended;
      if (this.stopping || signal.aborted) return;
      if (performance.now() - startedAt > STEADY_MS) this.backoffMs = FIRST_BACKOFF_MS;
      this.say(
        `ended by itself (${describe(end)}); starting it again in ${this.backoffMs / 1000} s, see ${this.files.errors}`,
      );
      // An aborted wait is the wish to stop.
      await delay(this.backoffMs, undefined, { signal }).catch(() => undefined);
      this.backoffMs = Math.min(this.backoffMs * 2, MAX_BACKOFF_MS);
      if (this.stopping || signal.aborted) return;
      try {
        part = await this.launch();
        this.say('started again');
      } catch (error) {
        // `part` has ended already, so the loop comes back here after the next pause.
        this.say(`could not be started again: ${String(error)}`);
      }
    }
  }
}

/** Where the process id of an application is noted for the next start. */
export function pidFileOf(dataDir: string, name: string): string {
  return path.join(dataDir, `${name}.pid`);
}

export function describe(end: PartEnd): string {
  return end.signal ? `signal ${end.signal}` : `exit code ${end.code}`;
}
