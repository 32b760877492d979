import { describe, expect, it } from 'vitest';
import type { AccessErrorRecord } from '@log-monitor/access-record';
import { readError, readLine } from './support/read-line.js';

const nginx = (rest: string): AccessErrorRecord => readError(`2025/09/09 02:43:12 [error] 33#33: *276 ${rest}`);

describe('nginx', () => {
  it('reads every part', () => {
    const line =
      '2025/09/09 02:43:12 [error] 33#34: *276 connect() failed (111: Connection refused) while connecting to upstream, client: 172.22.0.1, server: shop-a.example.com, request: "GET /api?x=1 HTTP/1.1", subrequest: "/auth", upstream: "http://127.0.0.1:65535/api", host: "shop-a.example.com:8081", referrer: "http://x/"';
    expect(readError(line)).toMatchObject({
      timestamp: Date.parse('2025-09-09T02:43:12Z'),
      level: 'ERROR',
      levelOriginal: 'error',
      message: 'connect() failed (111: Connection refused) while connecting to upstream',
      messageClass: 'connection_failed',
      errno: 111,
      processPid: 33,
      threadId: '34',
      connectionId: 276,
      clientAddress: '172.22.0.1',
      serverAddress: 'shop-a.example.com',
      httpRequestMethod: 'GET',
      urlPath: '/api',
      urlQuery: 'x=1',
      subrequest: '/auth',
      upstream: 'http://127.0.0.1:65535/api',
      host: 'shop-a.example.com:8081',
      httpRequestReferrer: 'http://x/',
      project: 'shop',
      flags: undefined,
    });
  });

  it.each<[string, Partial<AccessErrorRecord>]>([
    ['2025/09/09 02:43:12 [notice] 1#1: nginx/1.22.1', { level: 'INFO', message: 'nginx/1.22.1', connectionId: undefined, clientAddress: undefined }],
    ['2025/09/09 02:43:12 [emerg] 1#1: bind() to 0.0.0.0:80 failed (98: Address already in use)', { level: 'CRITICAL', errno: 98 }],
    ['2025/09/09 02:43:12 [warn] 7#7: *1 a client request body is buffered to a temporary file /tmp/1, client: 1.2.3.4, server: , request: "POST / HTTP/1.1", host: "a"', { level: 'WARNING', clientAddress: '1.2.3.4', serverAddress: 'a' }],
    ['2025/09/09 02:43:12 [error] 7#7: *1 limiting requests, excess: 1.852 by zone "one", client: 1.2.3.4, server: s, request: "GET / HTTP/1.1", host: "h"', { messageClass: 'limited', message: 'limiting requests, excess: 1.852 by zone "one"', clientAddress: '1.2.3.4' }],
    ['2025/09/09 02:43:12 [info] 7#7: *1 client timed out (110: Connection timed out) while waiting for request, client: 2001:db8::1, server: 0.0.0.0:80', { messageClass: 'timeout', clientAddress: '2001:db8::1', httpRequestMethod: undefined }],
    ['2025/09/09 02:43:12 [error] 7#7: *1 upstream timed out (110: Connection timed out) while reading response header from upstream, client: 1.2.3.4, server: s, request: "GET / HTTP/1.1", upstream: "fastcgi://unix:/var/run/php-fpm.sock:", host: "h"', { messageClass: 'timeout', upstream: 'fastcgi://unix:/var/run/php-fpm.sock:' }],
    ['2025/09/09 02:43:12 [error] 7#7: *1 open() "/www/x" failed (2: No such file or directory), client: 1.2.3.4, server: s, request: "GET /x HTTP/1.1", host: "h"', { messageClass: 'not_found', errno: 2 }],
    ['2025/09/09 02:43:12 [crit] 7#7: *1 SSL_do_handshake() failed (SSL: error:0A00006C) while SSL handshaking, client: 1.2.3.4, server: 0.0.0.0:443', { level: 'CRITICAL', messageClass: 'tls' }],
    ['2025/09/09 02:43:12 [error] 7#7: *1 user "a": password mismatch, client: 1.2.3.4, server: s, request: "GET / HTTP/1.1", host: "h"', { messageClass: 'authentication' }],
    ['2025/09/09 02:43:12 [debug] 7#7: *1 anything, with, commas and "quotes"', { level: 'DEBUG', message: 'anything, with, commas and "quotes"', messageClass: 'other' }],
    ['2025/09/09 02:43:12 [alert] no head at all', { level: 'CRITICAL', message: 'no head at all', processPid: undefined }],
  ])('%s', (line, expected) => {
    expect(readError(line)).toMatchObject(expected);
  }); // prettier-ignore

  it.each([
    ['a path', 'open() "/www/a, client: 6.6.6.6, server: evil" failed (2: No such file or directory), client: 1.2.3.4, server: s, request: "GET /a HTTP/1.1", host: "h"'],
    ['a path with a whole tail', 'open() "/www/a, client: 6.6.6.6, server: evil, request: "GET / HTTP/1.1", host: "e"" failed (2: No such file or directory), client: 1.2.3.4, server: s, request: "GET /a HTTP/1.1", host: "h"'],
    ['a path with a quote', 'open() "/www/a", client: 6.6.6.6, server: x" failed (2: No such file or directory), client: 1.2.3.4, server: s, request: "GET /a HTTP/1.1", host: "h"'],
    ['a referrer', 'open() "/www/a" failed (2: No such file or directory), client: 1.2.3.4, server: s, request: "GET /a HTTP/1.1", host: "h", referrer: "http://x/, client: 6.6.6.6, server: evil"'],
    ['a referrer with a whole tail', 'open() "/www/a" failed (2: No such file or directory), client: 1.2.3.4, server: s, request: "GET /a HTTP/1.1", host: "h", referrer: "x", client: 6.6.6.6, server: evil, request: "GET / HTTP/1.1", host: "e"'],
    ['a request', 'client sent invalid request, client: 1.2.3.4, server: s, request: "GET /, client: 6.6.6.6, server: evil HTTP/1.1", host: "h"'],
  ])('is not fooled by a client in %s', (_where, rest) => {
    expect(nginx(rest)).toMatchObject({ clientAddress: '1.2.3.4', serverAddress: 'h' });
  }); // prettier-ignore

  it('names no client when two readings are as good', () => {
    const forged = 'client: 6.6.6.6, server: e, request: "GET / HTTP/1.1", host: "e", referrer: "" failed (2: No such file or directory)';
    const record = nginx(`open() "/www/a" failed (2: No such file or directory), ${forged}, client: 1.2.3.4, server: s, request: "GET /a HTTP/1.1", host: "h"`);
    expect(record).toMatchObject({ clientAddress: undefined, flags: ['ambiguous'] });
  }); // prettier-ignore

  it('reads lines that nginx cut at 2,048 bytes, wherever the cut falls', () => {
    const tail =
      ', client: 1.2.3.4, server: s.example.com, request: "GET /x HTTP/1.1", upstream: "http://a/", host: "h.example.com"';
    for (let kept = 0; kept < tail.length; kept += 1) {
      const head = '2025/09/09 02:43:12 [error] 33#33: *276 ';
      const line = `${head}${'m'.repeat(2_047 - head.length - kept)}${tail.slice(0, kept)}`;
      const record = readError(line);
      const isServerBegun = kept >= ', client: 1.2.3.4, server: '.length;
      expect(record).toMatchObject({ clientAddress: isServerBegun ? '1.2.3.4' : undefined, flags: ['cut'] });
    }
  });

  it.each([
    ['2025/13/09 02:43:12 [error] 1#1: x', 'bad_time'],
    ['2025/09/09 02:43:12 [fun] 1#1: x', 'format_mismatch'],
  ])('keeps %s: %s', (line, reason) => {
    expect(readLine(line, { format: 'nginx-error' })).toMatchObject({ kind: 'unparsed', reason, raw: line });
  });
});

