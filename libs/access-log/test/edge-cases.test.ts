import { describe, expect, it } from 'vitest';
import { type AccessRecord, statusClass } from '@log-monitor/access-record';
import { readAccess, readLine } from './support/read-line.js';

const combined = (request: string, rest = '400 0 "-" "-"', who = '1.2.3.4 - -'): string =>
  `${who} [10/Dec/2025:10:23:10 +0000] "${request}" ${rest}`;

const request = (text: string): AccessRecord => readAccess(combined(text), { format: 'combined' });

describe('requests that are none', () => {
  it.each<[string, Partial<AccessRecord>]>([
    ['', { httpRequestMethod: undefined, urlPath: undefined, requestOriginal: '', flags: undefined }],
    ['-', { httpRequestMethod: undefined, requestOriginal: undefined, flags: undefined }],
    ['HELP', { httpRequestMethod: '_OTHER', httpRequestMethodOriginal: 'HELP', requestOriginal: 'HELP', flags: ['request_malformed'] }],
    ['batman', { httpRequestMethod: '_OTHER', httpRequestMethodOriginal: 'batman', flags: ['request_malformed'] }],
    ['\\x16\\x03\\x01\\x00t\\x01\\x00\\x00p\\x03\\x03', { httpRequestMethod: undefined, flags: ['tls_probe'] }],
    ['\\x03\\x00\\x00/*\\xE0\\x00\\x00\\x00\\x00\\x00Cookie: mstshash=Administr', { httpRequestMethod: undefined, flags: ['rdp_probe'] }],
    ['PATCHp /a HTTP/1.1', { httpRequestMethod: '_OTHER', httpRequestMethodOriginal: 'PATCHp', urlPath: '/a', flags: undefined }],
    ['geti /a HTTP/1.1', { httpRequestMethod: '_OTHER', httpRequestMethodOriginal: 'geti' }],
    ['get /a HTTP/1.1', { httpRequestMethod: '_OTHER', httpRequestMethodOriginal: 'get' }],
    ['GET /old', { httpRequestMethod: 'GET', urlPath: '/old', networkProtocolVersion: '0.9', flags: ['http_0_9'] }],
    ['PRI * HTTP/2.0', { httpRequestMethod: '_OTHER', httpRequestMethodOriginal: 'PRI', urlPath: '*', networkProtocolVersion: '2' }],
  ])('%j', (text, expected) => {
    expect(request(text)).toMatchObject({ kind: 'access', clientAddress: '1.2.3.4', ...expected });
  }); // prettier-ignore
});

describe('targets', () => {
  it.each<[string, Partial<AccessRecord>]>([
    ['GET /a%20b?c=d?e HTTP/1.1', { urlPath: '/a%20b', urlQuery: 'c=d?e' }],
    ['GET /a b c HTTP/1.1', { urlPath: '/a b c', httpRequestMethod: 'GET', networkProtocolVersion: '1.1' }],
    ['POST https://Host.example.com:8443/login?x HTTP/1.1', { urlScheme: 'https', serverAddress: 'host.example.com', serverPort: 8443, urlPath: '/login', urlQuery: 'x' }],
    ['GET http://example.com HTTP/1.1', { urlPath: '/', serverAddress: 'example.com' }],
    ['CONNECT example.com:443 HTTP/1.1', { urlPath: undefined, serverAddress: 'example.com', serverPort: 443, urlOriginal: 'example.com:443' }],
    ['CONNECT [2001:db8::1]:443 HTTP/1.1', { serverAddress: '2001:db8::1', serverPort: 443 }],
    ['OPTIONS * HTTP/1.1', { urlPath: '*', httpRoute: '*' }],
    ['GET /\\x22quoted\\x22 HTTP/1.1', { urlPath: '/"quoted"' }],
    ['GET /a\\x5Cb HTTP/1.1', { urlPath: '/a\\b' }],
    ['GET /a\\" 200 5 HTTP/1.1', { urlPath: '/a" 200 5' }],
    ['GET /caf\\xC3\\xA9 HTTP/1.1', { urlPath: '/café' }],
    ['GET /big5\\xA4\\xA4 HTTP/1.1', { urlPath: '/big5\\xA4\\xA4' }],
    ['GET /nul\\x00 HTTP/1.1', { urlPath: '/nul\\x00' }],
    ['GET /%E6%97%A5%E6%9C%AC HTTP/1.1', { urlPath: '/%E6%97%A5%E6%9C%AC' }],
    ['GET // HTTP/1.0', { urlPath: '//', networkProtocolVersion: '1.0' }],
    ['GET / HTTP/2', { networkProtocolVersion: '2' }],
    ['GET / HTTP/3.0', { networkProtocolVersion: '3' }],
    ['GET / HTTP/banana', { networkProtocolVersion: undefined, urlPath: '/' }],
  ])('%j', (text, expected) => {
    expect(request(text)).toMatchObject(expected);
  }); // prettier-ignore

  it('keeps a URI of 64 KB', () => {
    const path = `/${'a'.repeat(65_536)}`;
    expect(request(`GET ${path} HTTP/1.1`)).toMatchObject({ urlPath: path, httpResponseStatusCode: 400 });
  });
});

