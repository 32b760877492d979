import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { OUTAGE_HEADER } from '../service/request-scope.js';
import { listenOnFreePort } from './free-port.js';

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
const OUTAGE_REPLIES: Readonly<Record<string, Reply>> = {
  'card-declined': json(402, { reason: 'insufficient_funds' }),
  'gateway-bad': json(502, { message: 'Bad gateway', upstream: 'acquirer-3' }),
  'gateway-busy': json(429, { message: 'Too many requests' }, { 'retry-after': '30' }),
  'gateway-hangs': hang,
  'fare-feed-html': (_request, response) => {
    response
      .writeHead(200, { 'content-type': 'text/html' })
      .end('<html><body><h1>Scheduled maintenance</h1></body></html>');
  },
  'webhook-resets': reset,
};

const HEALTHY_REPLIES: Readonly<Record<string, Reply>> = {
  '/payments': json(201, { status: 'authorised' }),
  '/fares': json(200, { amount: 219, currency: 'EUR' }),
  '/hooks': json(200, { received: true }),
};

/**
 * The partners of the demo company (payment gateway, fare feed, webhooks) in one small
 * server on this machine.
 *
 * @returns its address
 */
export async function startPartnerServer(): Promise<string> {
  const server = createServer((request, response) => {
    request.resume();
    const broken = OUTAGE_REPLIES[String(request.headers[OUTAGE_HEADER])];
    const reply = broken ?? HEALTHY_REPLIES[request.url ?? ''] ?? json(404, { message: 'Not found' });
    reply(request, response);
  });
  return `http://127.0.0.1:${await listenOnFreePort(server)}`;
}