describe('Apache', () => {
  it.each<[string, Partial<AccessErrorRecord>]>([
    [
      '[Thu Oct 13 12:24:49.880562 2022] [auth_basic:error] [pid 10:tid 140120579262208] [client 31.33.58.75:50229] AH01618: user sss not found: /',
      { timestamp: Date.parse('2022-10-13T12:24:49.880Z') + 0.562, level: 'ERROR', module: 'auth_basic', processPid: 10, threadId: '140120579262208', clientAddress: '31.33.58.75', clientPort: 50229, code: 'AH01618', message: 'AH01618: user sss not found: /', messageClass: 'authentication' },
    ],
    [
      '[Thu Jun 27 06:58:09.169510 2019] [include:warn] [pid 15934] [client 123.123.123.123:12345] AH01374: mod_include: Options +Includes (or IncludesNoExec) wasn\'t set',
      { level: 'WARNING', module: 'include', processPid: 15934, threadId: undefined, code: 'AH01374' },
    ],
    [
      '[Sat Dec 21 10:00:00.000001 2024] [proxy:error] [pid 7:tid 8] (70014)End of file found: [client 192.168.1.1:17036] AH02006: SSL handshake interrupted',
      { clientAddress: '192.168.1.1', clientPort: 17036, code: 'AH02006', errno: 70014, messageClass: 'connection_reset' },
    ],
    [
      '[Sat Dec 21 10:00:00.000001 2024] [core:error] [pid 7:tid 8] (13)Permission denied: [client 2001:db8::1] AH00035: access to /a [client 6.6.6.6] denied, referer: http://x/, client: y',
      { clientAddress: '2001:db8::1', errno: 13, messageClass: 'forbidden', httpRequestReferrer: 'http://x/, client: y' },
    ],
    [
      '[Sat Dec 21 10:00:00.000001 2024] [core:error] [pid 7:tid 8] [client 2001:db8::1:50] AH00126: Invalid URI in request',
      { level: 'ERROR', clientAddress: '2001:db8::1', clientPort: 50 },
    ],
    [
      '[Mon Dec 26 16:22:08 2016] [error] [client 192.168.33.1] File does not exist: /var/www/favicon.ico, referer: http://x/',
      { timestamp: Date.parse('2016-12-26T16:22:08Z'), module: undefined, clientAddress: '192.168.33.1', clientPort: undefined, message: 'File does not exist: /var/www/favicon.ico', httpRequestReferrer: 'http://x/', messageClass: 'not_found' },
    ],
    ['[Mon Dec  5 16:22:08 2016] [notice] caught SIGTERM, shutting down', { timestamp: Date.parse('2016-12-05T16:22:08Z'), level: 'INFO', clientAddress: undefined }],
    ['[Thu Oct 13 12:24:49.880562 2022] [ssl:trace3] [pid 1:tid 2] ssl_engine_kernel.c(1890): x', { level: 'DEBUG', levelOriginal: 'trace3' }],
    [
      '[Sun Jan 15 18:06:29 2017] [WARNING] [pid 31686:tid 7771281111] [client 98.109.182.30] My phone is out of battery',
      { level: 'WARNING', processPid: 31686, clientAddress: '98.109.182.30', message: 'My phone is out of battery', messageClass: 'other' },
    ],
  ])('%s', (line, expected) => {
    expect(readError(line)).toMatchObject(expected);
  }); // prettier-ignore

  it.each(['[Thu Oct 33 12:24:49 2022] [error] x', '[Thu Foo 13 12:24:49 2022] [error] x'])('keeps %s: no such time', (line) => {
    expect(readLine(line, { format: 'apache-error' })).toMatchObject({ kind: 'unparsed', reason: 'bad_time', raw: line });
  }); // prettier-ignore
});

