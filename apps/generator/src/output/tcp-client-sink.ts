import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { GeneratorError } from '../failure/generator-error.js';
import { lineBytes } from '../format/line-bytes.js';
import type { Sink } from './sink.js';

const RETRY_MS = 1_000;

/** Connects to a listener. When the connection is lost, it is made again; lines that were on their way then can be lost or come twice. */
export class TcpClientSink implements Sink {
  readonly name: string;
  readonly #host: string;
  readonly #port: number;
  readonly #note: (line: string) => void;
  #signal: AbortSignal | undefined;
  #socket: Socket | undefined;

  constructor(host: string, port: number, note: (line: string) => void) {
    this.#host = host;
    this.#port = port;
    this.#note = note;
    this.name = `${host}:${port}`;
  }

  /** The first connection must succeed: a wrong address is not cured by trying again. */
  async open(signal: AbortSignal): Promise<void> {
    this.#signal = signal;
    try {
      await this.#connect();
    } catch (cause) {
      throw new GeneratorError(`Nobody listens at ${this.name}: ${(cause as Error).message}.`, { cause });
    }
  }

  async write(lines: readonly string[]): Promise<void> {
    const bytes = lineBytes(`${lines.join('\n')}\n`);
    while (!(await this.#send(bytes))) {
      if (this.#signal?.aborted) return;
      this.#note(`The connection to ${this.name} is lost; connecting again.`);
      await this.#connectAgain();
    }
  }

  async close(): Promise<void> {
    const socket = this.#socket;
    if (!socket || socket.destroyed) return;
    socket.end();
    await once(socket, 'close').catch(() => undefined);
  }

  async #connect(): Promise<void> {
    const socket = connect(this.#port, this.#host);
    // What goes wrong shows as a write that fails.
    socket.on('error', () => undefined).resume();
    await once(socket, 'connect');
    this.#socket = socket;
  }

  async #connectAgain(): Promise<void> {
    for (;;) {
      await sleep(RETRY_MS, undefined, { signal: this.#signal }).catch(() => undefined);
      if (this.#signal?.aborted) return;
      try {
        return await this.#connect();
      } catch {
        // Still away: the next try is a second later.
      }
    }
  }

  async #send(bytes: Buffer): Promise<boolean> {
    const socket = this.#socket;
    if (!socket || socket.destroyed) return false;
    return await new Promise((resolve) => socket.write(bytes, (error) => resolve(!error)));
  }
}
