import { describe, expect, it } from 'vitest';
import { type AccessRecord, bytesSent } from '@log-monitor/access-record';
import type { FormatChoice } from '@log-monitor/access-log';
import { readAccess } from './support/read-line.js';

interface Case {
  name: string;
  format: FormatChoice;
  line: string;
  record: Partial<AccessRecord>;
}

const at = (iso: string): number => Date.parse(iso);
const upstream = { statusCode: undefined, durationMs: undefined, responseSize: undefined, redirected: false };

/** One line of each format; each is read by the named format and by a source that has to find the format itself. */
const CASES: Case[] = [
  {
    name: 'nginx combined',
    format: 'combined',
    line: '77.179.66.156 - - [25/Oct/2016:14:49:34 +0200] "GET /favicon.ico HTTP/1.1" 404 571 "http://localhost:8080/" "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_12_0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/54.0.2840.59 Safari/537.36"',
    record: {
      timestamp: at('2016-10-25T12:49:34Z'),
      clientAddress: '77.179.66.156',
      httpRequestMethod: 'GET',
      urlPath: '/favicon.ico',
      networkProtocolVersion: '1.1',
      httpResponseStatusCode: 404,
      httpResponseBodySize: 571,
      httpRequestReferrer: 'http://localhost:8080/',
      userAgentName: 'Chrome',
      userAgentOsName: 'macOS',
      userAgentSyntheticType: undefined,
      project: 'unknown',
      latency: 'missing',
    },
  },
  {
    name: 'nginx main with a forwarded list of a trusted peer',
    format: 'main',
    line: '10.1.1.1 - alice [10/Dec/2025:10:23:10 +0000] "POST /a?b=c HTTP/2.0" 201 0 "-" "curl/8.11.1" "1.2.3.4, 10.10.1.1"',
    record: {
      clientAddress: '1.2.3.4',
      networkPeerAddress: '10.1.1.1',
      forwardedFor: '1.2.3.4, 10.10.1.1',
      userName: 'alice',
      urlPath: '/a',
      urlQuery: 'b=c',
      urlOriginal: '/a?b=c',
      networkProtocolVersion: '2',
      userAgentName: 'curl',
      httpRequestReferrer: undefined,
    },
  },
  {
    name: 'ingress-nginx upstreaminfo with two upstreams',
    format: 'ingress',
    line: '192.168.64.1 - - [07/Feb/2020:11:48:51 +0000] "GET /products/42 HTTP/1.1" 203 59 "-" "Mozilla/5.0" 348 0.105 [default-web2-8080] [] 172.17.0.6:8080, 172.17.0.7:8080 61, 100 0.100, 0.004 200, 203 835136cd0b5ee1a5d9f5f5bd0c3cf8f7',
    record: {
      httpRequestSize: 348,
      durationMs: 105,
      latency: 'measured',
      upstreams: [
        { address: '172.17.0.6:8080', statusCode: 200, durationMs: 100, responseSize: 61, redirected: false },
        { address: '172.17.0.7:8080', statusCode: 203, durationMs: 4, responseSize: 100, redirected: false },
      ],
      upstreamDurationMs: 104,
      upstreamStatusCode: 203,
      requestId: '835136cd0b5ee1a5d9f5f5bd0c3cf8f7',
      httpRoute: '/products/:id',
      attributes: { proxy_upstream_name: 'default-web2-8080' },
    },
  },
  {
    name: 'nginx JSON with escape=json',
    format: 'json',
    line: '{ "time":"2025-09-09T02:43:12+00:00","ts":1757385792.123,"remote":"203.0.113.7","hostname":"web1","method":"GET","path":"/api/items","status":502,"bytes":157,"rt":0.512 }',
    record: {
      timestamp: at('2025-09-09T02:43:12Z'),
      clientAddress: '203.0.113.7',
      httpRequestMethod: 'GET',
      urlPath: '/api/items',
      httpResponseStatusCode: 502,
      httpResponseBodySize: 157,
      durationMs: 512,
      attributes: { hostname: 'web1' },
    },
  },
  {
    name: 'Apache common, as Visor writes it',
    format: 'common',
    line: '35.172.164.98 - Curt [15/Jan/2017:18:10:10 -0700] "GET /doc/charge.txt HTTP/2.0" 200 4838',
    record: {
      timestamp: at('2017-01-16T01:10:10Z'),
      clientAddress: '35.172.164.98',
      userName: 'Curt',
      urlPath: '/doc/charge.txt',
      httpResponseBodySize: 4838,
      userAgentOriginal: undefined,
    },
  },
  {
    name: 'Apache vhost_combined with port',
    format: 'vhost_combined',
    line: 'website.com:443 1.2.3.4 - - [25/Oct/2021:11:05:52 +0200] "GET /web/.well-known HTTP/1.1" 403 6963 "abc.com" "User-agent-string"',
    record: {
      serverAddress: 'website.com',
      serverPort: 443,
      clientAddress: '1.2.3.4',
      httpResponseStatusCode: 403,
      httpResponseBodySize: undefined,
      httpResponseSize: 6963,
      httpRequestReferrer: 'abc.com',
      userAgentOriginal: 'User-agent-string',
      project: 'platform',
    },
  },
  {
    name: 'vhost_combined without port, as SUSE has it',
    format: 'vhost_combined',
    line: 'shop-web.example.com 2a02:cf40::4e36 - bob [25/Oct/2021:11:05:52 +0200] "GET / HTTP/1.1" 200 - "-" "x"',
    record: {
      serverAddress: 'shop-web.example.com',
      serverPort: undefined,
      clientAddress: '2a02:cf40::4e36',
      userName: 'bob',
      httpResponseBodySize: undefined,
      project: 'shop',
    },
  },
  {
    name: 'Kong custom_fmt',
    format: 'kong',
    line: '203.0.113.9 [10/Dec/2025:10:23:10 +0900] "PATCH /api/v1/foo?x=1 HTTP/1.1" 200 0.012 0.010 "shop-web.example.com" "curl/8.1"',
    record: {
      timestamp: at('2025-12-10T01:23:10Z'),
      clientAddress: '203.0.113.9',
      httpRequestMethod: 'PATCH',
      urlPath: '/api/v1/foo',
      durationMs: 12,
      upstreamDurationMs: 10,
      serverAddress: 'shop-web.example.com',
      project: 'shop',
      userAgentOriginal: 'curl/8.1',
    },
  },
  {
    name: 'Kong http-log JSON',
    format: 'kong-json',
    line: JSON.stringify({
      request: { method: 'GET', uri: '/get?x=1', url: 'http://api-eu.example.com:8000/get?x=1', size: 130, querystring: { x: '1' }, headers: { host: 'api-eu.example.com:8000', 'user-agent': 'HTTPie/3.2', 'x-forwarded-for': '198.51.100.4' }, tls: { version: 'TLSv1.3', cipher: 'TLS_AES_256_GCM_SHA384' }, id: 'f1ee' },
      response: { status: 502, size: 434, headers: { 'content-type': 'application/json' } },
      latencies: { request: 515, kong: 58, proxy: 457 },
      tries: [{ ip: '10.0.0.3', port: 80, balancer_latency: 0 }, { ip: 'fd00::7', port: 8080, balancer_latency: 1 }],
      route: { id: 'r-1', name: 'get-route' },
      service: { id: 's-1', name: 'httpbin', host: 'httpbin.org' },
      consumer: { id: 'c-1', username: 'mobile' },
      client_ip: '10.244.0.1',
      upstream_uri: '/anything',
      upstream_status: '502, 200',
      started_at: 1757385792123,
    }), // prettier-ignore
    record: {
      timestamp: 1757385792123,
      clientAddress: '198.51.100.4',
      networkPeerAddress: '10.244.0.1',
      httpRequestMethod: 'GET',
      urlPath: '/get',
      urlQuery: 'x=1',
      httpResponseStatusCode: 502,
      httpResponseSize: 434,
      httpRequestSize: 130,
      durationMs: 515,
      upstreamDurationMs: 457,
      upstreams: [
        { ...upstream, address: '10.0.0.3:80', statusCode: 502 },
        { ...upstream, address: '[fd00::7]:8080', statusCode: 200, durationMs: 457 },
      ],
      upstreamStatusCode: 200,
      serverAddress: 'api-eu.example.com',
      serverPort: 8000,
      project: 'api',
      requestId: 'f1ee',
      attributes: {
        route: 'get-route',
        service: 'httpbin',
        consumer: 'mobile',
        kong_latency_ms: 58,
        upstream_uri: '/anything',
        tls_version: 'TLSv1.3',
        tls_cipher: 'TLS_AES_256_GCM_SHA384',
      },
    },
  },
  {
    name: 'APISIX default entry',
    format: 'apisix',
    line: '{"latency":411.00001335144,"request":{"querystring":{},"headers":{"host":"127.0.0.1:9080","user-agent":"curl/8.7.1","accept":["*/*","text/html"]},"method":"GET","size":83,"uri":"/get","url":"http://127.0.0.1:9080/get"},"response":{"headers":{"content-type":"application/json"},"status":200,"size":475},"route_id":"kafka-logger-route","client_ip":"127.0.0.1","server":{"hostname":"apisix","version":"3.16.0"},"apisix_latency":18.00001335144,"service_id":"","upstream_latency":393,"start_time":1699596164550,"upstream":"54.90.18.68:80","consumer":{"username":"jack"}}',
    record: {
      timestamp: 1699596164550,
      durationMs: 411.00001335144,
      upstreamDurationMs: 393,
      upstreams: [{ ...upstream, address: '54.90.18.68:80' }],
      httpResponseSize: 475,
      serverAddress: '127.0.0.1',
      serverPort: 9080,
      userName: 'jack',
      attributes: { route_id: 'kafka-logger-route', apisix_latency: 18.00001335144, server_hostname: 'apisix' },
    },
  },
  {
    name: 'APISIX custom log_format',
    format: 'apisix-custom',
    line: '{"host":"a","@timestamp":"2023-11-10T06:02:44+00:00","client_ip":"127.0.0.1","route_id":"r1"}',
    record: {
      timestamp: at('2023-11-10T06:02:44Z'),
      clientAddress: '127.0.0.1',
      serverAddress: 'a',
      httpResponseStatusCode: undefined,
      attributes: { route_id: 'r1' },
    },
  },
  {
    name: 'APISIX meta_format origin',
    format: 'apisix-origin',
    line: 'POST /hello?ab=cd HTTP/1.1\r\nhost: shop-a.example.com:9080\r\nuser-agent: curl/8.7.1\r\ncontent-length: 6\r\n\r\nabcdef',
    record: {
      timestamp: undefined,
      httpRequestMethod: 'POST',
      urlPath: '/hello',
      urlQuery: 'ab=cd',
      serverAddress: 'shop-a.example.com',
      userAgentOriginal: 'curl/8.7.1',
      project: 'shop',
      flags: ['time_missing'],
    },
  },
  {
    name: 'Envoy text',
    format: 'envoy',
    line: '[2016-04-15T20:17:00.310Z] "POST /api/v1/locations HTTP/2" 204 - 154 0 226 100 "10.0.35.28" "nsq2http" "cc21d9b0-cf5c-432b-8c7e-98aeb7988cd2" "locations" "tcp://10.0.35.28:80"',
    record: {
      timestamp: at('2016-04-15T20:17:00.310Z'),
      httpRequestMethod: 'POST',
      httpResponseStatusCode: 204,
      httpRequestSize: 154,
      httpResponseBodySize: 0,
      durationMs: 226,
      upstreamDurationMs: 100,
      clientAddress: '10.0.35.28',
      requestId: 'cc21d9b0-cf5c-432b-8c7e-98aeb7988cd2',
      serverAddress: 'locations',
    },
  },
  {
    name: 'Envoy text of a client that left first',
    format: 'envoy',
    line: '[2016-04-15T20:17:00.310Z] "GET / HTTP/1.1" 0 DC 0 0 3 - "-" "-" "-" "-" "-"',
    record: {
      httpResponseStatusCode: 0,
      upstreamDurationMs: undefined,
      upstreams: undefined,
      attributes: { response_flags: 'DC' },
    },
  },
  {
    name: 'Istio text',
    format: 'istio',
    line: '[2020-11-25T21:26:18.409Z] "GET /status/418 HTTP/1.1" 418 - via_upstream - "-" 0 135 4 4 "-" "curl/7.73.0-DEV" "84961386-6d84-929d-98bd-c5aee93b5c88" "httpbin:8000" "127.0.0.1:80" inbound|8000|| 127.0.0.1:41854 10.44.1.27:80 10.44.1.23:37652 outbound_.8000_._.httpbin.foo.svc.cluster.local default',
    record: {
      clientAddress: '10.44.1.23',
      httpResponseStatusCode: 418,
      httpResponseBodySize: 135,
      serverAddress: 'httpbin',
      serverPort: 8000,
    },
  },
  {
    name: 'Envoy JSON',
    format: 'envoy-json',
    line: '{":authority":"api-1.example.com","bytes_received":"0","bytes_sent":"120","duration":"7","method":"GET","protocol":"HTTP/1.1","response_code":200,"response_flags":"-","start_time":"2020-04-10T11:00:00.000Z","upstream_host":"10.0.0.1:80","user-agent":"curl","x-envoy-origin-path":"/x?y=z","x-forwarded-for":null,"x-request-id":"id-1"}',
    record: {
      timestamp: at('2020-04-10T11:00:00Z'),
      durationMs: 7,
      httpResponseBodySize: 120,
      urlPath: '/x',
      urlQuery: 'y=z',
      forwardedFor: undefined,
      project: 'api',
      requestId: 'id-1',
    },
  },
  {
    name: 'Traefik common log format',
    format: 'traefik',
    line: '172.17.0.1 - - [08/Dec/2021:09:16:05 +0000] "GET /scripts/cpshost.dll HTTP/1.1" 200 414 "-" "-" 500 "test@docker" "http://172.17.0.3:80" 12ms',
    record: {
      durationMs: 12,
      upstreams: [{ ...upstream, address: 'http://172.17.0.3:80' }],
      attributes: { request_count: '500', router: 'test@docker' },
    },
  },
  {
    name: 'Traefik JSON',
    format: 'traefik-json',
    line: '{"ClientAddr":"192.168.33.1:64682","ClientHost":"192.168.33.1","ClientPort":"64682","ClientUsername":"-","DownstreamContentSize":194,"DownstreamStatus":"404","Duration":7040500,"OriginContentSize":194,"OriginDuration":6826300,"OriginStatus":404,"Overhead":214200,"RequestAddr":"docker-web.local:8000","RequestHost":"docker-web.local","RequestMethod":"GET","RequestPath":"/users/17","RequestProtocol":"HTTP/1.1","RetryAttempts":0,"RouterName":"web@docker","ServiceName":"web","StartUTC":"2021-12-08T09:16:05.123456789Z","request_User-Agent":"Mozilla/5.0","level":"info","msg":"","time":"2021-12-08T09:16:05Z"}',
    record: {
      timestamp: at('2021-12-08T09:16:05Z') + 123.456789,
      clientAddress: '192.168.33.1',
      userName: undefined,
      httpResponseStatusCode: 404,
      durationMs: 7.0405,
      upstreams: [
        { address: undefined, statusCode: 404, durationMs: 6.8263, responseSize: 194, redirected: false },
      ],
      upstreamStatusCode: 404,
      serverAddress: 'docker-web.local',
      serverPort: 8000,
      project: 'docker',
      httpRoute: '/users/:id',
    },
  },
  {
    name: 'Caddy JSON with status 0',
    format: 'caddy',
    line: '{"level":"info","ts":1693840791.756,"logger":"http.log.access","msg":"handled request","request":{"remote_ip":"127.0.0.1","remote_port":"1","client_ip":"127.0.0.1","proto":"HTTP/1.0","method":"GET","host":"localhost:2015","uri":"/","headers":{"User-Agent":["curl/7.74.0"],"X-Forwarded-For":["203.0.113.1","10.0.0.1"]}},"bytes_read":0,"user_id":"","duration":0.0000027,"size":0,"status":0,"resp_headers":{}}',
    record: {
      timestamp: 1693840791756,
      clientAddress: '203.0.113.1',
      httpResponseStatusCode: 0,
      durationMs: 0.0027,
      networkProtocolVersion: '1.0',
      userAgentOriginal: 'curl/7.74.0',
      serverAddress: 'localhost',
      serverPort: 2015,
    },
  },
  {
    name: "GoAccess's CLOUDFRONT",
    format: 'CLOUDFRONT',
    line: '2014-05-23\t01:13:11\tFRA2\t182\t192.0.2.10\tGET\td111111abcdef8.cloudfront.net\t/view/my/file.html\t200\twww.displaymyfiles.com\tMozilla/4.0\t-\tzip=98101\tRefreshHit\tMRVMF7KydIvxMWfJIglgwHQwZsbG2IhRJ07sn9AkKUFSHS9EXAMPLE==\td111111abcdef8.cloudfront.net\thttp\t-\t0.001\t-\tTLSv1.2\tECDHE\tRefreshHit\tHTTP/1.1\tx',
    record: {
      timestamp: at('2014-05-23T01:13:11Z'),
      clientAddress: '192.0.2.10',
      serverAddress: 'd111111abcdef8.cloudfront.net',
      urlPath: '/view/my/file.html',
      durationMs: 1,
      networkProtocolVersion: '1.1',
    },
  },
  {
    name: "GoAccess's AWSALB",
    format: 'AWSALB',
    line: 'http 2018-07-02T22:23:00.186641Z app/my-loadbalancer/50dc6c495c0c9188 192.168.131.39:2817 10.0.0.1:80 0.000 0.001 0.000 200 200 34 366 "GET http://www.example.com:80/a HTTP/1.1" "curl/7.46.0" - - arn:aws:elasticloadbalancing:us-east-2:123456789012:targetgroup/my-targets/73e2d6bc24d8a067 "Root=1-58337262-36d228ad5d99923122bbe354"',
    record: {
      timestamp: at('2018-07-02T22:23:00Z') + 186.641,
      clientAddress: '192.168.131.39',
      httpResponseStatusCode: 200,
      httpResponseBodySize: 366,
      urlScheme: 'http',
      urlPath: '/a',
      serverAddress: 'www.example.com',
      durationMs: 1,
    },
  },
  {
    name: 'the classic load balancer of AWS',
    format: 'AWSCLB',
    line: '2015-05-13T23:39:43.945958Z my-loadbalancer 192.168.131.39:2817 10.0.0.1:80 0.000086 0.001048 0.001337 200 200 0 57 "GET https://www.example.com:443/a HTTP/1.1" "curl/7.38.0" DHE-RSA-AES128-SHA TLSv1.2',
    record: { clientAddress: '192.168.131.39', httpResponseStatusCode: 200, httpResponseBodySize: 57, durationMs: 1.048, urlScheme: 'https' },
  },
  {
    name: "Apache's ssl_request_log",
    format: 'ssl_request',
    line: '[10/Aug/2018:09:45:56 +0200] 172.30.0.119 TLSv1.2 ECDHE-RSA-AES128-GCM-SHA256 "GET /a?b=c HTTP/1.1" 1375',
    record: { clientAddress: '172.30.0.119', urlPath: '/a', httpResponseStatusCode: undefined, httpResponseBodySize: 1375, attributes: { SSL_PROTOCOL: 'TLSv1.2', SSL_CIPHER: 'ECDHE-RSA-AES128-GCM-SHA256' } },
  },
  {
    name: "GoAccess's CLOUDSTORAGE",
    format: 'CLOUDSTORAGE',
    line: '"1425511254390140","1.2.3.4","","","GET","/bucket/object","200","","42","14000","host","http://ref/","agent"',
    record: {
      timestamp: 1425511254390.14,
      clientAddress: '1.2.3.4',
      urlPath: '/bucket/object',
      httpResponseBodySize: 42,
      durationMs: 14,
    },
  },
  {
    name: "GoAccess's AWSS3",
    format: 'AWSS3',
    line: '79a59df900b949e5 mybucket [06/Feb/2019:00:00:38 +0000] 192.0.2.3 79a59df900b949e5 3E57427F3EXAMPLE REST.GET.VERSIONING - "GET /mybucket?versioning HTTP/1.1" 200 - 113 - 7 - "-" "S3Console/0.4" -',
    record: {
      timestamp: at('2019-02-06T00:00:38Z'),
      clientAddress: '192.0.2.3',
      httpResponseStatusCode: 200,
      httpResponseBodySize: 113,
      durationMs: 7,
      urlQuery: 'versioning',
    },
  },
  {
    name: "GoAccess's SQUID",
    format: 'SQUID',
    line: '1286536308.779    180 192.168.0.224 TCP_MISS/200 411 GET http://liveupdate.symantec.com/a/minitri.flg - DIRECT/125.23.59.40 text/plain',
    record: {
      timestamp: 1286536308779,
      durationMs: 180,
      clientAddress: '192.168.0.224',
      httpResponseStatusCode: 200,
      httpResponseBodySize: 411,
      urlPath: '/a/minitri.flg',
      serverAddress: 'liveupdate.symantec.com',
    },
  },
]; // prettier-ignore

describe('formats', () => {
  it.each(CASES)('$name', ({ format, line, record }) => {
    expect(readAccess(line, { format })).toMatchObject(record);
  });

  it.each(CASES)('$name, found from the line', ({ line, record }) => {
    expect(readAccess(line)).toMatchObject(record);
  });
});

it('bytes sent are those of the body, else those of the whole response', () => {
  const line = '1.2.3.4 - - [25/Oct/2021:11:05:52 +0200] "GET / HTTP/1.1" 200 7 "-" "x"';
  expect(bytesSent(readAccess(line))).toBe(7);
  expect(bytesSent(readAccess(`a.example.com:80 ${line}`))).toBe(7);
  expect(bytesSent(readAccess(line.replace(' 7 ', ' - ')))).toBeUndefined();
});
