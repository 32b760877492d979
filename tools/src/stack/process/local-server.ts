import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { diskFull, explainDiskError, throwIfAborted, ToolError } from '../../checkout/tool-error.js';
import { claim } from './claim.js';
import type { Ending } from './end-process.js';
import { endLeftover, Part, type PartEnd, type PartPlan } from './part.js';
import { freePort, isPortFree } from './port.js';

/** Longer than anybody looks at a port, or dies with it. */
const PORT_HELD_MS = 5_000;
const POLL_MS = 25;

/** What Kafka and PostgreSQL differ in. */
export interface ServerPlan extends Ending {
  name: 'Kafka' | 'PostgreSQL';
  /** Where it keeps everything: data, log file, pid file, claim. */
  dataDir: string;
  /** Undefined: a free one, which stays over restarts. */
  port: number | undefined;
  readyTimeoutMs: number;
  signal: AbortSignal | undefined;
  /** Makes ready what the process needs. Called before each start. */
  prepare: (port: number) => Promise<Pick<PartPlan, 'command' | 'args' | 'cwd' | 'env' | 'account'>>;
  /** True once it does what a client needs. */
  answers: (port: number) => Promise<boolean>;
  /** Removes what goes with a server without a folder of its own. */
  remove: () => Promise<void>;
}

/** A Kafka or a PostgreSQL on this machine: its data stays over `restart()`, and over `stop()` where a folder was named. */
export class LocalServer {
  readonly dataDir: string;
  /** What it says. */
  readonly logFile: string;
  readonly #plan: ServerPlan;
  #port = 0;
  #part: Part | undefined;
  #release: (() => void) | undefined;

  constructor(plan: ServerPlan) {
    this.#plan = plan;
    this.dataDir = plan.dataDir;
    this.logFile = path.join(plan.dataDir, `${plan.name.toLowerCase()}.log`);
  }

  get name(): string {
    return this.#plan.name;
  }

  get port(): number {
    return this.#port;
  }

  /** Process id of what runs now. */
  get pid(): number {
    return this.#running.pid;
  }

  /** Resolves when the process that runs now ends, in whatever way. */
  get ended(): Promise<PartEnd> {
    return this.#running.ended;
  }

  get #running(): Part {
    if (!this.#part) throw new ToolError('PART_DIED', `${this.name} has not been started.`);
    return this.#part;
  }

  get #pidFile(): string {
    return path.join(this.dataDir, `${this.name.toLowerCase()}.pid`);
  }

  /**
   * Starts it and returns when clients can use it.
   * @throws ToolError ALREADY_RUNNING, PORT_TAKEN, DISK_FULL, NOT_READY, ABORTED; nothing runs then.
   */
  async open(): Promise<this> {
    mkdirSync(this.dataDir, { recursive: true });
    const claimed = claim(path.join(this.dataDir, `${this.name.toLowerCase()}.owner`));
    if (typeof claimed !== 'function') {
      throw new ToolError(
        'ALREADY_RUNNING',
        `The data of ${this.name} in ${this.dataDir} is in use by process ${claimed.pid}: stop that one first.`,
      );
    }
    this.#release = claimed;
    try {
      await endLeftover(this.#pidFile, this.#plan);
      await this.#launch();
      return this;
    } catch (error) {
      await this.stop();
      throw explainDiskError(error, this.dataDir);
    }
  }

  async #launch(): Promise<void> {
    const port = this.#plan.port ?? (this.#port || (await freePort()));
    await this.#claimPort(port);
    const { name, stopSignal, graceMs } = this.#plan;
    const part = await Part.start({
      ...(await this.#plan.prepare(port)),
      ...{ name, stopSignal, graceMs, logFile: this.logFile, pidFile: this.#pidFile },
    });
    this.#part = part;
    const deadline = Date.now() + this.#plan.readyTimeoutMs;
    while (!part.hasEnded && Date.now() < deadline) {
      throwIfAborted(this.#plan.signal);
      if (await this.#plan.answers(port)) return;
      await delay(POLL_MS);
    }
    await part.kill();
    throw this.#startFailure(part.said());
  }

  /** At a restart the port may be held a moment longer: by a child of the process that was ended, or by a probe for free ports. */
  async #claimPort(port: number): Promise<void> {
    const deadline = Date.now() + (port === this.#port ? PORT_HELD_MS : 0);
    while (!(await isPortFree(port))) {
      if (Date.now() >= deadline) throw this.#portTaken(port);
      await delay(POLL_MS);
    }
    this.#port = port;
  }

  /** A taken port and a full disk are told from the part's own words, the rest is shown as it is. */
  #startFailure(said: string): ToolError {
    if (/Address already in use/i.test(said)) return this.#portTaken(this.#port);
    if (/No space left on device/i.test(said)) return diskFull(this.dataDir, new Error(said));
    return new ToolError('NOT_READY', `${this.name} did not come up; its log is ${this.logFile}:\n${said}`);
  }

  #portTaken(port: number): ToolError {
    return new ToolError('PORT_TAKEN', `Port ${port} for ${this.name} is taken by another process.`);
  }

  /** Clean shutdown. Removes a temporary folder. Safe to call twice. */
  async stop(): Promise<void> {
    await this.#part?.stop();
    this.#release?.();
    this.#release = undefined;
    await this.#plan.remove();
  }

  /** Ends it by another signal; its data stays for `restart()`. */
  protected async end(signal: NodeJS.Signals): Promise<void> {
    await this.#running.stop(signal);
  }

  /** kill -9 of it and all its processes. The data stays for `restart()`; call `stop()` at the end all the same. */
  async kill(): Promise<void> {
    await this.#running.kill();
  }

  /** Freezes all its processes (SIGSTOP): connections stay open, nothing answers. */
  pause(): void {
    this.#running.pause();
  }

  resume(): void {
    this.#running.resume();
  }

  /** Starts it again, on the same data and port, after a clean stop if it runs. */
  async restart(): Promise<void> {
    if (!this.#release) throw new ToolError('PART_DIED', `${this.name} was stopped for good: start a new one.`);
    await this.#part?.stop();
    await this.#launch();
  }
}
