import { describe, expect, it } from 'vitest';
import type { AccessRecord } from '@log-monitor/access-record';
import { AccessLogSource } from '@log-monitor/access-log';
import { readAccess } from './support/read-line.js';

const read = (message: object): AccessRecord => readAccess(JSON.stringify(message));

describe("Kong's messages", () => {
  const entry = {
    request: { method: 'GET', uri: '/orders/17?page=2', url: 'http://shop-api.example.com:8000/orders/17?page=2', size: 90, querystring: { page: '2' }, headers: { host: 'shop-api.example.com' } },
    response: { status: 200, size: 120, headers: {} },
    latencies: { request: 12, kong: 2, proxy: 9, receive: 1 },
    tries: [{ ip: '10.0.0.3', port: 80, balancer_latency: 0, balancer_start: 1_757_385_792_120 }],
    client_ip: '203.0.113.9',
    upstream_status: '200',
    started_at: 1_757_385_792_123,
  }; // prettier-ignore

  it('hold one request, or an array of them', () => {
    const source = new AccessLogSource();
    const [first, second] = source.read(JSON.stringify([entry, { ...entry, response: { status: 404 } }]));
    expect(first?.line).toMatchObject({ urlPath: '/orders/17', httpResponseStatusCode: 200, upstreamStatusCode: 200 });
    expect(second?.line).toMatchObject({ httpResponseStatusCode: 404, httpRoute: '/orders/:id' });
    expect(source.counts).toMatchObject({ lines: 2, access: 2 });
  });

  it('of a request that was not proxied: latency -1, no tries, no upstream', () => {
    const answered = { ...entry, latencies: { request: 1, kong: 1, proxy: -1 }, tries: [], upstream_status: undefined };
    const expected = { durationMs: 1, upstreamDurationMs: undefined, upstreams: undefined, upstreamStatusCode: undefined };
    expect(read(answered)).toMatchObject(expected);
    expect(read({ ...answered, tries: undefined })).toMatchObject(expected);
  }); // prettier-ignore

  it('say who asked and in which workspace, in the words of several versions', () => {
    const names = { route: { id: 'r-1' }, service: { id: 's-1', host: 'orders.internal' }, consumer: null };
    const entity = { authenticated_entity: { id: 'key-1' } };
    expect(read({ ...entry, ...names, ...entity, workspaces: [{ id: 'w-1', name: 'default' }] }).attributes).toEqual({
      route: 'r-1',
      service: 's-1',
      authenticated_entity: 'key-1',
      workspace: 'default',
      kong_latency_ms: 2,
      receive_latency_ms: 1,
    });
    expect(read({ ...entry, workspace: 'w-1', workspace_name: 'team' }).attributes).toMatchObject({
      workspace: 'team',
    });
  });
});

describe("APISIX's messages", () => {
  const entry = {
    latency: 2.00009,
    request: { querystring: { a: ['1', '2'], b: true }, headers: { host: 'shop-a.example.com:9080', cookie: ['a=1', 'b=2'], 'x-forwarded-for': ['6.6.6.6', '203.0.113.7'] }, method: 'POST', size: 190, uri: '/hello?a=1&a=2&b', url: 'http://shop-a.example.com:9080/hello?a=1&a=2&b' },
    response: { headers: { 'content-type': 'text/plain', 'set-cookie': ['a', 'b'] }, status: 200, size: 118 },
    route_id: '1',
    service_id: '',
    client_ip: '10.0.0.1',
    server: { hostname: 'apisix', version: '3.16.0' },
    start_time: 1_699_596_164_550,
  }; // prettier-ignore

  it('of a request that was not proxied have no upstream and no latency of it', () => {
    const record = read({ ...entry, apisix_latency: 0 });
    expect(record).toMatchObject({ durationMs: 2.00009, upstreamDurationMs: undefined, upstreams: undefined });
    expect(record.attributes).toMatchObject({ route_id: '1', apisix_latency: 0, server_hostname: 'apisix' });
  });

  it('may repeat headers and arguments, as lists', () => {
    expect(read(entry)).toMatchObject({
      clientAddress: '203.0.113.7',
      urlQuery: 'a=1&a=2&b',
      serverAddress: 'shop-a.example.com',
    });
  });

  it('may hold bodies, and come as an array', () => {
    const source = new AccessLogSource();
    const withBodies = { ...entry, request: { ...entry.request, body: '{"a":1}' }, response: { ...entry.response, body: 'ok\n' } };
    source.read(JSON.stringify([entry, withBodies, entry]));
    expect(source.counts).toMatchObject({ lines: 3, access: 3 });
  }); // prettier-ignore
});

describe("Traefik's, Envoy's and Caddy's lines", () => {
  it('a redirect that Traefik answered itself', () => {
    const line = '172.17.0.1 - - [08/Dec/2021:09:16:05 +0000] "GET /scripts/cpshost.dll HTTP/1.1" 200 414 "-" "-" 500 "test@docker" "-" 0ms';
    expect(readAccess(line)).toMatchObject({ durationMs: 0, latency: 'measured', upstreams: undefined, httpRequestReferrer: undefined, userAgentOriginal: undefined });
  }); // prettier-ignore

  it("Traefik's status is a number, or text", () => {
    const entry = { ClientHost: '192.168.33.1', RequestMethod: 'GET', RequestPath: '/', StartUTC: '2021-12-08T09:16:05Z' };
    for (const DownstreamStatus of [404, '404'])
      expect(read({ ...entry, DownstreamStatus, Duration: 7_040_500 })).toMatchObject({ httpResponseStatusCode: 404, durationMs: 7.0405 });
  }); // prettier-ignore

  it("Envoy's JSON says null for what is not set", () => {
    const unset = { ':authority': null, 'user-agent': null, upstream_host: null, 'x-forwarded-for': null, 'x-request-id': null };
    expect(read({ ...unset, method: 'GET', path: '/', protocol: 'HTTP/2', response_code: 0, response_flags: 'DC', duration: 3, start_time: '2020-04-10T11:00:00.000Z' })).toMatchObject({
      httpResponseStatusCode: 0, serverAddress: undefined, userAgentOriginal: undefined, upstreams: undefined, requestId: undefined, attributes: { response_flags: 'DC' },
    });
  }); // prettier-ignore

  it("of Caddy's first versions, with the client's port and the common log format beside it", () => {
    const request = { remote_addr: '203.0.113.7:51234', proto: 'HTTP/2.0', method: 'GET', host: 'a-b.example.com', uri: '/x?y=1', headers: { 'User-Agent': ['curl/7.68.0'] } };
    const common = '203.0.113.7 - - [07/Jul/2020:09:16:05 +0000] "GET /x?y=1 HTTP/2.0" 200 5';
    expect(read({ level: 'info', ts: 1_594_113_365.25, logger: 'http.log.access.log0', msg: 'handled request', request, common_log: common, duration: 0.25, size: 5, status: 200, resp_headers: {} })).toMatchObject({
      timestamp: 1_594_113_365_250, clientAddress: '203.0.113.7', urlPath: '/x', httpResponseStatusCode: 200, durationMs: 250, project: 'a',
    });
  }); // prettier-ignore
});
