import { type Socket, connect } from 'node:net';
import { aborted } from '../aborted.js';
import type { Address } from '../config/collector-settings.js';
import type { StreamLines } from '../delivery/stream-lines.js';
import { LineSplitter } from '../line/line-splitter.js';
import type { Troubles } from '../notice/troubles.js';

const [FIRST_WAIT_MS, LONGEST_WAIT_MS] = [250, 5_000];

/** Connects to a server that writes lines, and again whenever that ends. */
export class TcpClient {
  readonly #splitter: LineSplitter;
  #socket: Socket | undefined;
  #timer: NodeJS.Timeout | undefined;
  #waitMs = FIRST_WAIT_MS;
  #stopped = false;

  constructor(
    private readonly address: Address,
    private readonly lines: StreamLines,
    private readonly troubles: Troubles,
  ) {
    this.#splitter = new LineSplitter(lines.take);
  }

  async start(): Promise<void> {
    this.#connect();
  }

  /** The server may come back at any time. */
  async finish(signal: AbortSignal): Promise<void> {
    await aborted(signal);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    this.#socket?.destroy();
    this.#splitter.end();
  }

  async close(ms: number): Promise<void> {
    await this.lines.close(ms);
  }

  #connect(): void {
    const { host, port } = this.address;
    const what = `connecting to ${host}:${port}`;
    const socket = connect({ host, port, keepAlive: true });
    this.#socket = socket;
    socket.on('connect', () => {
      this.#waitMs = FIRST_WAIT_MS;
      this.troubles.right(what);
    });
    socket.on('data', (bytes) => {
      if (!this.#stopped) this.#splitter.push(bytes);
    });
    socket.on('error', (error) => this.troubles.wrong(what, error));
    socket.on('close', () => {
      if (this.#stopped) return;
      // The rest of a line will not come over another connection.
      this.#splitter.end();
      this.#timer = setTimeout(() => this.#connect(), this.#waitMs);
      this.#waitMs = Math.min(2 * this.#waitMs, LONGEST_WAIT_MS);
    });
  }
}
