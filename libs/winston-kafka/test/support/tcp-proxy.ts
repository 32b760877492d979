import { type Server, type Socket, connect, createServer } from 'node:net';

/** What goes wrong on the way to the broker. */
export interface Trouble {
  /** Milliseconds that each chunk takes, each way. */
  latencyMs?: number;
  /** Probability that a chunk resets its connection instead of passing. */
  resetChance?: number;
  /** Lets so many large requests (record batches) pass to the broker and then cuts the connection before the answer. */
  loseAcknowledgements?: number;
}

const LARGE = 2_000;

/** Stands between clients and a broker, and makes trouble as told. */
export class TcpProxy {
  trouble: Trouble = {};
  resets = 0;
  lostAcknowledgements = 0;
  private readonly server: Server;
  private readonly sockets = new Set<Socket>();

  constructor(private readonly targetPort: () => number) {
    this.server = createServer((client) => this.serve(client));
  }

  listen(port: number): Promise<void> {
    return new Promise((resolve) => this.server.listen(port, '127.0.0.1', () => resolve()));
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private serve(client: Socket): void {
    const broker = connect(this.targetPort(), '127.0.0.1');
    let deaf = false;
    for (const socket of [client, broker]) {
      this.sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        this.sockets.delete(socket);
        client.destroy();
        broker.destroy();
      });
    }
    client.on('data', (chunk) => {
      if ((this.trouble.loseAcknowledgements ?? 0) > 0 && chunk.length > LARGE) {
        this.trouble.loseAcknowledgements = (this.trouble.loseAcknowledgements ?? 0) - 1;
        this.lostAcknowledgements += 1;
        deaf = true;
      }
      this.pass(chunk, client, broker);
    });
    broker.on('data', (chunk) => {
      // The broker has appended and answered; the client never hears of it.
      if (deaf) client.resetAndDestroy();
      else this.pass(chunk, broker, client);
    });
  }

  private pass(chunk: Buffer, from: Socket, to: Socket): void {
    if (Math.random() < (this.trouble.resetChance ?? 0)) {
      this.resets += 1;
      from.resetAndDestroy();
      return;
    }
    const latency = this.trouble.latencyMs ?? 0;
    if (latency === 0) to.write(chunk);
    else setTimeout(() => to.writable && to.write(chunk), latency);
  }
}
