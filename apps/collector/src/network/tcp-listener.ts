import { type Server, type Socket, createServer } from 'node:net';
import { aborted } from '../aborted.js';
import type { Address } from '../config/collector-settings.js';
import type { StreamLines } from '../delivery/stream-lines.js';
import type { TakeLine } from '../line/take-lines.js';
import type { Troubles } from '../notice/troubles.js';
import { listening } from './listening.js';

/** Finds lines in what one connection brings. */
export interface Splitter {
  push(bytes: Buffer): void;
  end(): void;
}

/** Listens for connections that bring lines, or syslog: that depends on the splitter. */
export class TcpListener {
  readonly #server: Server;
  readonly #open = new Map<Socket, Splitter>();

  constructor(
    private readonly address: Address,
    private readonly lines: StreamLines,
    private readonly splitterFor: (take: TakeLine) => Splitter,
    private readonly troubles: Troubles,
  ) {
    this.#server = createServer((socket) => this.#accept(socket));
  }

  /** @throws CannotListen */
  async start(): Promise<void> {
    await listening(this.#server, this.address, () => this.#server.listen(this.address));
    this.#server.on('error', (error) => this.troubles.wrong(`listening on port ${this.address.port}`, error));
  }

  /** A listener goes on for ever. */
  async finish(signal: AbortSignal): Promise<void> {
    await aborted(signal);
  }

  async stop(): Promise<void> {
    this.#server.close();
    for (const [socket, splitter] of this.#open) {
      socket.removeAllListeners('data');
      splitter.end();
      socket.destroy();
    }
    this.#open.clear();
  }

  async close(ms: number): Promise<void> {
    await this.lines.close(ms);
  }

  #accept(socket: Socket): void {
    const splitter = this.splitterFor(this.lines.take);
    this.#open.set(socket, splitter);
    socket.on('data', (bytes) => splitter.push(bytes));
    // A sender that resets the connection is no failure of ours; its lines so far have been taken.
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      if (this.#open.delete(socket)) splitter.end();
    });
  }
}
