import { requestLineOf, startOf, targetOf, type UpstreamTry, type WebRequest } from '../event/web-request.js';
import type { AccessFormat } from './access-format.js';
import { withBytes } from './escape.js';

/** Kong's log serializer, as http-log, file-log and kafka-log send it. */
export const kongJson: AccessFormat = {
  name: 'kong-json',
  write: (request) => withBytes(JSON.stringify(kongEntry(request))),
};

function kongEntry(request: WebRequest): object {
  const { upstreams, service, route } = request;
  const started = startOf(request);
  const proxyMs = upstreams.length === 0 ? -1 : sumOf(upstreams);
  const duration = Math.round(request.durationMs);
  return {
    request: {
      id: request.requestId,
      method: request.method,
      uri: targetOf(request),
      url: urlOf(request),
      size: request.requestBytes,
      querystring: queryOf(request.query),
      headers: headersOf(request),
      tls:
        request.scheme === 'https'
          ? { version: 'TLSv1.3', cipher: 'TLS_AES_256_GCM_SHA384', client_verify: 'NONE' }
          : null,
    },
    response: {
      status: request.status,
      size: request.bodyBytes + request.headerBytes,
      headers: { 'content-type': 'application/json' },
    },
    latencies: { request: duration, kong: Math.max(0, duration - Math.max(0, proxyMs)), proxy: proxyMs },
    tries: upstreams.map(({ address }) => ({ ...splitPort(address), balancer_latency: 0, balancer_start: started })),
    upstream_status: upstreams.length === 0 ? undefined : upstreams.map(({ status }) => status ?? '-').join(', '),
    upstream_uri: request.path,
    route: { id: `route-${route}`, name: route, paths: [request.path] },
    service: { id: `service-${service}`, name: service, host: `${service}.internal`, port: 8080, protocol: 'http' },
    workspace: 'default',
    client_ip: request.client,
    started_at: started,
  };
}

/** Default entry of APISIX's loggers; kafka-logger sends it. */
export const apisix: AccessFormat = {
  name: 'apisix',
  write: (request) => {
    const { upstreams, service, route } = request;
    const last = upstreams.at(-1);
    const upstreamMs = sumOf(upstreams);
    const entry = {
      latency: request.durationMs,
      request: {
        method: request.method,
        uri: targetOf(request),
        url: urlOf(request),
        size: request.requestBytes,
        querystring: queryOf(request.query),
        headers: headersOf(request),
      },
      response: {
        status: request.status,
        size: request.bodyBytes + request.headerBytes,
        headers: { 'content-type': 'application/json', server: 'APISIX/3.16.0', connection: 'close' },
      },
      route_id: route,
      service_id: service,
      client_ip: request.peer,
      server: { hostname: 'apisix-1', version: '3.16.0' },
      apisix_latency: Math.max(0, Math.round((request.durationMs - upstreamMs) * 1000) / 1000),
      ...(last !== undefined && { upstream_latency: upstreamMs, upstream: last.address }),
      start_time: startOf(request),
      ...(request.user !== undefined && { consumer: { username: request.user } }),
    };
    return withBytes(JSON.stringify(entry));
  },
};

/** APISIX with `meta_format: origin`: the request as it came, without a word about its answer. */
export const apisixOrigin: AccessFormat = {
  name: 'apisix-origin',
  isMessage: true,
  write: (request) => {
    const headers = Object.entries(headersOf(request)).map(([name, value]) => `${name}: ${String(value)}`);
    return [requestLineOf(request), ...headers, '', ''].join('\r\n');
  },
};

/** A `log_format` of APISIX's plugin metadata: every value is text. */
export const apisixCustom: AccessFormat = {
  name: 'apisix-custom',
  write: (request, clock) => {
    const entry = {
      host: request.host,
      '@timestamp': clock.iso(request.time),
      client_ip: request.client,
      route_id: request.route,
      service_id: request.service,
      request_method: request.method,
      request_uri: targetOf(request),
      status: String(request.status),
      request_time: (Math.round(request.durationMs) / 1000).toFixed(3),
    };
    return withBytes(JSON.stringify(entry));
  },
};

/** Milliseconds of all servers that were tried. */
export function sumOf(upstreams: readonly UpstreamTry[]): number {
  return upstreams.reduce((sum, { durationMs = 0 }) => sum + durationMs, 0);
}

function urlOf(request: WebRequest): string {
  return `${request.scheme}://${request.host}:${request.port}${targetOf(request)}`;
}

/** Headers as gateways keep them: names in lower case, only those that came. */
function headersOf(request: WebRequest): object {
  return {
    host: request.host,
    ...(request.agent !== undefined && { 'user-agent': request.agent }),
    ...(request.referrer !== undefined && { referer: request.referrer }),
    ...(request.forwardedFor !== undefined && { 'x-forwarded-for': request.forwardedFor }),
    'x-request-id': request.requestId,
    accept: '*/*',
  };
}

function queryOf(query: string | undefined): object {
  return query === undefined ? {} : Object.fromEntries(new URLSearchParams(query));
}

function splitPort(address: string): { ip: string; port: number } {
  const colon = address.lastIndexOf(':');
  return { ip: address.slice(0, colon).replace(/^\[|\]$/g, ''), port: Number(address.slice(colon + 1)) };
}
