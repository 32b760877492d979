import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort, waitFor } from '@log-monitor/tools';
import type { AccessErrorRecord, AccessRecord } from '@log-monitor/access-record';
import { AccessLogSource, type FormatChoice } from '@log-monitor/access-log';
import { APACHE_FORMATS, apacheConf } from './support/apache-conf.js';
import { type Reply, request, sendRaw } from './support/raw-client.js';
import { findProgram, logLines, type RealServer, startServer } from './support/real-server.js';

const MODULES = '/usr/lib/apache2/modules';
const program = existsSync(MODULES) ? findProgram('apache2') : undefined;
const title =
  program === undefined ? "a real Apache httpd (skipped: Debian's apache2 is not installed)" : 'a real Apache httpd';
const timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone;

interface Sent {
  readonly name: string;
  readonly reply: Reply;
  readonly expected: Partial<AccessRecord>;
}

describe.skipIf(program === undefined)(title, () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'apache-log-'));
  const sent: Sent[] = [];
  let apache: RealServer;
  let port = 0;

  const lines = (name: string): Buffer[] => logLines(path.join(folder, `${name}.log`));

  async function send(name: string, sending: Promise<Reply>, expected: Partial<AccessRecord>): Promise<void> {
    const before = lines('asjson').length;
    const reply = await sending;
    await waitFor(() => lines('asjson').length > before, { timeoutMs: 10_000, what: `the line of "${name}"` });
    sent.push({ name, reply, expected });
  }

  beforeAll(async () => {
    port = await freePort();
    // Its workers run as another user when the test runs as root.
    chmodSync(folder, 0o755);
    mkdirSync(path.join(folder, 'www'));
    writeFileSync(path.join(folder, 'www', 'hello'), 'hello');
    writeFileSync(path.join(folder, 'users'), 'alice:{SHA}W6ph5Mm5Pz8GgiULbPgzG37mj9g=\n');
    const conf = path.join(folder, 'httpd.conf');
    writeFileSync(conf, apacheConf(folder, port, MODULES));
    apache = await startServer(program ?? '', ['-f', conf, '-DFOREGROUND'], port);
    await sendAll();
  }, 60_000);

  afterAll(async () => {
    await apache.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  async function sendAll(): Promise<void> {
    const get = (target: string, headers?: Record<string, string>): Promise<Reply> => request(port, `GET ${target}`, headers);
    const basic = (text: string): Record<string, string> => ({ Authorization: `Basic ${Buffer.from(text).toString('base64')}` });
    await send('a plain request', get('/hello?x=1', { 'User-Agent': 'curl/8.1', Referer: 'http://r/' }), { urlPath: '/hello', urlQuery: 'x=1', clientAddress: '127.0.0.1' });
    await send('a forwarded list', get('/hello', { 'X-Forwarded-For': '6.6.6.6, 203.0.113.5, 10.0.0.1' }), { urlPath: '/hello' });
    await send('IPv6', request(port, 'GET /missing6', {}, '', '::1'), { clientAddress: '::1' });
    await send('a file that is missing', get('/orders/17', { Referer: 'http://x/, referer: y' }), { urlPath: '/orders/17', httpRoute: '/orders/:id' });
    await send('a redirect', get('/moved'), { urlPath: '/moved' });
    await send('forbidden over IPv6', request(port, 'GET /forbidden', {}, '', '::1'), { clientAddress: '::1' });
    await send('forbidden', get('/forbidden'), { urlPath: '/forbidden' });
    await send('a user', get('/secret', basic('alice:password')), {});
    await send('a wrong password', get('/secret', basic('alice:wrong')), {});
    await send('a user with spaces and quotes', get('/secret', basic('a "b" c:x')), {});
    await send('HTTP/0.9', sendRaw(port, 'GET /hello\r\n'), { urlPath: '/hello', networkProtocolVersion: '0.9' });
    await send('HTTP/1.0', sendRaw(port, 'GET /hello HTTP/1.0\r\n\r\n'), { networkProtocolVersion: '1.0' });
    await send('a TLS probe', sendRaw(port, Buffer.from('16030100fa010000f603030d0a0d0a', 'hex')), { httpRequestMethod: undefined });
    await send('a head that never ends', sendRaw(port, 'GET /hello HTTP/1.1\r\nHost: a-b'), {});
    await send('nothing at all', sendRaw(port, ''), { urlPath: undefined });
    await send('a URI that is too long', get(`/${'a'.repeat(5_000)}`), {});
    await send('quotes, backslashes and UTF-8', get('/q"uo\\te/\xc3\xa9', { 'User-Agent': 'say "hi" \\ caf\xc3\xa9' }), { urlPath: '/q"uo\\te/é' });
    await send('Latin-1', get('/hello', { 'User-Agent': 'caf\xe9' }), { urlPath: '/hello' });
    await send('control characters', get('/hello', { 'User-Agent': 'tab\there' }), { urlPath: '/hello' });
    await send('an unknown method', request(port, 'PATCHp /hello'), { httpRequestMethod: '_OTHER', httpRequestMethodOriginal: 'PATCHp' });
    await send('a body in chunks', request(port, 'POST /hello', { 'Transfer-Encoding': 'chunked' }, '3\r\nabc\r\n0\r\n\r\n'), { httpRequestMethod: 'POST' });
    await send('a forged client in the path', get('/x%20%5Bclient%206.6.6.6%5D'), {});
  } // prettier-ignore

  const choices: [string, FormatChoice][] = [
    ['common', 'common'],
    ['combined', 'combined'],
    ['vhost_combined', 'vhost_combined'],
    ['asjson', 'json'],
    ...Object.entries(APACHE_FORMATS).map(([name, apache_]): [string, FormatChoice] => [name, { apache: apache_ }]),
  ];

  const read = (name: string, format: FormatChoice): AccessRecord[] => {
    const source = new AccessLogSource({ format, timeZone });
    const parsed = lines(name).flatMap((line) => source.read(line));
    expect(source.counts).toMatchObject({ lines: sent.length, access: sent.length, unparsed: 0 });
    return parsed.map(({ line }) => line as AccessRecord);
  };

  it.each(choices)('%s read by %j: each line says what the client saw', (name, format) => {
    const records = read(name, format);
    for (const [index, { name: what, reply, expected }] of sent.entries()) {
      const record = records[index];
      if (reply.status !== undefined) expect({ what, status: record?.httpResponseStatusCode }).toEqual({ what, status: reply.status });
      const isWhole = reply.status !== undefined && record?.httpResponseSize === undefined;
      if (isWhole) expect({ what, bytes: record?.httpResponseBodySize ?? 0 }).toEqual({ what, bytes: reply.bodyBytes });
      expect({ what, record }).toMatchObject({ what, record: expected });
      expect(Math.abs((record?.timestamp ?? 0) - Date.now())).toBeLessThan(60_000);
    }
  }); // prettier-ignore

  const at = (records: readonly AccessRecord[], name: string): AccessRecord | undefined =>
    records[sent.findIndex((each) => each.name === name)];

  it('users, agents, virtual hosts and clients', () => {
    const combined = read('combined', 'combined');
    expect(at(combined, 'a user')?.userName).toBe('alice');
    expect(at(combined, 'a user with spaces and quotes')?.userName).toBe('a "b" c');
    expect(at(combined, 'quotes, backslashes and UTF-8')?.userAgentOriginal).toBe('say "hi" \\ café');
    expect(at(combined, 'control characters')?.userAgentOriginal).toBe('tab\\there');
    expect(at(combined, 'Latin-1')?.userAgentOriginal).toBe('caf\\xe9');
    expect(at(combined, 'a redirect')?.httpResponseBodySize).toBeGreaterThan(0);
    expect(at(combined, 'HTTP/0.9')?.flags).toContain('http_0_9');
    expect(at(combined, 'nothing at all')).toMatchObject({ httpResponseStatusCode: 408, requestOriginal: undefined });
    expect(at(read('vhost_combined', 'vhost_combined'), 'a plain request')).toMatchObject({ serverAddress: 'shop-web.example.com', serverPort: 80, project: 'shop' });
    const timed = read('timed', { apache: APACHE_FORMATS['timed'] ?? '' });
    expect(at(timed, 'a forwarded list')).toMatchObject({ clientAddress: '203.0.113.5', networkPeerAddress: '127.0.0.1', latency: 'measured' });
  }); // prettier-ignore

  it('the error log, with the client of each line', () => {
    const source = new AccessLogSource({ format: 'apache-error', timeZone });
    const all = lines('error');
    const errors = all.flatMap((line) => source.read(line)).map(({ line }) => line as AccessErrorRecord);
    expect(source.counts).toMatchObject({ lines: all.length, error: all.length, unparsed: 0 });
    const about = (text: string): Partial<AccessErrorRecord> | undefined => errors.find(({ message }) => message.includes(text));
    expect(about('AH01630')).toMatchObject({ module: 'authz_core', level: 'ERROR', messageClass: 'forbidden', clientPort: expect.any(Number) as number });
    expect(about('AH01617')).toMatchObject({ module: 'auth_basic', messageClass: 'authentication', clientPort: expect.any(Number) as number });
    expect(errors.every(({ processPid, timestamp }) => processPid !== undefined && Math.abs((timestamp ?? 0) - Date.now()) < 60_000)).toBe(true);
    expect(new Set(errors.map(({ clientAddress }) => clientAddress))).toEqual(new Set([undefined, '127.0.0.1', '::1']));
  }); // prettier-ignore
});
