import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { freePort, waitFor } from '@log-monitor/tools';

const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

/** The monitor as users run it: a process of its own, in production mode (kafkajs retries otherwise under test). */
export class MonitorProcess {
  #child: ChildProcess | undefined;
  #output = '';

  private constructor(
    readonly url: string,
    private readonly environment: NodeJS.ProcessEnv,
  ) {}

  /** @param variables at least KAFKA_BOOTSTRAP_SERVERS and DATABASE_URL */
  static async create(variables: Record<string, string>): Promise<MonitorProcess> {
    const port = await freePort();
    const { PATH, HOME } = process.env;
    // All tests share one broker: lines of web servers are read where a test names topics of its own.
    const own = { NODE_ENV: 'production', LOG_MONITOR_SERVER_PORT: String(port), ACCESS_LOG_TOPICS: 'off' };
    const environment = { PATH, HOME, ...own, ...variables };
    return new MonitorProcess(`http://127.0.0.1:${port}`, environment);
  }

  get output(): string {
    return this.#output;
  }

  get pid(): number {
    return this.#child?.pid ?? 0;
  }

  start(...options: string[]): this {
    const child = spawn(process.execPath, [MAIN, ...options], {
      env: this.environment,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const keep = (data: Buffer): void => {
      this.#output = (this.#output + data.toString()).slice(-100_000);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    this.#child = child;
    return this;
  }

  async ready(timeoutMs = 30_000): Promise<this> {
    try {
      await waitFor(async () => (await fetch(`${this.url}/health/ready`)).ok, {
        timeoutMs,
        what: 'the monitor to be ready',
      });
      return this;
    } catch (error) {
      throw new Error(`the monitor did not get ready; it said:\n${this.#output}`, { cause: error });
    }
  }

  /** @returns the exit code, or null when a signal ended it */
  async end(signal: NodeJS.Signals): Promise<number | null> {
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return child?.exitCode ?? null;
    const exited = once(child, 'exit');
    child.kill(signal);
    await exited;
    return child.exitCode;
  }

  /** Waits for it to end by itself. */
  async exit(): Promise<number | null> {
    const child = this.#child;
    if (child !== undefined && child.exitCode === null) await once(child, 'exit');
    return child?.exitCode ?? null;
  }

  async get<Answer>(path: string): Promise<Answer> {
    const response = await fetch(this.url + path);
    return (await response.json()) as Answer;
  }
}
