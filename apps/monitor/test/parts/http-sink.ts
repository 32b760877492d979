import http from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Received {
  readonly path: string;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
  readonly at: number;
}

type Answer = { status: number; body?: string; headers?: Record<string, string>; afterMs?: number } | 'close' | 'never';

/** A receiver of webhooks, which keeps what it is asked and answers as it is told. */
export class HttpSink {
  readonly received: Received[] = [];
  /** Asked for each request; may depend on how many came before. */
  answer: (request: Received, count: number) => Answer = () => ({ status: 200, body: 'ok' });
  #server: http.Server | undefined;
  #port = 0;

  get port(): number {
    return this.#port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}/hook`;
  }

  /** Requests that were answered with a success. */
  get accepted(): Received[] {
    return this.#accepted;
  }

  readonly #accepted: Received[] = [];

  async listen(port = 0): Promise<this> {
    const server = http.createServer((request, response) => void this.#take(request, response));
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    this.#server = server;
    this.#port = (server.address() as AddressInfo).port;
    return this;
  }

  async close(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    server?.closeAllConnections();
    if (server) await new Promise<void>((resolve) => server.close(() => resolve()));
  }

  async #take(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const parts: Buffer[] = [];
    for await (const part of request as AsyncIterable<Buffer>) parts.push(part);
    const { url: path = '', headers } = request;
    const received = { path, headers, body: Buffer.concat(parts).toString('utf8'), at: Date.now() };
    const answer = this.answer(received, this.received.length);
    this.received.push(received);
    if (answer === 'never') return;
    if (answer === 'close') {
      request.socket.destroy();
      return;
    }
    if (answer.afterMs !== undefined) await new Promise((resolve) => setTimeout(resolve, answer.afterMs));
    if (answer.status < 300) this.#accepted.push(received);
    response.writeHead(answer.status, answer.headers).end(answer.body ?? '');
  }
}
