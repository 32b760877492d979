import { AccessLogSource } from '@log-monitor/access-log';
import type { AccessRecord } from '@log-monitor/access-record';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type WebRequest, startOf } from '../src/event/web-request.js';
import { ACCESS_FORMATS, accessFormat } from '../src/format/format-catalogue.js';
import { LineClock } from '../src/format/line-clock.js';
import { zoneOffset } from '../src/format/local-zone.js';
import { anyRequest, hostileText, plainText } from './support/any-request.js';
import { asApacheLogs, asJsonLogs, asNginxLogs } from './support/as-logged.js';

/** Members of a record that a format carries, each with the value that was meant. */
type Carried = Partial<AccessRecord>;

type Text = (text: string) => string;

const second = (time: number): number => Math.floor(time / 1000) * 1000;
const wholeMs = (ms: number): number => Math.round(ms);
const version = (protocol: string): string =>
  protocol.replace('HTTP/', '').replace('.0', protocol.endsWith('2.0') ? '' : '.0');

function target(request: WebRequest, text: Text): Carried {
  const { path, query } = request;
  return {
    httpRequestMethod: request.method,
    urlPath: text(path),
    urlQuery: query === undefined ? undefined : text(query),
    requestOriginal: undefined,
    httpResponseStatusCode: request.status,
  };
}

function clf(request: WebRequest, text: Text): Carried {
  return {
    ...target(request, text),
    timestamp: second(request.time),
    clientAddress: request.client,
    userName: request.user,
    networkProtocolVersion: version(request.protocol),
    httpResponseBodySize: request.bodyBytes,
  };
}

function withAgent(request: WebRequest, text: Text): Carried {
  const { referrer, agent } = request;
  return {
    httpRequestReferrer: referrer === undefined ? undefined : text(referrer),
    userAgentOriginal: agent === undefined ? undefined : text(agent),
  };
}

/** Sums and last values of the servers that were tried. */
function upstreams(request: WebRequest): Carried {
  const measured = request.upstreams.filter(({ durationMs }) => durationMs !== undefined);
  const lastStatus = request.upstreams.filter(({ status }) => status !== undefined).at(-1)?.status;
  return {
    upstreamDurationMs:
      measured.length === 0 ? undefined : measured.reduce((sum, { durationMs = 0 }) => sum + durationMs, 0),
    upstreamStatusCode: lastStatus,
  };
}

interface Subject {
  /** What the parser calls the format. */
  readonly parser: string;
  /** How text of clients comes out; undefined where the server escapes nothing, so that no quotes can be told from its own. */
  readonly text: Text;
  readonly escapes: boolean;
  readonly carried: (request: WebRequest, text: Text) => Carried;
}

const apacheSize = (request: WebRequest): Carried => ({
  httpResponseBodySize: request.bodyBytes === 0 ? undefined : request.bodyBytes,
});

const hosted = (request: WebRequest): Carried => ({ serverAddress: request.host });

