import { startOf, targetOf, type WebRequest } from '../event/web-request.js';
import type { AccessFormat } from './access-format.js';
import { goQuote, withoutBytes } from './escape.js';
import { sumOf } from './gateways.js';

/** What Envoy says of an answer that was none of the upstream's. */
const ENVOY_FLAGS: Readonly<Record<number, string>> = { 429: 'RL', 499: 'DC', 502: 'UPE', 503: 'UF', 504: 'UT' };

/** Envoy has no 499: a client that left first gets 0. */
function envoyStatus({ status }: WebRequest): number {
  return status === 499 ? 0 : status;
}

/** Envoy's default format string. Nothing is escaped. */
export const envoyText: AccessFormat = {
  name: 'envoy',
  write: (request) => {
    const { upstreams, status } = request;
    const asked = upstreams.length === 0 ? '-' : String(sumOf(upstreams));
    const head = `[${new Date(startOf(request)).toISOString()}] "${request.method} ${targetOf(request)} ${envoyProtocol(request)}" ${envoyStatus(request)} ${ENVOY_FLAGS[status] ?? '-'}`;
    const figures = `${request.requestBytes} ${request.bodyBytes} ${Math.round(request.durationMs)} ${asked}`;
    const list = request.forwardedFor ?? request.client;
    return `${head} ${figures} "${list}" "${request.agent ?? '-'}" "${request.requestId}" "${request.host}" "${upstreams.at(-1)?.address ?? '-'}"`;
  },
};

/** Envoy's JSON, with the keys of its documentation; null is what is not set. */
export const envoyJson: AccessFormat = {
  name: 'envoy-json',
  write: (request) => {
    const { upstreams } = request;
    const entry = {
      ':authority': request.host,
      bytes_received: request.requestBytes,
      bytes_sent: request.bodyBytes,
      downstream_remote_address: `${bracketed(request.peer)}:49152`,
      duration: Math.round(request.durationMs),
      method: request.method,
      path: targetOf(request),
      protocol: envoyProtocol(request),
      referer: request.referrer ?? null,
      response_code: envoyStatus(request),
      response_flags: ENVOY_FLAGS[request.status] ?? '-',
      start_time: new Date(startOf(request)).toISOString(),
      upstream_host: upstreams.at(-1)?.address ?? null,
      upstream_service_time: upstreams.length === 0 ? null : String(sumOf(upstreams)),
      'user-agent': request.agent ?? null,
      'x-envoy-origin-path': targetOf(request),
      'x-forwarded-for': request.forwardedFor ?? null,
      'x-request-id': request.requestId,
    };
    return withoutBytes(JSON.stringify(entry));
  },
};

function envoyProtocol({ protocol }: WebRequest): string {
  return protocol === 'HTTP/2.0' ? 'HTTP/2' : protocol;
}

/** Traefik's common log format: referrer, agent, router and server are Go's quoted strings, the target is as it came. */
export const traefikClf: AccessFormat = {
  name: 'traefik',
  write: (request, clock) => {
    const server = request.upstreams.at(-1)?.address;
    const head = `${request.client} - ${request.user ?? '-'} [${clock.clf(startOf(request))}] "${request.method} ${targetOf(request)} ${request.protocol}" ${request.status} ${request.bodyBytes}`;
    const tail = `1 "${request.route}@docker" "${server === undefined ? '-' : `http://${server}`}" ${Math.floor(request.durationMs)}ms`;
    return `${head} ${goQuote(request.referrer ?? '-')} ${goQuote(request.agent ?? '-')} ${tail}`;
  },
};

const NS_PER_MS = 1_000_000;

/** Traefik's JSON; durations in nanoseconds. */
export const traefikJson: AccessFormat = {
  name: 'traefik-json',
  write: (request) => {
    const { upstreams } = request;
    const last = upstreams.at(-1);
    const originNs = last?.durationMs === undefined ? 0 : last.durationMs * NS_PER_MS;
    const durationNs = Math.round(request.durationMs * NS_PER_MS);
    const entry = {
      ClientAddr: `${bracketed(request.peer)}:49152`,
      ClientHost: request.peer,
      ClientPort: '49152',
      ClientUsername: request.user ?? '-',
      DownstreamContentSize: request.bodyBytes,
      DownstreamStatus: request.status,
      Duration: durationNs,
      ...(last !== undefined && {
        OriginContentSize: last.bytes,
        OriginDuration: originNs,
        OriginStatus: last.status,
        ServiceAddr: last.address,
      }),
      Overhead: Math.max(0, durationNs - originNs),
      RequestAddr: request.host,
      RequestContentSize: request.requestBytes,
      RequestHost: request.host,
      RequestMethod: request.method,
      RequestPath: targetOf(request),
      RequestProtocol: request.protocol,
      RequestScheme: request.scheme,
      RetryAttempts: Math.max(0, upstreams.length - 1),
      RouterName: `${request.route}@docker`,
      ServiceName: `${request.service}@docker`,
      StartUTC: new Date(startOf(request)).toISOString(),
      entryPointName: 'websecure',
      level: 'info',
      msg: '',
      ...(request.agent !== undefined && { 'request_User-Agent': request.agent }),
      ...(request.referrer !== undefined && { request_Referer: request.referrer }),
      ...(request.forwardedFor !== undefined && { 'request_X-Forwarded-For': request.forwardedFor }),
      'request_X-Request-Id': request.requestId,
      time: new Date(request.time).toISOString(),
    };
    return withoutBytes(JSON.stringify(entry));
  },
};

/** Caddy's access log; durations in seconds, headers as lists. */
export const caddy: AccessFormat = {
  name: 'caddy',
  write: (request) => {
    const entry = {
      level: request.status >= 500 ? 'error' : 'info',
      ts: request.time / 1000,
      logger: 'http.log.access',
      msg: 'handled request',
      request: {
        remote_ip: request.peer,
        remote_port: '49152',
        client_ip: request.client,
        proto: request.protocol,
        method: request.method,
        host: request.host,
        uri: targetOf(request),
        headers: {
          ...(request.agent !== undefined && { 'User-Agent': [request.agent] }),
          ...(request.referrer !== undefined && { Referer: [request.referrer] }),
          ...(request.forwardedFor !== undefined && { 'X-Forwarded-For': [request.forwardedFor] }),
          'X-Request-Id': [request.requestId],
        },
        ...(request.scheme === 'https' && {
          tls: { resumed: false, version: 772, proto: 'h2', server_name: request.host },
        }),
      },
      bytes_read: request.requestBytes,
      user_id: request.user ?? '',
      duration: Math.round(request.durationMs * NS_PER_MS) / 1e9,
      size: request.bodyBytes,
      status: request.status === 499 ? 0 : request.status,
      resp_headers: { Server: ['Caddy'], 'Content-Type': ['application/json'] },
    };
    return withoutBytes(JSON.stringify(entry));
  },
};

/** An address as it stands before a port. */
function bracketed(address: string): string {
  return address.includes(':') ? `[${address}]` : address;
}
