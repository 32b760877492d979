/** One server that was asked on the way. */
export interface UpstreamTry {
  /** `host:port`. */
  readonly address: string;
  readonly status: number | undefined;
  /** Milliseconds; undefined when it never answered. */
  readonly durationMs: number | undefined;
  /** Bytes of its answer. */
  readonly bytes: number | undefined;
}

/** One request as the server that answered it knows it. What a server has no word for is undefined. */
export interface WebRequest {
  /** When it was answered: whole milliseconds since 1970 UTC. */
  readonly time: number;
  /** Address of who asked. */
  readonly client: string;
  /** Address of who was connected: the client's, or a proxy's before this server. */
  readonly peer: string;
  /** Value of `X-Forwarded-For`. */
  readonly forwardedFor: string | undefined;
  readonly user: string | undefined;
  readonly method: string;
  readonly path: string;
  /** Without the question mark. */
  readonly query: string | undefined;
  /** As nginx and Apache write it: `HTTP/1.1`, `HTTP/2.0`. */
  readonly protocol: string;
  /** The request line where it is not "method target protocol": a port scan, an empty line. */
  readonly rawRequest?: string;
  readonly scheme: 'http' | 'https';
  readonly host: string;
  readonly port: number;
  readonly status: number;
  /** Bytes of the answer's body, of its headers, and of the whole request. */
  readonly bodyBytes: number;
  readonly headerBytes: number;
  readonly requestBytes: number;
  /** Milliseconds, with microseconds as fraction. */
  readonly durationMs: number;
  readonly upstreams: readonly UpstreamTry[];
  readonly referrer: string | undefined;
  readonly agent: string | undefined;
  readonly requestId: string;
  /** Name of the gateway's route. */
  readonly route: string;
  /** Name of the service behind it. */
  readonly service: string;
}

/** Path and query. */
export function targetOf({ path, query }: WebRequest): string {
  return query === undefined ? path : `${path}?${query}`;
}

/** The request line as it came. */
export function requestLineOf(request: WebRequest): string {
  return request.rawRequest ?? `${request.method} ${targetOf(request)} ${request.protocol}`;
}

/** When the request began: whole milliseconds since 1970 UTC. */
export function startOf({ time, durationMs }: WebRequest): number {
  return time - Math.round(durationMs);
}
