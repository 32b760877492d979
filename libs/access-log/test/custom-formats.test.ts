import { describe, expect, it } from 'vitest';
import type { AccessRecord, ParsedLine } from '@log-monitor/access-record';
import { AccessLogSource, type FormatChoice, formatNames, formatOf, LogFormatError } from '@log-monitor/access-log';
import { readAccess } from './support/read-line.js';

const TIME = '10/Dec/2025:10:23:10 +0900';
const AT = Date.parse('2025-12-10T01:23:10Z');

interface Case {
  name: string;
  format: FormatChoice;
  line: string;
  record: Partial<AccessRecord>;
}

const NGINX: Case[] = [
  {
    name: 'a directive of several strings',
    format: { nginx: `log_format timed '$remote_addr - $remote_user [$time_local] '\n  '"$request" $status $body_bytes_sent '\n  '"$http_referer" rt=$request_time uct="$upstream_connect_time" urt="$upstream_response_time"';` },
    line: `1.2.3.4 - - [${TIME}] "GET /a HTTP/1.1" 200 7 "-" rt=0.250 uct="0.001, 0.002" urt="0.100, 0.004"`,
    record: { timestamp: AT, durationMs: 250, upstreamDurationMs: 104, attributes: { upstream_connect_time: '0.001, 0.002' } },
  },
  {
    name: 'epoch with milliseconds, braces and tabs',
    format: { nginx: '$msec\t${remote_addr}\t$request_method\t$request_uri\t$status\t$bytes_sent\t$http_host' },
    line: '1757385792.123\t::1\tGET\t/a?b=c d\t404\t99\tshop-x.example.com',
    record: { timestamp: 1757385792123, clientAddress: '::1', urlPath: '/a', urlQuery: 'b=c d', httpResponseSize: 99, project: 'shop' },
  },
  {
    name: 'lists without quotes',
    format: { nginx: '$http_x_forwarded_for $remote_addr [$time_iso8601] "$request" $status $upstream_addr $upstream_status $upstream_response_time $request_id' },
    line: '203.0.113.9, 10.0.0.9 10.0.0.1 [2025-12-10T10:23:10+09:00] "GET / HTTP/1.1" 502 10.0.0.2:80, 10.0.0.3:80 : unix:/a.sock 502, 504 : 200 0.1, 0.2 : 0.3 abc',
    record: { timestamp: AT, clientAddress: '203.0.113.9', upstreamStatusCode: 200, upstreamDurationMs: 600, requestId: 'abc' },
  },
  {
    name: 'a URL in three variables and a missing user',
    format: { nginx: '$remote_addr - $remote_user [$time_local] $scheme://$host$request_uri "$request_method $uri $server_protocol" $status' },
    line: `1.2.3.4 - [${TIME}] https://shop-a.example.com/x?y=1 "GET /x y HTTP/2.0" 200`,
    record: { urlScheme: 'https', serverAddress: 'shop-a.example.com', urlOriginal: '/x?y=1', urlQuery: 'y=1', userName: undefined, networkProtocolVersion: '2', httpResponseStatusCode: 200 },
  },
  {
    name: 'text around the fields inside raw quotes',
    format: { nginx: '"$http_user_agent" "$request" $status $request_length $sent_http_content_type|$sent_http_grpc_status' },
    line: '"say "hi" now" "POST /a" b HTTP/1.1" 200 10 application/grpc|14',
    record: { userAgentOriginal: 'say "hi" now', urlPath: '/a" b', rpcGrpcStatusCode: 14, httpRequestSize: 10 },
  },
  {
    name: 'JSON with unquoted and nested variables',
    format: { nginx: `log_format j escape=json '{"t":"$time_iso8601","c":"$remote_addr","r":"$request","s":$status,"u":{"rt":"$upstream_response_time","st":"$upstream_status"},"d":$request_time,"env":"prod","both":"$host:$server_port"}';` },
    line: '{"t":"2025-12-10T10:23:10+09:00","c":"2001:db8::1","r":"GET /\\"a\\" HTTP/1.1","s":200,"u":{"rt":"0.1, 0.2","st":"502, 200"},"d":0.301,"env":"prod","both":"h:80","more":1}',
    record: { timestamp: AT, clientAddress: '2001:db8::1', urlPath: '/"a"', upstreamDurationMs: 300, upstreamStatusCode: 200, durationMs: 301, attributes: { env: 'prod', both: 'h:80', more: '1' } },
  },
]; // prettier-ignore

