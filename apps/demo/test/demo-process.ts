import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { uniqueName, waitFor } from '@log-monitor/tools';
import type { ServiceName, ServiceUrls } from '../src/service/service-name.js';

const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));

/** What a transport could not deliver must not turn up in another test's topics. */
const spoolFolder = (): string => join(tmpdir(), uniqueName('demo-spool'));

/** The demo as `node apps/demo/dist/main.js` runs it, with nothing of the test's environment but the PATH. */
export class DemoProcess {
  readonly #spool = spoolFolder();
  readonly #child: ChildProcess;
  readonly #ended: Promise<number | null>;
  #stdout = '';
  #stderr = '';

  constructor(variables: Record<string, string>, parts: readonly string[] = []) {
    this.#child = spawn(process.execPath, [MAIN, ...parts], {
      env: { PATH: process.env.PATH, LOG_SPOOL_DIR: this.#spool, ...variables },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child.stdout?.setEncoding('utf8').on('data', (text: string) => (this.#stdout += text));
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => (this.#stderr += text));
    this.#ended = once(this.#child, 'exit').then(([code]) => {
      rmSync(this.#spool, { recursive: true, force: true });
      return code as number | null;
    });
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  get stdout(): string {
    return this.#stdout;
  }

  get stderr(): string {
    return this.#stderr;
  }

  /** Waits until every named service has said where it listens. */
  async urls(names: readonly ServiceName[] = ['usermanagement', 'booking', 'notification']): Promise<ServiceUrls> {
    const found = (): [ServiceName, string][] =>
      names.flatMap((name) => {
        const url = new RegExp(`^${name} listens on (\\S+)$`, 'm').exec(this.#stdout)?.[1];
        return url === undefined ? [] : [[name, url]];
      });
    await waitFor(() => found().length === names.length, { what: 'the services to listen', timeoutMs: 30_000 });
    return Object.fromEntries(found()) as ServiceUrls;
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** @returns its exit code */
  async end(): Promise<number | null> {
    return await this.#ended;
  }

  async stop(): Promise<number | null> {
    this.kill('SIGTERM');
    return await this.end();
  }
}