describe('levels', () => {
  it.each([
    ['debug', 'DEBUG'],
    ['info', 'INFO'],
    ['notice', 'INFO'],
    ['warn', 'WARNING'],
    ['error', 'ERROR'],
    ['crit', 'CRITICAL'],
    ['alert', 'CRITICAL'],
    ['emerg', 'CRITICAL'],
  ])('%s, of nginx and of Apache', (word, level) => {
    expect(readError(`2025/09/09 02:43:12 [${word}] 7#7: x`)).toMatchObject({ level, levelOriginal: word });
    expect(readError(`[Thu Oct 13 12:24:49 2022] [core:${word}] [pid 1] x`)).toMatchObject({ level, module: 'core' });
    expect(readError(`[Thu Oct 13 12:24:49 2022] [${word}] x`)).toMatchObject({ level, levelOriginal: word });
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8])("Apache's trace%d", (number) => {
    const line = `[Thu Oct 13 12:24:49.880562 2022] [ssl:trace${number}] [pid 1:tid 2] x`;
    expect(readError(line)).toMatchObject({ level: 'DEBUG', levelOriginal: `trace${number}` });
  });
});

it('reads error lines between the requests of one stream', () => {
  const line =
    '2025/09/09 02:43:12 [error] 33#33: *276 upstream prematurely closed connection, client: 1.2.3.4, server: s';
  expect(readError(line, { format: 'combined' })).toMatchObject({ messageClass: 'connection_reset' });
});
