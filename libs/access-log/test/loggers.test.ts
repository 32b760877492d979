import { describe, expect, it } from 'vitest';
import type { AccessRecord } from '@log-monitor/access-record';
import { AccessLogSource } from '@log-monitor/access-log';
import { readAccess, readLine } from './support/read-line.js';

const TIME = Date.UTC(2026, 10, 27, 10);

describe('requests in JSON and pairs of others', () => {
  const USER: Partial<AccessRecord> = {
    timestamp: TIME,
    clientAddress: '203.0.113.7',
    httpRequestMethod: 'GET',
    urlPath: '/users/17',
    httpResponseStatusCode: 200,
  };

  it.each<[string, string, Partial<AccessRecord>]>([
    ['Elastic Common Schema', '{"@timestamp":"2026-11-27T10:00:00.000Z","http":{"request":{"method":"GET","referrer":"http://r/"},"response":{"status_code":200,"body":{"bytes":512}},"version":"1.1"},"url":{"path":"/users/17","domain":"shop.example.com","original":"/users/17?x=1"},"source":{"ip":"203.0.113.7"},"user_agent":{"original":"curl/8.1"},"event":{"duration":12000000}}', { ...USER, urlQuery: 'x=1', durationMs: 12, httpResponseBodySize: 512, serverAddress: 'shop.example.com', userAgentOriginal: 'curl/8.1', httpRequestReferrer: 'http://r/', networkProtocolVersion: '1.1' }],
    ['Google Cloud', '{"httpRequest":{"requestMethod":"GET","requestUrl":"https://shop.example.com/users/17?x=1","requestSize":"120","status":200,"responseSize":"512","userAgent":"curl/8.1","remoteIp":"203.0.113.7","latency":"0.024s","protocol":"HTTP/1.1"},"timestamp":"2026-11-27T10:00:00Z","severity":"INFO"}', { ...USER, urlQuery: 'x=1', durationMs: 24, httpRequestSize: 120, httpResponseBodySize: 512, serverAddress: 'shop.example.com' }],
    ["Amazon's API gateway", '{"requestId":"c6af9ac6","ip":"203.0.113.7","caller":"-","requestTime":"27/Nov/2026:10:00:00 +0000","httpMethod":"GET","path":"/users/17","status":"200","protocol":"HTTP/1.1","responseLength":"512"}', { ...USER, requestId: 'c6af9ac6', httpResponseBodySize: 512 }],
    ['Cloudflare', '{"ClientIP":"203.0.113.7","ClientRequestHost":"shop.example.com","ClientRequestMethod":"GET","ClientRequestURI":"/users/17?x=1","EdgeResponseBytes":512,"EdgeResponseStatus":200,"EdgeStartTimestamp":"2026-11-27T10:00:00Z","RayID":"3a6050bcbe121a87"}', { ...USER, urlQuery: 'x=1', requestId: '3a6050bcbe121a87', serverAddress: 'shop.example.com' }],
    ['Heroku', '2026-11-27T10:00:00+00:00 heroku[router]: at=info method=GET path="/users/17?x=1" host=app.example.com request_id=8601b555 fwd="203.0.113.7" dyno=web.1 connect=1ms service=18ms status=200 bytes=13', { ...USER, urlQuery: 'x=1', durationMs: 18, httpResponseBodySize: 13, serverAddress: 'app.example.com', requestId: '8601b555' }],
    ['labeled tab-separated values', 'time:[27/Nov/2026:19:00:00 +0900]\thost:203.0.113.7\treq:GET /users/17?x=1 HTTP/1.1\tstatus:200\tsize:13\treferer:-\tua:curl/8.1\tvhost:app.example.com\treqtime_microsec:45000', { ...USER, urlQuery: 'x=1', durationMs: 45, httpResponseBodySize: 13, serverAddress: 'app.example.com' }],
  ])('%s', (_name, line, expected) => {
    expect(readAccess(line)).toMatchObject(expected);
  }); // prettier-ignore

  const timed = (members: object): number | undefined =>
    readAccess(JSON.stringify({ time: '2026-11-27T10:00:00Z', method: 'GET', path: '/', status: 200, ...members }))
      .durationMs;

  it('reads a duration in the unit of whoever wrote it', () => {
    // nginx writes seconds.
    expect(timed({ remote_addr: '1.2.3.4', body_bytes_sent: 1, response_time: '0.012' })).toBe(12);
    expect(timed({ remote_addr: '1.2.3.4', request_time: 0.5 })).toBe(500);
    expect(timed({ duration: 0.25 })).toBe(250);
    // Node's loggers write milliseconds.
    expect(timed({ responseTime: 3.5 })).toBe(3.5);
    expect(timed({ level: 30, msg: 'request completed', duration: 12 })).toBe(12);
    expect(timed({ level: 'info', message: 'request', duration: 12 })).toBe(12);
    // Go writes whole nanoseconds, zap seconds with a fraction.
    expect(timed({ level: 'INFO', msg: 'request', duration: 1_500_000 })).toBe(1.5);
    expect(timed({ level: 'info', msg: 'request', duration: 0.0015 })).toBe(1.5);
    expect(timed({ latency: 41_000_000, latency_human: '41ms' })).toBe(41);
    // Some say it.
    expect(timed({ duration: '1m2.5s' })).toBe(62_500);
    expect(timed({ duration_ms: 12 })).toBe(12);
    expect(timed({ took: 12 })).toBeUndefined();
  });

  it('counts a request once where its logger writes that it came and that it was answered', () => {
    const source = new AccessLogSource();
    source.read('{"level":30,"time":1795813892539,"reqId":"req-1","req":{"method":"GET","url":"/","host":"a.example.com","remoteAddress":"127.0.0.1"},"msg":"incoming request"}');
    source.read('{"level":30,"time":1795813892542,"reqId":"req-1","res":{"statusCode":200},"responseTime":0.34,"msg":"request completed"}');
    expect(source.counts).toMatchObject({ access: 1, unparsed: 1, reasons: { not_a_request: 1 } });
  }); // prettier-ignore

  it('does not take a line about a server for a request', () => {
    expect(readLine('{"level":30,"time":1795813892877,"host":"127.0.0.1","port":33677,"protocol":"http","uri":"http://127.0.0.1:33677","msg":"server started"}')).toMatchObject({ kind: 'unparsed', reason: 'not_a_request' });
  }); // prettier-ignore
});

