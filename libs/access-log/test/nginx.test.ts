import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort, waitFor } from '@log-monitor/tools';
import { type AccessErrorRecord, type AccessRecord, isServerFault } from '@log-monitor/access-record';
import { AccessLogSource, type FormatChoice } from '@log-monitor/access-log';
import { NGINX_FORMATS, nginxConf } from './support/nginx-conf.js';
import { type Reply, request, sendRaw } from './support/raw-client.js';
import { findProgram, logLines, type RealServer, startServer } from './support/real-server.js';

const program = findProgram('nginx');
const title = program === undefined ? 'a real nginx (skipped: nginx is not installed)' : 'a real nginx';

/** A request that was sent, what came back, and what has to be in the log. */
interface Sent {
  readonly name: string;
  readonly reply: Reply;
  readonly expected: Partial<AccessRecord>;
}

describe.skipIf(program === undefined)(title, () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'nginx-log-'));
  const sent: Sent[] = [];
  let upstream: Server;
  let nginx: RealServer;
  let port = 0;

  const lines = (name: string): Buffer[] => logLines(path.join(folder, `${name}.log`));

  /** One after the other, so that the log has the order in which they were sent. */
  async function send(name: string, sending: Promise<Reply>, expected: Partial<AccessRecord>): Promise<void> {
    const before = lines('combined').length;
    const reply = await sending;
    await waitFor(() => lines('combined').length > before, { timeoutMs: 10_000, what: `the line of "${name}"` });
    sent.push({ name, reply, expected });
  }

  beforeAll(async () => {
    upstream = createServer((incoming, response) => {
      // /slow never answers.
      if (incoming.url?.startsWith('/slow') !== true) response.end('from upstream');
    });
    upstream.on('upgrade', (_incoming, socket) => {
      socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n');
      setTimeout(() => socket.end(), 200);
    });
    await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
    port = await freePort();
    mkdirSync(path.join(folder, 'www'));
    writeFileSync(path.join(folder, 'www', 'limited'), 'one');
    const upstreamPort = (upstream.address() as AddressInfo).port;
    const conf = path.join(folder, 'nginx.conf');
    writeFileSync(conf, nginxConf({ folder, port, upstreamPort, deadPort: await freePort() }));
    nginx = await startServer(program ?? '', ['-p', folder, '-c', conf], port);
    await sendAll();
  }, 60_000);

  afterAll(async () => {
    await nginx.stop();
    upstream.closeAllConnections();
    upstream.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Two requests on one connection; the second one's answer is what the client sees last. */
  async function sendTwo(): Promise<void> {
    const before = lines('combined').length;
    const head = 'HTTP/1.1\r\nHost: shop-web.example.com\r\n';
    await sendRaw(port, `GET /hello?first ${head}\r\nGET /moved?second ${head}Connection: close\r\n\r\n`);
    await waitFor(() => lines('combined').length === before + 2, {
      timeoutMs: 10_000,
      what: 'both lines of one connection',
    });
    sent.push({
      name: 'first',
      reply: { status: 200, bodyBytes: 5 },
      expected: { urlPath: '/hello', urlQuery: 'first' },
    });
    sent.push({
      name: 'second',
      reply: { status: 301, bodyBytes: 169 },
      expected: { urlPath: '/moved', urlQuery: 'second' },
    });
  }

  async function sendAll(): Promise<void> {
    const get = (target: string, headers?: Record<string, string>): Promise<Reply> => request(port, `GET ${target}`, headers);
    await send('a plain request', get('/hello?x=1', { 'User-Agent': 'curl/8.1', Referer: 'http://r/' }), { urlPath: '/hello', urlQuery: 'x=1', clientAddress: '127.0.0.1', userAgentOriginal: 'curl/8.1' });
    await send('a forwarded list', get('/hello', { 'X-Forwarded-For': '6.6.6.6, 203.0.113.5, 10.0.0.1' }), { urlPath: '/hello' });
    await send('IPv6', request(port, 'GET /hello', {}, '', '::1'), { clientAddress: '::1' });
    await send('a missing file over IPv6', request(port, 'GET /missing6', {}, '', '::1'), { clientAddress: '::1' });
    await send('an answer like gRPC', request(port, 'POST /grpc', { 'Content-Type': 'application/grpc' }), { urlPath: '/grpc' });
    await send('a file that is missing', get('/orders/17'), { urlPath: '/orders/17', httpRoute: '/orders/:id' });
    await send('a redirect', get('/moved'), { urlPath: '/moved' });
    await send('two upstreams', get('/proxied/a'), { urlPath: '/proxied/a' });
    await send('a dead upstream', get('/dead'), { urlPath: '/dead' });
    await send('a client that leaves', sendRaw(port, 'GET /slow HTTP/1.1\r\nHost: a-b.example.com\r\n\r\n', undefined, 300), { urlPath: '/slow' });
    await send('a server that does not answer', get('/drop'), { urlPath: '/drop' });
    await send('a websocket', get('/socket', { Upgrade: 'websocket', Connection: 'Upgrade' }), { urlPath: '/socket' });
    await send('forbidden', get('/forbidden'), { urlPath: '/forbidden' });
    await send('the first of two', get('/limited'), { urlPath: '/limited' });
    await send('limited', get('/limited'), { urlPath: '/limited' });
    await send('HTTP/0.9', sendRaw(port, 'GET /hello\r\n'), { networkProtocolVersion: '0.9', urlPath: '/hello' });
    await send('HTTP/1.0', sendRaw(port, 'GET /hello HTTP/1.0\r\n\r\n'), { networkProtocolVersion: '1.0', urlPath: '/hello' });
    await send('a TLS probe', sendRaw(port, Buffer.from('16030100fa010000f60303', 'hex')), { httpRequestMethod: undefined });
    await send('an RDP probe', sendRaw(port, Buffer.concat([Buffer.from('0300002f2ae00000000000', 'hex'), Buffer.from('Cookie: mstshash=Administr\r\n')])), { httpRequestMethod: undefined });
    await send('a word', sendRaw(port, 'HELP\r\n\r\n'), { httpRequestMethod: '_OTHER' });
    await send('garbage', sendRaw(port, Buffer.from([0xff, 0xfe, 0x00, 0x22, 0x5c, 0x0d, 0x0a])), { httpRequestMethod: undefined });
    await send('an unknown method', request(port, 'PATCHP /hello'), {});
    await send('a head that never ends', sendRaw(port, 'GET /hello HTTP/1.1\r\nHost: a-b'), {});
    await send('a URI that is too long', get(`/${'a'.repeat(9_000)}`), {});
    await send('quotes, backslashes and UTF-8', get('/q"uo\\te/\xc3\xa9', { 'User-Agent': 'say "hi" \\ caf\xc3\xa9', Referer: 'http://x/", client: 6.6.6.6, server: evil' }), { userAgentOriginal: 'say "hi" \\ café' });
    await send('Latin-1', get('/hello', { 'User-Agent': 'caf\xe9' }), { urlPath: '/hello' });
    await send('control characters', get('/hello', { 'User-Agent': 'tab\there' }), { urlPath: '/hello' });
    await send('an absolute target', request(port, 'GET http://shop-web.example.com/hello?y=2'), { urlScheme: 'http', urlPath: '/hello', urlQuery: 'y=2', serverAddress: 'shop-web.example.com' });
    await send('a body in chunks', request(port, 'POST /hello', { 'Transfer-Encoding': 'chunked' }, '3\r\nabc\r\n0\r\n\r\n'), { httpRequestMethod: 'POST' });
    await sendTwo();
    await send('a path that looks like a tail', get('/a%2C%20client%3A%206.6.6.6%2C%20server%3A%20evil'), {});
  } // prettier-ignore

  const choices: [string, FormatChoice][] = [
    ['combined', 'combined'],
    ['main', 'main'],
    ['ingress', 'ingress'],
    ['kong', 'kong'],
    ['json', 'json'],
    ['broken', 'json'],
    ...Object.entries(NGINX_FORMATS).map(([name, nginx_]): [string, FormatChoice] => [name, { nginx: nginx_ }]),
  ];

  const read = (name: string, format: FormatChoice): AccessRecord[] => {
    const source = new AccessLogSource({ format, timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone });
    const parsed = lines(name).flatMap((line) => source.read(line));
    expect(source.counts).toMatchObject({ lines: sent.length, access: sent.length, unparsed: 0 });
    return parsed.map(({ line }) => line as AccessRecord);
  };

  it.each(choices)('%s read by %j: each line says what the client saw', (name, format) => {
    const records = read(name, format);
    for (const [index, { name: what, reply, expected }] of sent.entries()) {
      const record = records[index];
      const seen = { status: record?.httpResponseStatusCode, bodyBytes: record?.httpResponseBodySize };
      // The client got no status line: the server kept silent, the client left, or HTTP/0.9 has none.
      if (reply.status !== undefined) expect({ what, status: seen.status }).toEqual({ what, status: reply.status });
      // A websocket's bytes are no body, and Kong's format has no size.
      if (seen.bodyBytes !== undefined && reply.status !== 101) expect({ what, bytes: seen.bodyBytes }).toEqual({ what, bytes: reply.bodyBytes });
      expect({ what, record }).toMatchObject({ what, record: expected });
      expect(Math.abs((record?.timestamp ?? 0) - Date.now())).toBeLessThan(60_000);
    }
  }); // prettier-ignore

  const at = (records: readonly AccessRecord[], name: string): AccessRecord | undefined =>
    records[sent.findIndex((each) => each.name === name)];

  it('upstreams, clients and streams', () => {
    const ingress = read('ingress', 'ingress');
    expect(at(ingress, 'two upstreams')).toMatchObject({ upstreams: [{ statusCode: 502 }, { statusCode: 200, responseSize: expect.any(Number) as number }], upstreamStatusCode: 200, httpResponseStatusCode: 200 });
    expect(at(ingress, 'a dead upstream')).toMatchObject({ httpResponseStatusCode: 502, upstreamStatusCode: 502 });
    expect(at(ingress, 'a client that leaves')).toMatchObject({ httpResponseStatusCode: 499, latency: 'measured' });
    expect(at(ingress, 'a server that does not answer')).toMatchObject({ httpResponseStatusCode: 444, httpResponseBodySize: 0 });
    expect(at(ingress, 'a websocket')).toMatchObject({ httpResponseStatusCode: 101, latency: 'stream' });
    expect(at(ingress, 'a websocket')?.durationMs).toBeGreaterThanOrEqual(150);
    expect(at(ingress, 'a plain request')).toMatchObject({ requestId: expect.stringMatching(/^[0-9a-f]{32}$/) as string, upstreams: undefined });
    const main = read('main', 'main');
    expect(at(main, 'a forwarded list')).toMatchObject({ clientAddress: '203.0.113.5', networkPeerAddress: '127.0.0.1' });
    expect(at(main, 'a TLS probe')?.flags).toContain('tls_probe');
    expect(at(main, 'an RDP probe')?.flags).toContain('rdp_probe');
    expect(at(main, 'HTTP/0.9')?.flags).toContain('http_0_9');
    const kong = read('kong', 'kong');
    expect(at(kong, 'a client that leaves')).toMatchObject({ project: 'a', serverAddress: 'a-b.example.com' });
    expect(at(kong, 'a plain request')).toMatchObject({ project: 'shop' });
    expect(at(kong, 'HTTP/0.9')).toMatchObject({ project: 'unknown' });
  }); // prettier-ignore

  it('bytes that are no UTF-8, and what is missing', () => {
    const json = read('json', 'json');
    expect(at(json, 'Latin-1')).toMatchObject({ userAgentOriginal: 'café', flags: ['latin1'] });
    expect(at(json, 'quotes, backslashes and UTF-8')).toMatchObject({ urlPath: '/q"uo\\te/é', flags: undefined });
    expect(at(json, 'control characters')?.userAgentOriginal).toBe('tab\there');
    expect(at(json, 'a plain request')).toMatchObject({ upstreams: undefined, forwardedFor: undefined });
    const combined = read('combined', 'combined');
    expect(at(combined, 'Latin-1')).toMatchObject({ userAgentOriginal: 'caf\\xE9', flags: undefined });
    expect(at(combined, 'quotes, backslashes and UTF-8')?.urlPath).toBe('/q"uo\\te/é');
    expect(at(combined, 'control characters')?.userAgentOriginal).toBe('tab\\x09here');
    expect(at(combined, 'a forwarded list')).toMatchObject({ userAgentOriginal: undefined, httpRequestReferrer: undefined, userName: undefined });
    expect(at(read('broken', 'json'), 'a plain request')).toMatchObject({ upstreams: undefined, flags: ['repaired_json'] });
  }); // prettier-ignore

  it('gRPC codes where they are logged', () => {
    const custom = read('custom', { nginx: NGINX_FORMATS['custom'] ?? '' });
    const record = at(custom, 'an answer like gRPC');
    expect(record).toMatchObject({ httpResponseStatusCode: 200, rpcGrpcStatusCode: 14 });
    expect(isServerFault(record?.httpResponseStatusCode, record?.rpcGrpcStatusCode)).toBe(true);
    expect(at(custom, 'a plain request')?.rpcGrpcStatusCode).toBeUndefined();
  });

  it('each format is found from its lines', () => {
    for (const [name, format] of [['combined', 'combined'], ['main', 'main'], ['ingress', 'ingress'], ['kong', 'kong'], ['json', 'json'], ['broken', 'json']] as const) {
      const source = new AccessLogSource();
      const repeated = Array.from({ length: 5 }, () => lines(name)).flat();
      for (const line of repeated) source.read(line);
      expect(source.format).toMatchObject({ format, isDecided: true });
      expect(source.counts).toMatchObject({ lines: repeated.length, access: repeated.length });
    }
  }); // prettier-ignore

  it('the error log, with the client of each line', () => {
    const source = new AccessLogSource({ format: 'nginx-error', timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone });
    const all = lines('error');
    const errors = all.flatMap((line) => source.read(line)).map(({ line }) => line as AccessErrorRecord);
    expect(source.counts).toMatchObject({ lines: all.length, error: all.length, unparsed: 0 });
    const withClient = errors.filter(({ clientAddress }) => clientAddress !== undefined);
    expect(new Set(withClient.map(({ clientAddress }) => clientAddress))).toEqual(new Set(['127.0.0.1', '::1']));
    const about = (path_: string): Partial<AccessErrorRecord> | undefined => withClient.find(({ urlPath }) => urlPath === path_);
    expect(about('/orders/17')).toMatchObject({ messageClass: 'not_found', errno: 2, level: 'ERROR', project: 'shop' });
    expect(about('/dead')).toMatchObject({ messageClass: 'connection_failed', errno: 111 });
    expect(about('/forbidden')).toMatchObject({ messageClass: 'forbidden' });
    expect(about('/limited')).toMatchObject({ messageClass: 'limited' });
    const forged = withClient.filter(({ message }) => message.includes('6.6.6.6'));
    expect(forged).toHaveLength(1);
    expect(forged[0]).toMatchObject({ clientAddress: '127.0.0.1', serverAddress: 'shop-web.example.com' });
    for (const { timestamp } of errors) expect(Math.abs((timestamp ?? 0) - Date.now())).toBeLessThan(60_000);
  }); // prettier-ignore
});