const SUBJECTS: Readonly<Record<string, Subject>> = {
  combined: { parser: 'combined', text: asNginxLogs, escapes: true, carried: (r, t) => ({ ...clf(r, t), ...withAgent(r, t) }) },
  main: {
    parser: 'main', text: asNginxLogs, escapes: true,
    carried: (r, t) => ({ ...clf(r, t), ...withAgent(r, t), networkPeerAddress: r.peer, forwardedFor: r.forwardedFor }),
  },
  ingress: {
    parser: 'ingress', text: asNginxLogs, escapes: true,
    carried: (r, t) => ({ ...clf(r, t), ...withAgent(r, t), ...upstreams(r), durationMs: wholeMs(r.durationMs), httpRequestSize: r.requestBytes, requestId: r.requestId }),
  },
  json: {
    parser: 'json', text: asJsonLogs, escapes: true,
    carried: (r, t) => ({
      ...clf(r, t), ...withAgent(r, t), ...upstreams(r), ...hosted(r), durationMs: wholeMs(r.durationMs), httpRequestSize: r.requestBytes, requestId: r.requestId, networkPeerAddress: r.peer,
    }),
  },
  kong: {
    parser: 'kong', text: asNginxLogs, escapes: true,
    carried: (r, t) => {
      const { upstreamDurationMs } = upstreams(r);
      const { userAgentOriginal } = withAgent(r, t);
      return { ...target(r, t), ...hosted(r), timestamp: second(r.time), clientAddress: r.client, durationMs: wholeMs(r.durationMs), upstreamDurationMs, userAgentOriginal };
    },
  },
  common: { parser: 'common', text: asApacheLogs, escapes: true, carried: (r, t) => ({ ...clf(r, t), ...apacheSize(r) }) },
  visor: { parser: 'visor', text: asApacheLogs, escapes: true, carried: (r, t) => ({ ...clf(r, t), ...apacheSize(r) }) },
  'apache-combined': {
    parser: 'apache-combined', text: asApacheLogs, escapes: true,
    carried: (r, t) => ({ ...clf(r, t), ...withAgent(r, t), ...apacheSize(r) }),
  },
  vhost_combined: {
    parser: 'vhost_combined', text: asApacheLogs, escapes: true,
    carried: (r, t) => ({ ...clf(r, t), ...withAgent(r, t), ...hosted(r), serverPort: r.port, httpResponseBodySize: undefined, httpResponseSize: r.bodyBytes + r.headerBytes }),
  },
  'kong-json': {
    parser: 'kong-json', text: asJsonLogs, escapes: true,
    carried: (r, t) => ({
      ...target(r, t), ...withAgent(r, t), ...hosted(r), timestamp: startOf(r), clientAddress: r.client, durationMs: wholeMs(r.durationMs),
      httpResponseSize: r.bodyBytes + r.headerBytes, httpRequestSize: r.requestBytes, requestId: r.requestId,
      upstreamStatusCode: upstreams(r).upstreamStatusCode,
    }),
  },
  apisix: {
    parser: 'apisix', text: asJsonLogs, escapes: true,
    carried: (r, t) => ({
      ...target(r, t), ...withAgent(r, t), ...hosted(r), timestamp: startOf(r), clientAddress: r.client, durationMs: r.durationMs, httpRequestSize: r.requestBytes, requestId: r.requestId,
      userName: r.user, httpResponseSize: r.bodyBytes + r.headerBytes,
    }),
  },
  'apisix-origin': {
    parser: 'apisix-origin', text: (t) => t, escapes: false,
    carried: (r, t) => ({ ...target(r, t), ...hosted(r), httpResponseStatusCode: undefined, userAgentOriginal: headerValue(r.agent) }),
  },
  'apisix-custom': {
    parser: 'apisix-custom', text: asJsonLogs, escapes: true,
    carried: (r, t) => ({ ...target(r, t), ...hosted(r), timestamp: second(r.time), clientAddress: r.client, durationMs: wholeMs(r.durationMs) }),
  },
  envoy: {
    parser: 'envoy', text: (text) => text, escapes: false,
    carried: (r, t) => ({
      ...target(r, t), ...hosted(r), timestamp: startOf(r), clientAddress: r.client, networkProtocolVersion: version(r.protocol), httpResponseBodySize: r.bodyBytes,
      httpRequestSize: r.requestBytes, durationMs: wholeMs(r.durationMs), requestId: r.requestId, userAgentOriginal: withAgent(r, t).userAgentOriginal,
      httpResponseStatusCode: r.status === 499 ? 0 : r.status,
    }),
  },
  'envoy-json': {
    parser: 'envoy-json', text: asJsonLogs, escapes: true,
    carried: (r, t) => ({
      ...target(r, t), ...withAgent(r, t), ...hosted(r), timestamp: startOf(r), clientAddress: r.client, networkProtocolVersion: version(r.protocol), httpResponseBodySize: r.bodyBytes,
      durationMs: wholeMs(r.durationMs), requestId: r.requestId, httpResponseStatusCode: r.status === 499 ? 0 : r.status,
    }),
  },
  traefik: {
    parser: 'traefik', text: (text) => text, escapes: false,
    carried: (r, t) => ({ ...clf(r, t), ...withAgent(r, t), timestamp: second(startOf(r)), durationMs: Math.floor(r.durationMs) }),
  },
  'traefik-json': {
    parser: 'traefik-json', text: asJsonLogs, escapes: true,
    carried: (r, t) => ({
      ...clf(r, t), ...withAgent(r, t), ...hosted(r), timestamp: startOf(r), durationMs: r.durationMs, requestId: r.requestId, httpRequestSize: r.requestBytes, networkPeerAddress: r.peer,
      urlScheme: r.scheme,
    }),
  },
  caddy: {
    parser: 'caddy', text: asJsonLogs, escapes: true,
    carried: (r, t) => ({
      ...clf(r, t), ...withAgent(r, t), ...hosted(r), timestamp: r.time, durationMs: r.durationMs, requestId: r.requestId, httpRequestSize: r.requestBytes, urlScheme: r.scheme,
      httpResponseStatusCode: r.status === 499 ? 0 : r.status,
    }),
  },
}; // prettier-ignore

/** A header is sent without the spaces around it, and `-` stands for none. */
function headerValue(text: string | undefined): string | undefined {
  const value = text?.trim();
  return value === '-' || value === '' ? undefined : value;
}

function readBack(parser: string, line: string): AccessRecord {
  const source = new AccessLogSource({ format: parser, routes: false, userAgents: false });
  const [read, ...more] = source.read(line);
  if (read?.line.kind !== 'access' || more.length > 0)
    throw new Error(`not one request but ${JSON.stringify(read)}: ${line}`);
  return read.line;
}

describe('every format of an access log', () => {
  it('has a subject here', () => {
    expect(Object.keys(SUBJECTS).sort()).toEqual(ACCESS_FORMATS.map(({ name }) => name).sort());
  });

  describe.each(Object.entries(SUBJECTS))('%s', (name, { parser, text, escapes, carried }) => {
    const clock = new LineClock(zoneOffset('+09:00'));
    const holds = (request: WebRequest): void => {
      const line = accessFormat(name)?.write(request, clock) ?? '';
      if (accessFormat(name)?.isMessage !== true) expect(line).not.toContain('\n');
      expect(readBack(parser, line), line).toMatchObject(carried(request, text));
    };

    it('is read as what was meant', () => {
      fc.assert(fc.property(anyRequest(plainText), holds));
    });

    if (!escapes) return;
    it('is read as what was meant when clients send whatever they like', () => {
      fc.assert(fc.property(anyRequest(hostileText), holds), { numRuns: 300 });
    });
  });
});