describe('who asked', () => {
  it.each<[string, Partial<AccessRecord>]>([
    ['::1 - -', { clientAddress: '::1' }],
    ['2a02:cf40::4e36 - -', { clientAddress: '2a02:cf40::4e36' }],
    ['::ffff:10.1.2.3 - -', { clientAddress: '::ffff:10.1.2.3' }],
    ['monitoring-server - -', { clientAddress: 'monitoring-server' }],
    ['unix: - -', { clientAddress: 'unix:' }],
    ['10.0.0.2, 10.0.0.1, 85.181.35.98 - -', { clientAddress: '85.181.35.98', networkPeerAddress: undefined, forwardedFor: '10.0.0.2, 10.0.0.1, 85.181.35.98' }],
    ['"203.0.113.5, 10.225.192.17" 10.2.2.121 - -', { clientAddress: '203.0.113.5', networkPeerAddress: '10.2.2.121' }],
    ['2a03:10ff::8000, 10.225.192.17 10.2.2.121 - -', { clientAddress: '2a03:10ff::8000', networkPeerAddress: '10.2.2.121', userName: undefined }],
    ['1.2.3.4 -', { clientAddress: '1.2.3.4', userName: undefined }],
    ['1.2.3.4', { clientAddress: '1.2.3.4', userName: undefined }],
    ['1.2.3.4 - john doe', { userName: 'john doe' }],
    ['1.2.3.4 - a [b] c', { userName: 'a [b] c' }],
    ['1.2.3.4 - ""', { userName: '""' }],
    ['1.2.3.4 - [1.2.3.4] - alice', { clientAddress: '1.2.3.4', userName: 'alice' }],
    ['1.2.3.4 - [1.2.3.4] - -', { userName: undefined }],
    ['  1.2.3.4 - -', { clientAddress: '1.2.3.4' }],
    ['- - -', { clientAddress: undefined }],
  ])('%j', (who, expected) => {
    expect(readAccess(combined('GET / HTTP/1.1', '200 1 "-" "x"', who), { format: 'combined' })).toMatchObject(expected);
  }); // prettier-ignore
});

