/**
 * One request as a web server, a gateway or a proxy logged it. The names are OpenTelemetry's (HTTP, URL, client, server, network and user-agent
 * attributes of the semantic conventions) in camelCase. A member is undefined when the line does not say it; strings are well-formed Unicode
 * without NUL.
 */
export interface AccessRecord {
  readonly kind: 'access';
  /** Milliseconds since 1970 UTC, with the fraction the line has; undefined when the line has no time. */
  readonly timestamp: number | undefined;
  /** Who asked: found from the right of the forwarded list past trusted proxies, else the peer. */
  readonly clientAddress: string | undefined;
  /** Who was connected to the server, as the line has it. */
  readonly networkPeerAddress: string | undefined;
  /** The `X-Forwarded-For` list as it came. */
  readonly forwardedFor: string | undefined;
  readonly userName: string | undefined;
  /** A known method, or `_OTHER` for a word that is none. */
  readonly httpRequestMethod: string | undefined;
  /** What came when `httpRequestMethod` is `_OTHER`. */
  readonly httpRequestMethodOriginal: string | undefined;
  /** The target of the request as it came: path and query, an absolute URL, `host:port` or `*`. */
  readonly urlOriginal: string | undefined;
  readonly urlScheme: string | undefined;
  /** The target's path, percent signs as sent. */
  readonly urlPath: string | undefined;
  /** What follows the first `?`, without it. */
  readonly urlQuery: string | undefined;
  /** The path with its variable parts named: `/orders/:id`. Undefined unless route templates are asked for. */
  readonly httpRoute: string | undefined;
  /** `0.9`, `1.0`, `1.1`, `2` or `3`. */
  readonly networkProtocolVersion: string | undefined;
  /** The request line as it came when it is not of the form "method target version". */
  readonly requestOriginal: string | undefined;
  /** 0 to 999; 0 stands for a request that got no status. */
  readonly httpResponseStatusCode: number | undefined;
  /** Numeric gRPC status, only when it was logged. */
  readonly rpcGrpcStatusCode: number | undefined;
  /** Bytes of the response's body. */
  readonly httpResponseBodySize: number | undefined;
  /** Bytes of the whole response, headers included. */
  readonly httpResponseSize: number | undefined;
  /** Bytes of the whole request, headers included. */
  readonly httpRequestSize: number | undefined;
  /** Milliseconds the request took, with fraction. Read `latency` before you count it. */
  readonly durationMs: number | undefined;
  readonly latency: LatencyKind;
  /** Milliseconds of all upstreams together. */
  readonly upstreamDurationMs: number | undefined;
  /** Status of the upstream that answered last. */
  readonly upstreamStatusCode: number | undefined;
  /** The upstreams in the order in which they were tried. */
  readonly upstreams: readonly Upstream[] | undefined;
  readonly httpRequestReferrer: string | undefined;
  readonly userAgentOriginal: string | undefined;
  readonly userAgentName: string | undefined;
  readonly userAgentOsName: string | undefined;
  readonly userAgentSyntheticType: 'bot' | undefined;
  /** The host that was asked for, in lower case and without port. */
  readonly serverAddress: string | undefined;
  readonly serverPort: number | undefined;
  /** Who owns the host, by the project rule; `unknown` when the line names no host. */
  readonly project: string;
  readonly requestId: string | undefined;
  readonly traceId: string | undefined;
  readonly spanId: string | undefined;
  /** True when the health-check rule holds: such requests stay out of the charts. */
  readonly healthCheck: boolean;
  /** What else the line says, by the names of its format. At most as many as the settings allow. */
  readonly attributes: Readonly<Record<string, string | number | boolean>> | undefined;
  /** What is unusual about the line or its values. */
  readonly flags: readonly AccessFlag[] | undefined;
}

/** One server behind the one that logged. */
export interface Upstream {
  readonly address: string | undefined;
  readonly statusCode: number | undefined;
  /** Milliseconds; undefined when it never answered (`-`). */
  readonly durationMs: number | undefined;
  /** Bytes. */
  readonly responseSize: number | undefined;
  /** True when an internal redirect (`:` in nginx's lists) led here. */
  readonly redirected: boolean;
}

/**
 * What a duration stands for. Only `measured` belongs into latency figures: a `stream` (websocket, server-sent events, CONNECT tunnel) lasts as
 * long as both sides like, `negative` is a gateway's word for "not measured" (Kong writes -1), `missing` has none.
 */
export const LATENCY_KINDS = ['measured', 'stream', 'negative', 'missing'] as const;

export type LatencyKind = (typeof LATENCY_KINDS)[number];

/** Closed list of what can be unusual about a line that was parsed. */
export const ACCESS_FLAGS = [
  /** The bytes were not UTF-8 and were read as Latin-1. */
  'latin1',
  /** NUL bytes around the line were taken off. */
  'nul_padding',
  /** The JSON was invalid and has been mended (`\xHH`, unquoted variables, raw control characters). */
  'repaired_json',
  /** The line has no time; the wrapper's is used where there is one. */
  'time_missing',
  /** A local time that the clocks skipped; it is read as if they had not been moved. */
  'time_skipped',
  /** A local time in the hour that happens twice, read as the first pass. */
  'time_repeated_first',
  /** A local time in the hour that happens twice, read as the second pass. */
  'time_repeated_second',
  /** The request is not "method target version". */
  'request_malformed',
  /** The request is HTTP/0.9: it has no version. */
  'http_0_9',
  /** Bytes of a TLS handshake where a request should be. */
  'tls_probe',
  /** Bytes of a remote-desktop handshake where a request should be. */
  'rdp_probe',
  /** A number is too large or negative; the member is left out. */
  'number_out_of_range',
  /** The line goes on after the last field of its format; the rest is in `attributes.extra`. */
  'extra_fields',
  /** More attributes than are kept. */
  'attributes_capped',
  /** The server cut the line. */
  'cut',
  /** An error message that can be read in two ways, since somebody wrote into it what a server writes. Its client is left out. */
  'ambiguous',
  /** A fault of the server that only gRPC's status shows. The store sets it: of that status it keeps no more. */
  'grpc_fault',
] as const;

export type AccessFlag = (typeof ACCESS_FLAGS)[number];

/** The figure "bytes sent": the body's where the line says it, else those of the whole response. Undefined when it says neither. */
export function bytesSent(record: AccessRecord): number | undefined {
  return record.httpResponseBodySize ?? record.httpResponseSize;
}