const APACHE: Case[] = [
  {
    name: 'the directive of combinedio with time and trace',
    format: { apache: 'LogFormat "%h %l %u %t \\"%r\\" %>s %O \\"%{Referer}i\\" \\"%{User-Agent}i\\" %I %D %{traceparent}i" timed' },
    line: `1.2.3.4 - - [${TIME}] "GET / HTTP/1.1" 200 100 "-" "a \\"b\\"" 50 1500 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01`,
    record: { timestamp: AT, httpResponseSize: 100, httpRequestSize: 50, durationMs: 1.5, userAgentOriginal: 'a "b"', traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331' },
  },
  {
    name: 'parts of the request, conditions and a forwarded list',
    format: { apache: '%v:%p %a %{X-Forwarded-For}i %{%Y-%m-%dT%H:%M:%S%z}t %m %U%q %H %>s %b %!200,304{Referer}i' },
    line: 'shop-a.example.com:443 10.0.0.1 198.51.100.9, 10.0.0.7 2025-12-10T10:23:10+0900 GET /a?b=1 HTTP/1.1 302 - http://r/',
    record: { timestamp: AT, serverAddress: 'shop-a.example.com', serverPort: 443, clientAddress: '198.51.100.9', urlPath: '/a', urlQuery: 'b=1', httpRequestReferrer: 'http://r/' },
  },
  {
    name: 'times in pieces and in units',
    format: { apache: '%{sec}t.%{msec_frac}t %h "%r" %>s %{ms}T %{us}T %{s}T %L' },
    line: '1757385792.123 h "GET / HTTP/1.1" 200 7 7000 7 id',
    record: { timestamp: 1757385792123, durationMs: 7000, clientAddress: 'h', requestId: 'id' },
  },
  {
    name: 'a date of its own',
    format: { apache: '%{%d.%m.%Y %H:%M:%S}t %h "%r" %s' },
    line: '10.12.2025 01:23:10 1.2.3.4 "GET / HTTP/1.1" 200',
    record: { timestamp: AT, httpResponseStatusCode: 200 },
  },
  {
    name: 'JSON',
    format: { apache: '{"time":"%{%Y-%m-%dT%H:%M:%S%z}t","client":"%a","request":"%r","status":%>s,"agent":"%{User-Agent}i"}' },
    line: '{"time":"2025-12-10T10:23:10+0900","client":"1.2.3.4","request":"GET /x HTTP/1.1","status":200,"agent":"a\\xe9b"}',
    record: { timestamp: AT, urlPath: '/x', userAgentOriginal: 'aéb', flags: ['repaired_json'] },
  },
]; // prettier-ignore

const GOACCESS: Case[] = [
  {
    name: 'combined with time served and virtual host',
    format: { goaccess: { logFormat: '%v %h %^[%d:%t %^] "%r" %s %b "%R" "%u" %D', dateFormat: '%d/%b/%Y', timeFormat: '%H:%M:%S' } },
    line: `shop-a.example.com 1.2.3.4 - - [${TIME}] "GET / HTTP/1.1" 200 5 "-" "x" 2500`,
    record: { timestamp: AT, serverAddress: 'shop-a.example.com', durationMs: 2.5 },
  },
  {
    name: 'a forwarded list, date and time apart, milliseconds',
    format: { goaccess: { logFormat: '%d %t ~h{, } %h %m %U %q %s %L', dateFormat: '%Y-%m-%d', timeFormat: '%H:%M:%S' } },
    line: '2025-12-10 01:23:10 203.0.113.1, 10.0.0.3 10.0.0.1 GET /a ?b=c 200 12',
    record: { timestamp: AT, clientAddress: '203.0.113.1', urlPath: '/a', urlQuery: 'b=c', durationMs: 12 },
  },
  {
    name: 'an epoch',
    format: { goaccess: { logFormat: '%x|%h|%r|%s|%T', dateFormat: '%s', timeFormat: '%s' } },
    line: '1757385792|::1|GET / HTTP/1.1|200|0.5',
    record: { timestamp: 1757385792000, clientAddress: '::1', durationMs: 500 },
  },
]; // prettier-ignore

describe.each([
  ['nginx', NGINX],
  ['Apache', APACHE],
  ['GoAccess', GOACCESS],
])('format strings of %s', (_server, cases) => {
  it.each(cases)('$name', ({ format, line, record }) => {
    expect(readAccess(line, { format })).toMatchObject(record);
  });

  it.each(cases)('$name: every cut of the line is parsed or kept', ({ format, line }) => {
    const source = new AccessLogSource({ format });
    for (let length = 1; length < line.length; length += 1) {
      const cut = line.slice(0, length);
      const [read] = source.read(cut);
      if (read?.line.kind === 'unparsed') expect(read.line.raw).toBe(cut);
    }
    expect(source.counts).toMatchObject({ lines: line.length - 1, error: 0 });
  });
});

describe('format strings that cannot be compiled', () => {
  it.each<[FormatChoice, RegExp]>([
    [{ nginx: '$status$body_bytes_sent' }, /nothing between them/],
    [{ nginx: 'plain text' }, /no field/],
    [{ nginx: `log_format x '$status` }, /not closed/],
    [{ nginx: '{"a": $status' }, /like JSON/],
    [{ nginx: `$status ${'x'.repeat(20_000)}` }, /longer than/],
    [{ nginx: '$status '.repeat(101) }, /more than 100/],
    [{ apache: '%s%b' }, /nothing between them/],
    [{ apache: '%{%Q}t %s' }, /%Q/],
    [{ goaccess: { logFormat: '%h %Y' } }, /%Y is no specifier/],
    [{ goaccess: { logFormat: '%d %h', dateFormat: '%Q' } }, /%Q/],
    ['nonsense', /there is no format "nonsense"; there are .*combined/],
  ])('%j', (choice, message) => {
    expect(() => formatOf(choice)).toThrow(LogFormatError);
    expect(() => formatOf(choice)).toThrow(message);
  });
});

it('knows every name that it tells, and the usual others', () => {
  for (const name of [
    ...formatNames(),
    'COMBINED',
    'VCOMBINED',
    'COMMON',
    'VCOMMON',
    'W3C',
    'CADDY',
    'TRAEFIKCLF',
    'nginx',
    'visor',
    'iis',
  ]) {
    expect(formatOf(name).name).toBeTruthy();
  }
});

describe('W3C extended', () => {
  const read = (...lines: string[]): ParsedLine[] => {
    const source = new AccessLogSource({ format: 'w3c' });
    return lines.flatMap((line) => source.read(line)).map(({ line }) => line);
  };

  it('follows its own directives', () => {
    const [directive, request, changed, next] = read(
      '#Fields: date time c-ip cs-method cs-uri-stem cs-uri-query sc-status time-taken cs(User-Agent) cs-host',
      '2025-12-10 01:23:10 2001:db8::1 GET /a b=1 304 12 Mozilla/5.0+(X11;+Linux) shop-a.example.com',
      '#Fields: sc-status time date c-ip',
      '200 01:23:10 2025-12-10 1.2.3.4',
    );
    expect([directive, changed]).toMatchObject([{ reason: 'directive' }, { reason: 'directive' }]);
    expect(request).toMatchObject({ timestamp: AT, clientAddress: '2001:db8::1', urlQuery: 'b=1', durationMs: 12, userAgentOriginal: 'Mozilla/5.0 (X11; Linux)', project: 'shop' }); // prettier-ignore
    expect(next).toMatchObject({ timestamp: AT, clientAddress: '1.2.3.4', httpResponseStatusCode: 200 });
  });

  it('reads quoted values, fractions and seconds', () => {
    const [, request] = read(
      '#Fields: date time c-ip cs(Cookie) cs-uri-stem sc-status time-taken',
      '2025-12-10\t01:23:10.250\t"1.2.3.4"\t"a=b; c=d"\t/a\t"200"\t0.125',
    );
    expect(request).toMatchObject({
      timestamp: AT + 250,
      clientAddress: '1.2.3.4',
      httpResponseStatusCode: 200,
      durationMs: 125,
    });
  });

  it("begins with IIS's own fields, for a file that is read from its middle", () => {
    const [request] = read('2025-12-10 01:23:10 10.0.0.1 POST /a - 443 - 1.2.3.4 curl/8 - 500 0 64 1500');
    expect(request).toMatchObject({ timestamp: AT, clientAddress: '1.2.3.4', httpResponseStatusCode: 500, durationMs: 1500, serverPort: 443 });
  }); // prettier-ignore
});