describe('what follows the request', () => {
  it.each<[string, Partial<AccessRecord>]>([
    ['200 - "-" "x"', { httpResponseStatusCode: 200, httpResponseBodySize: undefined, flags: undefined }],
    ['000 0 "-" "x"', { httpResponseStatusCode: 0 }],
    ['444 0 "-" "x"', { httpResponseStatusCode: 444 }],
    ['499 0 "-" "x"', { httpResponseStatusCode: 499 }],
    ['- - "-" "x"', { httpResponseStatusCode: undefined }],
    ['200 99999999999999999999 "-" "x"', { httpResponseBodySize: undefined, flags: ['number_out_of_range'] }],
    ['200 -5 "-" "x"', { httpResponseBodySize: undefined, flags: ['number_out_of_range'] }],
    ['200 5 "http://a/" "x" "-"', { userAgentOriginal: 'x', flags: ['extra_fields'], attributes: { extra: '"-"' } }],
    ['200 5 "http://a/" "x" "2.45"', { attributes: { extra: '"2.45"' } }],
    ['200 5 "http://a/" "x" 0.5 more', { attributes: { extra: '0.5 more' } }],
    ['200 5 "a \\"b\\" c" "d \\\\"', { httpRequestReferrer: 'a "b" c', userAgentOriginal: 'd \\' }],
    ['200 5 "a\\" " "d"', { httpRequestReferrer: 'a" ', userAgentOriginal: 'd' }],
    ['200 5 "a\\x22b" "\\xE2\\x82\\xAC"', { httpRequestReferrer: 'a"b', userAgentOriginal: '€' }],
    ['200 5 "a "raw" b" "say "hi" now"', { httpRequestReferrer: 'a "raw" b', userAgentOriginal: 'say "hi" now' }],
    ['200 5 "" ""', { httpRequestReferrer: undefined, userAgentOriginal: undefined }],
    ['200 5 "-" "cut off here', { userAgentOriginal: 'cut off here', flags: ['cut'] }],
  ])('%j', (rest, expected) => {
    expect(readAccess(combined('GET / HTTP/1.1', rest), { format: 'combined' })).toMatchObject(expected);
  }); // prettier-ignore

  it.each([
    ['GET / HTTP/1.1', '2000 5 "-" "x"', 'bad_status'],
    ['GET / HTTP/1.1', 'abc 5 "-" "x"', 'bad_status'],
    ['GET / HTTP/1.1', '200', 'format_mismatch'],
    ['GET / HTTP/1.1', '200 5x "-" "x"', 'format_mismatch'],
  ])('keeps %j %j unparsed: %s', (text, rest, reason) => {
    const line = combined(text, rest);
    expect(readLine(line, { format: 'combined' })).toMatchObject({ kind: 'unparsed', reason, raw: line });
  });

  it.each(['32/Dec/2025:10:23:10 +0000', '10/Foo/2025:10:23:10 +0000', '10/Dec/2025:25:00:00 +0000', '29/Feb/2025:10:00:00 +0000', '10/Dec/2025:10:23:10 +9900'])(
    'keeps the time %j unparsed',
    (time) => {
      const line = `1.2.3.4 - - [${time}] "GET / HTTP/1.1" 200 5 "-" "x"`;
      expect(readLine(line, { format: 'combined' })).toMatchObject({ kind: 'unparsed', reason: 'bad_time', raw: line });
    },
  ); // prettier-ignore
});

describe('bytes', () => {
  const line = (agent: Uint8Array): Buffer =>
    Buffer.concat([
      Buffer.from('1.2.3.4 - - [10/Dec/2025:10:23:10 +0000] "GET / HTTP/1.1" 200 5 "-" "'),
      agent,
      Buffer.from('"\n'),
    ]);

  it('reads bytes that are not UTF-8 as Latin-1, and says so', () => {
    expect(readAccess(line(Buffer.from([0x63, 0x61, 0x66, 0xe9])))).toMatchObject({
      userAgentOriginal: 'café',
      flags: ['latin1'],
    });
  });

  it('keeps Big5 so that the bytes can be had back', () => {
    const bytes = Buffer.from([0xa4, 0xa4, 0xa4, 0xe5]);
    expect(Buffer.from(readAccess(line(bytes)).userAgentOriginal ?? '', 'latin1')).toEqual(bytes);
  });

  it('takes NUL padding off and shows NUL inside', () => {
    const padded = Buffer.concat([Buffer.alloc(5_000), line(Buffer.from('a\0b'))]);
    expect(readAccess(padded)).toMatchObject({
      clientAddress: '1.2.3.4',
      userAgentOriginal: 'a␀b',
      flags: ['nul_padding'],
    });
  });

  it('replaces lone surrogates, raw and by escape', () => {
    expect(readAccess(combined('GET / HTTP/1.1', '200 1 "-" "x\ud800y"')).userAgentOriginal).toBe('x\ufffdy');
    expect(readAccess('{"remote_addr":"1.2.3.4","status":200,"request":"GET / HTTP/1.1","http_user_agent":"x\\ud800\\u0000y"}').userAgentOriginal).toBe('x\ufffd␀y');
  }); // prettier-ignore

  it.each(['', '   ', '\0\0\0'])('counts %j as empty', (text) => {
    expect(readLine(text)).toMatchObject({ kind: 'unparsed', reason: 'empty' });
  });

  it('keeps a line that is too long', () => {
    expect(readLine('x'.repeat(101), { maxLineLength: 100 })).toMatchObject({ kind: 'unparsed', reason: 'too_long', raw: 'x'.repeat(101) });
  }); // prettier-ignore
});

