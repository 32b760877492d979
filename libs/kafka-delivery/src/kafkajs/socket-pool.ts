import { type Socket, connect as connectTcp } from 'node:net';
import { type ConnectionOptions, connect as connectTls } from 'node:tls';
import { isIP } from 'node:net';

interface SocketRequest {
  host: string;
  port: number;
  ssl: ConnectionOptions;
  onConnect: () => void;
}

/**
 * Makes the sockets of one Kafka client and keeps them, so that the client can be cut off at once: kafkajs itself
 * closes only after every pending request has an answer, which a frozen broker never gives. No socket keeps the
 * process alive.
 */
export class SocketPool {
  readonly #open = new Set<Socket>();
  #cutBy: Error | undefined;

  /** kafkajs's `socketFactory`. */
  readonly make = ({ host, port, ssl, onConnect }: SocketRequest): Socket => {
    const tls = ssl as ConnectionOptions | null | undefined;
    const socket = tls
      ? connectTls({ host, port, ...(isIP(host) ? {} : { servername: host }), ...tls }, onConnect)
      : connectTcp({ host, port }, onConnect);
    socket.setNoDelay(true);
    socket.setKeepAlive(true, 60_000);
    socket.unref();
    this.#open.add(socket);
    socket.once('close', () => this.#open.delete(socket));
    // kafkajs connects once more when a pending send fails: such a connection would be nobody's, and live on.
    if (this.#cutBy !== undefined) socket.destroy(this.#cutBy);
    return socket;
  };

  /** Ends all sockets, those to come as well; pending requests of the client fail with `reason`. */
  destroy(reason: string): void {
    this.#cutBy = new Error(reason);
    for (const socket of this.#open) socket.destroy(this.#cutBy);
    this.#open.clear();
  }
}

/**
 * Finds out whether somebody listens, within a deadline and without keeping the process alive. kafkajs's own timer
 * for connecting would.
 */
export function probe(broker: string, deadlineMs: number): Promise<void> {
  const colon = broker.lastIndexOf(':');
  const host = broker.slice(0, colon).replace(/^\[|\]$/g, '');
  return new Promise((resolve, reject) => {
    const socket = connectTcp({ host, port: Number(broker.slice(colon + 1)) });
    socket.unref();
    const timer = setTimeout(() => socket.destroy(new Error(`no answer within ${deadlineMs} ms`)), deadlineMs);
    timer.unref();
    socket.once('connect', () => {
      clearTimeout(timer);
      socket.destroy();
      resolve();
    });
    socket.once('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
  });
}