describe('what a logger writes before a line', () => {
  const LINE = '203.0.113.7 - - [27/Nov/2026:10:00:00 +0000] "GET /a HTTP/1.1" 200 5 "-" "curl/8.1"';

  it.each(['[2026-11-27 10:00:01 +0000] [28810] [INFO] ', 'INFO:aiohttp.access:', '2026-11-27 10:00:01,123 INFO ', '[2026-11-27T10:00:01.384] [INFO] http - ', 'INFO:     '])(
    '"%s" is not the client',
    (head) => {
      expect(readAccess(head + LINE)).toMatchObject({ clientAddress: '203.0.113.7', timestamp: TIME, userName: undefined, httpResponseStatusCode: 200 });
    },
  ); // prettier-ignore

  it('gives its time to a line that has none', () => {
    const line = '[2026-11-27 10:00:00 +0000] 127.0.0.1 - "GET /a HTTP/1.1" 200 0.514';
    expect(readAccess(line)).toMatchObject({ timestamp: TIME, durationMs: 0.514, flags: undefined });
    expect(readAccess('INFO:     127.0.0.1:35544 - "GET /a HTTP/1.1" 200 OK')).toMatchObject({
      timestamp: undefined,
      flags: ['time_missing'],
    });
  });

  it('is no address, where it stays', () => {
    expect(readLine('[something] else - - [27/Nov/2026:10:00:00 +0000] "GET /a HTTP/1.1" 200 5', { format: 'common' })).toMatchObject({ kind: 'unparsed', reason: 'format_mismatch' });
    expect(readAccess(`[2001:db8::1] ${LINE.slice(12)}`)).toMatchObject({ clientAddress: '2001:db8::1' });
  }); // prettier-ignore

  it('leaves alone what begins with a time by its own format', () => {
    const format = { apache: '%{%Y-%m-%dT%H:%M:%S%z}t %a - "%r" %>s' };
    expect(readAccess('2026-11-27T10:00:00+0000 203.0.113.7 - "GET /a HTTP/1.1" 200', { format })).toMatchObject({ timestamp: TIME, clientAddress: '203.0.113.7' });
  }); // prettier-ignore
});

describe("HAProxy's lines", () => {
  const LINE = '203.0.113.7:58574 [27/Nov/2026:10:00:00.714] web app/s1 0/0/1/40/41 200 141 - - ---- 1/1/0/0/0 0/0 {shop.example.com|curl} "GET /a?x=1 HTTP/1.1"';
  const EXPECTED = { clientAddress: '203.0.113.7', timestamp: TIME + 714, durationMs: 41, upstreamDurationMs: 40, httpResponseSize: 141, urlPath: '/a', attributes: { frontend: 'web', backend: 'app', server: 's1', state: '----', captured_request: 'shop.example.com|curl' } };

  it.each(['', '<134>Nov 27 10:00:00 haproxy[3015]: ', '<134>Nov 27 10:00:00 lb-1 haproxy[3015]: ', '<134>1 2026-11-27T10:00:00+00:00 lb-1 haproxy 3015 - - '])('after "%s"', (head) => {
    expect(readAccess(head + LINE)).toMatchObject(EXPECTED);
  });

  it('of a request that was none, of one that was given up, and a cut one', () => {
    expect(readAccess('::1:53732 [27/Nov/2026:10:00:00.000] web web/<NOSRV> -1/-1/-1/-1/0 400 0 - - PR-- 2/2/0/0/0 0/0 "<BADREQ>"')).toMatchObject({ clientAddress: '::1', httpResponseStatusCode: 400, httpRequestMethod: undefined, upstreamDurationMs: undefined });
    expect(readAccess(LINE.replace('200 141', '-1 0').replace('---- 1', 'CH-- 1'))).toMatchObject({ httpResponseStatusCode: 0 });
    expect(readAccess(LINE.slice(0, -12))).toMatchObject({ flags: expect.arrayContaining(['cut']) as unknown });
  });
}); // prettier-ignore
