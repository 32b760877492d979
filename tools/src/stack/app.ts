import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from '../checkout/root.js';
import { ToolError } from '../checkout/tool-error.js';
import { describeEnd, Part, type PartEnd } from './process/part.js';

/** The monitor finishes its batch, a service flushes its transport. */
export const APP_ENDING = { stopSignal: 'SIGTERM', graceMs: 20_000 } as const;

/** Scripts of our own applications, relative to the checkout. */
export const APP_SCRIPTS = {
  monitor: 'apps/monitor/dist/main.js',
  demo: 'apps/demo/dist/main.js',
  collector: 'apps/collector/dist/main.js',
};
export type AppName = keyof typeof APP_SCRIPTS;

/** Applications that run in the foreground only. */
export const COMMAND_SCRIPTS = { ...APP_SCRIPTS, generator: 'apps/generator/dist/main.js' };

/**
 * What Node is told besides. Half of V8's default for new objects, and one thread for V8's own work instead of four: 25 and some
 * 10 MB less at full rate, for no time that could be measured (`docs/measurements/web-servers.md`). A process cannot set it for itself. `deploy/Dockerfile` has the
 * same.
 */
export const NODE_ARGUMENTS: Partial<Record<keyof typeof COMMAND_SCRIPTS, readonly string[]>> = {
  monitor: ['--max-semi-space-size=8', '--v8-pool-size=1'],
};

export interface AppPlan {
  name: AppName;
  script: string;
  variables: NodeJS.ProcessEnv;
  dataDir: string;
}

/** One of our own Node processes. */
export class App {
  readonly name: AppName;
  readonly logFile: string;
  readonly #plan: AppPlan;
  #part: Part | undefined;

  constructor(plan: AppPlan) {
    this.#plan = plan;
    this.name = plan.name;
    this.logFile = path.join(plan.dataDir, 'logs', `${plan.name}.log`);
  }

  /** Resolves when the process that runs now ends, in whatever way. */
  get ended(): Promise<PartEnd> {
    return this.#running.ended;
  }

  get #running(): Part {
    if (!this.#part) throw new ToolError('PART_DIED', `The ${this.name} has not been started.`);
    return this.#part;
  }

  /** The last line of its log in this run; empty if it has said nothing. */
  lastLine(): string {
    return this.#running.said().split('\n').at(-1) ?? '';
  }

  /** Starts it, without waiting until it can be used. */
  async restart(): Promise<void> {
    mkdirSync(path.dirname(this.logFile), { recursive: true });
    this.#part = await Part.start({
      name: this.name,
      command: process.execPath,
      args: [...(NODE_ARGUMENTS[this.name] ?? []), path.join(ROOT, this.#plan.script)],
      cwd: ROOT,
      env: this.#plan.variables,
      logFile: this.logFile,
      pidFile: pidFileOf(this.#plan.dataDir, this.name),
      ...APP_ENDING,
    });
  }

  /**
   * Starts it and waits until it can be used.
   *
   * @param untilReady resolves then; its signal is given when it need not wait any longer
   * @throws ToolError PART_DIED with what it said last, if it ends before; what `untilReady` throws
   */
  async start(untilReady: (signal: AbortSignal) => Promise<void>): Promise<void> {
    await this.restart();
    const part = this.#running;
    const over = new AbortController();
    const died = part.ended.then((end) => {
      if (over.signal.aborted) return;
      throw new ToolError(
        'PART_DIED',
        `The ${this.name} ended before it was ready (${describeEnd(end)}). It said:\n${part.said() || '(nothing)'}`,
      );
    });
    try {
      await Promise.race([died, untilReady(over.signal)]);
    } finally {
      over.abort();
    }
  }

  /** Ends it. @returns how it ended; undefined if it was never started */
  async stop(): Promise<PartEnd | undefined> {
    return await this.#part?.stop();
  }
}

/** Where the process id of an application is noted for the next start. */
export function pidFileOf(dataDir: string, name: AppName): string {
  return path.join(dataDir, `${name}.pid`);
}
