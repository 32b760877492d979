import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { isOutage, type Outage } from '../failures/failure.js';
import { OUTAGE_HEADER } from '../request-header.js';

type Reply = (request: IncomingMessage, response: ServerResponse) => void;

const json =
  (status: number, body: unknown, headers: Record<string, string> = {}): Reply =>
  (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
  };

const hang: Reply = () => undefined;

const reset: Reply = (request) => {
  request.socket.destroy();
};

/** What each outage makes the partner do instead of its work. */
const OUTAGE_REPLIES: Partial<Record<Outage, Reply>> = {
  'directory-hangs': hang,
  'directory-resets': reset,
  'card-declined': json(402, { reason: 'insufficient_funds' }),
  'gateway-bad': json(502, { message: 'Bad gateway', upstream: 'acquirer-3' }),
  'gateway-busy': json(429, { message: 'Too many requests' }, { 'retry-after': '30' }),
  'gateway-hangs': hang,
  'fare-feed-html': (_request, response) => {
    response
      .writeHead(200, { 'content-type': 'text/html' })
      .end('<html><body><h1>Scheduled maintenance</h1></body></html>');
  },
  'sms-gateway-down': json(503, { message: 'Carrier link is down', retryable: true }),
  'webhook-resets': reset,
};

const HEALTHY_REPLIES: Readonly<Record<string, Reply>> = {
  '/directory': json(200, { department: 'Flight operations', phone: '+49 69 1234' }),
  '/payments': json(201, { status: 'authorised' }),
  '/fares': json(200, { amount: 219, currency: 'EUR' }),
  '/texts': json(202, { status: 'queued' }),
  '/hooks': json(200, { received: true }),
};

/**
 * The partners of the demo company (payment gateway, company directory, fare feed, SMS gateway, webhooks) in one small
 * server on this machine: the demo needs no network, and its errors are those of real sockets.
 */
export class PartnerServer {
  readonly #server: Server = createServer((request, response) => this.#answer(request, response));

  async start(): Promise<string> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject).listen(0, '127.0.0.1', resolve);
    });
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    request.resume();
    const outage = request.headers[OUTAGE_HEADER];
    const broken = typeof outage === 'string' && isOutage(outage) ? OUTAGE_REPLIES[outage] : undefined;
    const reply = broken ?? HEALTHY_REPLIES[request.url ?? ''] ?? json(404, { message: 'Not found' });
    reply(request, response);
  }
}
