import type { AccessRecord } from '@log-monitor/access-record';

const NOTHING_SAID = {
  kind: 'access', timestamp: undefined, clientAddress: undefined, networkPeerAddress: undefined, forwardedFor: undefined,
  userName: undefined, httpRequestMethod: 'GET', httpRequestMethodOriginal: undefined, urlOriginal: undefined,
  urlScheme: undefined, urlPath: undefined, urlQuery: undefined, httpRoute: undefined, networkProtocolVersion: undefined,
  requestOriginal: undefined, httpResponseStatusCode: 200, rpcGrpcStatusCode: undefined, httpResponseBodySize: undefined,
  httpResponseSize: undefined, httpRequestSize: undefined, durationMs: undefined, latency: 'missing',
  upstreamDurationMs: undefined, upstreamStatusCode: undefined, upstreams: undefined, httpRequestReferrer: undefined,
  userAgentOriginal: undefined, userAgentName: undefined, userAgentOsName: undefined, userAgentSyntheticType: undefined,
  serverAddress: undefined, serverPort: undefined, project: 'unknown', requestId: undefined, traceId: undefined,
  spanId: undefined, healthCheck: false, attributes: undefined, flags: undefined,
} as const satisfies AccessRecord; // prettier-ignore

/** A request of which only these members are said. */
export function request(members: Partial<AccessRecord> = {}): AccessRecord {
  const timed = members.durationMs !== undefined ? { latency: 'measured' as const } : {};
  return { ...NOTHING_SAID, ...timed, ...members };
}

/** Numbers from 0 to 1 that are the same in every run (mulberry32). */
export function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
