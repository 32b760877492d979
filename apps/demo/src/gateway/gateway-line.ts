import {
  accessFormat,
  ClientPool,
  errorFormat,
  errorOfRequest,
  LineClock,
  type WebRequest,
} from '@log-monitor/generator';
import type { ServiceName } from '../service/service-name.js';
import type { Exchange } from './exchange.js';

/** Which gateway stands before each service: the format of its log, and the topic that its collector sends to. */
const GATEWAYS = {
  usermanagement: { format: 'json', topic: 'web-logs', host: 'account-api.example.com' },
  booking: { format: 'kong-json', topic: 'logging.kong', host: 'booking-api.example.com' },
  notification: { format: 'apisix', topic: 'apisix-logs', host: 'notification-api.example.com' },
} as const satisfies Record<ServiceName, { format: string; topic: string; host: string }>;

const ERROR_TOPIC = 'web-errors';

export type GatewayTopic = (typeof GATEWAYS)[ServiceName]['topic'] | typeof ERROR_TOPIC;

export const GATEWAY_TOPICS: readonly GatewayTopic[] = [
  ...Object.values(GATEWAYS).map(({ topic }) => topic),
  ERROR_TOPIC,
];

/** A line and the topic that it belongs to. */
export interface GatewayLine {
  readonly topic: GatewayTopic;
  readonly line: string;
}

const clock = new LineClock();
/** Every customer has an address and a program of their own. */
const customers = new ClientPool({ count: 500, distribution: 'uniform', parameter: 1, ipv6: 0.1 }, 1);

/**
 * What the gateway before a service writes about a request: a line of its access log, and one of nginx's error log where something went wrong.
 *
 * @param upstream address of the service, `host:port`
 */
export function gatewayLines(exchange: Exchange, upstream: string): GatewayLine[] {
  const { format, topic, host } = GATEWAYS[exchange.service];
  const request = requestOf(exchange, host, upstream);
  const lines: GatewayLine[] = [{ topic, line: accessFormat(format)?.write(request, clock) ?? '' }];
  // Kong and APISIX keep an error log of their own, which nobody collects here.
  const error = topic === 'web-logs' ? errorOfRequest(request, Math.random) : undefined;
  if (error) lines.push({ topic: ERROR_TOPIC, line: errorFormat('nginx-error')?.write(error, clock) ?? '' });
  return lines;
}

function requestOf(exchange: Exchange, host: string, upstream: string): WebRequest {
  const { service, method, target, userId, requestId, status, bytes, time, durationMs } = exchange;
  const customer = customers.at(Number(/\d+$/.exec(userId)?.[0] ?? 0));
  const mark = target.indexOf('?');
  const hasAnswer = status !== 499 && status !== 502;
  const upstreamMs = Math.max(0, Math.round(durationMs) - 1);
  return {
    time,
    client: customer.address,
    peer: customer.address,
    forwardedFor: undefined,
    user: undefined,
    method,
    path: mark === -1 ? target : target.slice(0, mark),
    query: mark === -1 ? undefined : target.slice(mark + 1),
    protocol: 'HTTP/1.1',
    scheme: 'https',
    host,
    port: 443,
    status,
    bodyBytes: bytes,
    headerBytes: 240,
    requestBytes: 320,
    durationMs: Math.round(durationMs * 1000) / 1000,
    upstreams: [
      {
        address: upstream,
        status: status === 499 ? undefined : status,
        durationMs: hasAnswer ? upstreamMs : undefined,
        bytes: hasAnswer ? bytes : 0,
      },
    ],
    referrer: undefined,
    agent: customer.agent,
    requestId,
    route: `${service}-api`,
    service,
  };
}