describe('JSON that is broken', () => {
  it.each<[string, Partial<AccessRecord>]>([
    ['{"remote_addr":"1.2.3.4","request":"GET / HTTP/1.1","status":502,"upstream_response_time":,"request_time":0.010}', { durationMs: 10, upstreams: undefined }],
    ['{"remote_addr":"1.2.3.4","request":"GET / HTTP/1.1","status":502,"upstream_response_time":-,"request_time":0.010}', { durationMs: 10, upstreams: undefined }],
    ['{"remote_addr":"1.2.3.4","request":"GET / HTTP/1.1","status":200,"upstream_response_time":0.100, 0.004,"request_time":0.104}', { upstreamDurationMs: 104, durationMs: 104 }],
    ['{"remote_addr":"1.2.3.4","request":"GET / HTTP/1.1","status":200,"upstream_response_time":0.518 : 0.009}', { upstreamDurationMs: 527 }],
    ['{"remote_addr":"1.2.3.4","request":"GET /\\x22a\\xC3\\xA9 HTTP/1.1","status":200}', { urlPath: '/"aé' }],
    ['{"remote_addr":"1.2.3.4","request":"\\x16\\x03\\x01","status":400}', { httpResponseStatusCode: 400, flags: ['repaired_json', 'tls_probe', 'time_missing'] }],
    ['{"remote_addr":"1.2.3.4","request":"GET / HTTP/1.1","status":000}', { httpResponseStatusCode: 0 }],
    ['{"remote_addr":"1.2.3.4","request":"GET / HTTP/1.1","status":200,"http_user_agent":"say "hi" now"}', { userAgentOriginal: 'say "hi" now' }],
    ['{"remote_addr":"1.2.3.4","request":"GET / HTTP/1.1","status":200,"http_user_agent":"tab\there"}', { userAgentOriginal: 'tab\there' }],
  ])('%s', (line, expected) => {
    const record = readAccess(line);
    expect(record).toMatchObject({ clientAddress: '1.2.3.4', ...expected });
    expect(record.flags).toContain('repaired_json');
  }); // prettier-ignore

  it.each([
    ['{"remote_addr":"1.2.3.4","status":20', 'bad_json'],
    ['{"remote_addr":"1.2.3.4","status":"abc"}', 'bad_status'],
    ['{"remote_addr":"1.2.3.4","status":200,"time":"yesterday"}', 'bad_time'],
    ['{"level":"info","msg":"listening","time":1757385792}', 'not_a_request'],
    ['{"time":1e300,"remote_addr":"1.2.3.4","status":200}', 'bad_time'],
  ])('keeps %s: %s', (line, reason) => {
    expect(readLine(line)).toMatchObject({ kind: 'unparsed', reason, raw: line });
  });

  it('caps attributes and keeps hostile names', () => {
    const many = Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`k${index}`, 'v']));
    const record = readAccess(`{"__proto__":"p",${JSON.stringify({ remote_addr: '1.2.3.4', status: 200, ...many }).slice(1)}`);
    expect(Object.keys(record.attributes ?? {})).toHaveLength(32);
    expect(record.attributes?.['__proto__']).toBe('p');
    expect(record.flags).toContain('attributes_capped');
  }); // prettier-ignore
});

describe('upstreams', () => {
  const kong = (times: string, status = '200'): AccessRecord =>
    readAccess(`1.2.3.4 [10/Dec/2025:10:23:10 +0900] "GET / HTTP/1.1" ${status} 1.400 ${times} "h-1.example.com" "x"`, { format: 'kong' }); // prettier-ignore

  it.each([
    ['0.004, 0.012', [4, 12], 16, [false, false]],
    ['0.518 : 0.009', [518, 9], 527, [false, true]],
    ['-, 1.394', [undefined, 1394], 1394, [false, false]],
    ['0.100, -', [100, undefined], 100, [false, false]],
    ['0.1, 0.2 : 0.3', [100, 200, 300], 600, [false, false, true]],
  ])('%j', (times, list, sum, redirected) => {
    const record = kong(times);
    expect(record.upstreams?.map(({ durationMs }) => durationMs)).toEqual(list);
    expect(record.upstreams?.map((each) => each.redirected)).toEqual(redirected);
    expect(record.upstreamDurationMs).toBe(sum);
    expect(record.userAgentOriginal).toBe('x');
  });

  it('knows a request without upstream', () => {
    expect(kong('-')).toMatchObject({ upstreams: undefined, upstreamDurationMs: undefined, durationMs: 1400 });
  });

  it('reads IPv6 and sockets as addresses, also where an old ingress has no alternative name', () => {
    const line = (tail: string): string => `1.2.3.4 - - [10/Dec/2025:10:23:10 +0000] "GET / HTTP/1.1" 200 5 "-" "x" ${tail}`;
    const address = (tail: string): string | undefined => readAccess(line(tail), { format: 'ingress' }).upstreams?.[0]?.address;
    expect(address('100 0.001 [a-b-80] [] [2a02:cf40::7]:5000 5 0.001 200 id')).toBe('[2a02:cf40::7]:5000');
    expect(address('100 0.001 [a-b-80] [2a02:cf40::7]:5000 5 0.001 200 id')).toBe('[2a02:cf40::7]:5000');
    expect(address('100 0.001 [a-b-80] [] unix:/var/run/php-fpm.sock 5 0.001 200 id')).toBe('unix:/var/run/php-fpm.sock');
    expect(address('100 0.001 [] [] - - - - id')).toBeUndefined();
  }); // prettier-ignore
});

