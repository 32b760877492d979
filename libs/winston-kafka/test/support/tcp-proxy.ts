import { type Server, type Socket, connect, createServer } from 'node:net';
import { ProduceWatch } from './produce-watch.js';

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
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #watches = new Set<ProduceWatch>();
  #most = new Map<string, number>();

  constructor(private readonly targetPort: () => number) {
    this.#server = createServer((client) => this.#serve(client));
  }

  listen(port: number): Promise<void> {
    return new Promise((resolve) => this.#server.listen(port, '127.0.0.1', () => resolve()));
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** Forgets all trouble and what was counted. */
  reset(): void {
    this.trouble = {};
    this.resets = this.lostAcknowledgements = 0;
    this.#most = new Map();
  }

  /** The most produce requests to a topic that were without an answer at one time, over all connections. */
  mostUnderWay(topic: string): number {
    return this.#most.get(topic) ?? 0;
  }

  #begun(topic: string): void {
    const now = [...this.#watches].reduce((sum, watch) => sum + watch.underWay(topic), 0);
    this.#most.set(topic, Math.max(now, this.mostUnderWay(topic)));
  }

  /** The connections that there are stay open and nothing passes them any more; new ones work. */
  freeze(): void {
    for (const socket of this.#sockets) socket.pause();
  }

  #serve(client: Socket): void {
    const broker = connect(this.targetPort(), '127.0.0.1');
    const watch = new ProduceWatch((topic) => this.#begun(topic));
    this.#watches.add(watch);
    const toBroker: Way = { from: client, deliver: (chunk) => void broker.write(chunk), waiting: [] };
    const deliver = (chunk: Buffer): void => {
      watch.toClient(chunk);
      client.write(chunk);
    };
    const toClient: Way = { from: broker, deliver, waiting: [] };
    let deaf = false;
    for (const socket of [client, broker]) {
      this.#sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        this.#sockets.delete(socket);
        this.#watches.delete(watch);
        client.destroy();
        broker.destroy();
      });
    }
    client.on('data', (chunk) => {
      watch.fromClient(chunk);
      if ((this.trouble.loseAcknowledgements ?? 0) > 0 && chunk.length > LARGE) {
        this.trouble.loseAcknowledgements = (this.trouble.loseAcknowledgements ?? 0) - 1;
        this.lostAcknowledgements += 1;
        deaf = true;
      }
      this.#pass(chunk, toBroker);
    });
    broker.on('data', (chunk) => {
      // The broker has appended and answered; the client never hears of it.
      if (deaf) client.resetAndDestroy();
      else this.#pass(chunk, toClient);
    });
  }

  #pass(chunk: Buffer, way: Way): void {
    if (Math.random() < (this.trouble.resetChance ?? 0)) {
      this.resets += 1;
      way.from.resetAndDestroy();
      return;
    }
    const latency = this.trouble.latencyMs ?? 0;
    if (latency === 0 && way.waiting.length === 0) return way.deliver(chunk);
    // Never before the chunk in front of it, also when the latency has just ended.
    way.waiting.push(chunk);
    setTimeout(() => {
      const next = way.waiting.shift();
      if (next !== undefined && !way.from.destroyed) way.deliver(next);
    }, latency);
  }
}

/** One direction of a connection. */
interface Way {
  readonly from: Socket;
  readonly deliver: (chunk: Buffer) => void;
  readonly waiting: Buffer[];
}
