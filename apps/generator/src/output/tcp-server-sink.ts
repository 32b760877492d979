import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { GeneratorError } from '../failure/generator-error.js';
import { lineBytes } from '../format/line-bytes.js';
import type { Sink } from './sink.js';

/** Listens, and gives every line to everybody who is connected. While nobody is, it waits: no line goes nowhere. */
export class TcpServerSink implements Sink {
  readonly name: string;
  readonly #host: string;
  readonly #port: number;
  readonly #clients = new Set<Socket>();
  readonly #note: (line: string) => void;
  #server: Server | undefined;
  #signal: AbortSignal | undefined;

  constructor(host: string, port: number, note: (line: string) => void) {
    this.#host = host;
    this.#port = port;
    this.#note = note;
    this.name = `${host}:${port}`;
  }

  async open(signal: AbortSignal): Promise<void> {
    this.#signal = signal;
    const server = createServer((client) => {
      this.#clients.add(client);
      client
        .on('error', () => undefined)
        .on('close', () => this.#clients.delete(client))
        .resume();
      server.emit('client');
    });
    this.#server = server;
    try {
      await once(server.listen(this.#port, this.#host), 'listening');
    } catch (cause) {
      throw new GeneratorError(`Nothing can listen at ${this.name}: ${(cause as Error).message}.`, { cause });
    }
    const address = server.address();
    this.#note(
      `Waiting for a connection at ${this.#host}:${typeof address === 'object' ? address?.port : this.#port}.`,
    );
    await this.#untilClient();
  }

  async write(lines: readonly string[]): Promise<void> {
    const bytes = lineBytes(`${lines.join('\n')}\n`);
    for (;;) {
      await this.#untilClient();
      if (this.#signal?.aborted) return;
      const sent = await Promise.all([...this.#clients].map(async (client) => this.#send(client, bytes)));
      if (sent.includes(true)) return;
    }
  }

  async close(): Promise<void> {
    const closed = [...this.#clients].map(async (client) => once(client.end(), 'close').catch(() => undefined));
    this.#server?.close();
    await Promise.all(closed);
  }

  async #untilClient(): Promise<void> {
    const signal = this.#signal;
    if (this.#clients.size > 0 || !this.#server || signal?.aborted) return;
    await once(this.#server, 'client', { signal }).catch(() => undefined);
  }

  async #send(client: Socket, bytes: Buffer): Promise<boolean> {
    return await new Promise((resolve) => client.write(bytes, (error) => resolve(!error)));
  }
}