describe('what a duration stands for', () => {
  const kongJson = (latency: number, status: number, type = 'text/html'): AccessRecord =>
    readAccess(JSON.stringify({ request: { method: 'GET', uri: '/' }, response: { status, headers: { 'content-type': type } }, latencies: { request: latency, proxy: -1 }, client_ip: '1.2.3.4', started_at: 1 })); // prettier-ignore

  it('is a latency, a stream, or nothing', () => {
    expect(kongJson(12, 200)).toMatchObject({ latency: 'measured', durationMs: 12, upstreamDurationMs: undefined });
    expect(kongJson(-1, 200)).toMatchObject({ latency: 'negative', durationMs: undefined });
    expect(kongJson(60_000, 101)).toMatchObject({ latency: 'stream', durationMs: 60_000 });
    expect(kongJson(60_000, 200, 'text/event-stream; charset=utf-8')).toMatchObject({ latency: 'stream' });
    expect(readAccess(combined('GET / HTTP/1.1', '101 0 "-" "x"')).latency).toBe('missing');
  });
});

it('leaves out numbers that nobody can have measured', () => {
  const json = (members: string): AccessRecord => readAccess(`{"remote_addr":"1.2.3.4","status":200,${members}}`);
  expect(json('"request_time":1e300')).toMatchObject({ latency: 'missing', durationMs: undefined });
  expect(json('"request_time":1e300').flags).toContain('number_out_of_range');
  expect(json('"request_time":-5')).toMatchObject({ latency: 'negative', durationMs: undefined });
  expect(json('"body_bytes_sent":-5').httpResponseBodySize).toBeUndefined();
  const kong = readAccess('{"request":{"uri":"/"},"response":{"status":200,"size":1e400},"latencies":{"request":1e400,"proxy":-1},"started_at":1}'); // prettier-ignore
  expect(kong).toMatchObject({ httpResponseSize: undefined, latency: 'missing', upstreamDurationMs: undefined });
});

describe('hosts and projects', () => {
  const host = (text: string): AccessRecord =>
    readAccess(`1.2.3.4 [10/Dec/2025:10:23:10 +0900] "GET / HTTP/1.1" 200 0.1 - "${text}" "x"`, { format: 'kong' });

  it.each([
    ['shop-web.example.com', 'shop-web.example.com', 'shop'],
    ['Shop-Web.Example.COM:8443', 'shop-web.example.com', 'shop'],
    ['www.example.com.', 'www.example.com', 'platform'],
    ['[2001:db8::1]:80', '2001:db8::1', 'platform'],
    ['-', undefined, 'unknown'],
    ['', undefined, 'unknown'],
    ['-x', '-x', 'platform'],
  ])('%j is %j of %j', (text, address, project) => {
    expect(host(text)).toMatchObject({ serverAddress: address, project });
  });
});

it('counts the classes that are no answers apart', () => {
  const statuses = ['499', '444', '101', '000'].map((status) =>
    readAccess(combined('GET / HTTP/1.1', `${status} 0 "-" "x"`)),
  );
  expect(statuses.map((record) => statusClass(record.httpResponseStatusCode))).toEqual(['499', '444', '101', 'none']);
});

it('knows heartbeats', () => {
  const lines = [
    '- - - [15/Jan/2017:18:10:10 -0700] "HEARTBEAT" - -',
    '- - - [15/Jan/2017:18:10:10 -0700] "HEARBEAT" - -',
    '[Sun Jan 15 18:06:29 2017] [INFO] [-] [-] HEARTBEAT',
    '[Sun Jan 15 18:06:29 2017] [-] [-] HEARTBEAT',
    '[Sun Jan 15 18:06:29 2017] [-] [-] HEARBEAT',
  ];
  expect(lines.map((line) => readLine(line).kind)).toEqual(Array.from(lines, () => 'heartbeat'));
});
