import { type Server, connect, createServer } from 'node:net';
import { freePort, waitFor } from '@log-monitor/tools';
import type { Collecting, Running } from './collecting.js';

/** A broker that does not answer before its door is opened. */
export class KafkaDoor {
  #server: Server | undefined;

  private constructor(
    private readonly collecting: Collecting,
    private readonly port: number,
  ) {}

  static async create(collecting: Collecting): Promise<KafkaDoor> {
    return new KafkaDoor(collecting, await freePort());
  }

  /** Starts a collector that knows the broker by its door. */
  start(args: readonly string[]): Running {
    return this.collecting.start(args, { KAFKA_BOOTSTRAP_SERVERS: `127.0.0.1:${this.port}` });
  }

  open(): void {
    const [host, realPort] = this.collecting.bootstrap.split(':');
    this.#server = createServer((socket) => {
      const kafka = connect(Number(realPort), host);
      socket.pipe(kafka).pipe(socket);
      for (const end of [socket, kafka]) end.on('error', () => end.destroy());
    }).listen(this.port, '127.0.0.1');
  }

  close(): void {
    this.#server?.close();
  }

  /** Waits until the collector has begun with so many files. */
  async hasBegun(count: number): Promise<void> {
    const begun = (): boolean => (this.collecting.positions().match(/"instance"/g)?.length ?? 0) >= count;
    await waitFor(begun, { timeoutMs: 60_000, what: `${count} files to be begun` });
  }
}
