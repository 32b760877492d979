/**
 * Classes of status codes. Four codes are classes of their own, since they are no answer like the others: 101 (the connection became something
 * else), 444 (nginx closed without an answer), 499 (the client left first), and `none` for 0, -1 and nothing at all.
 */
export const STATUS_CLASSES = ['1xx', '2xx', '3xx', '4xx', '5xx', '101', '444', '499', 'none', 'other'] as const;

export type StatusClass = (typeof STATUS_CLASSES)[number];

/** @param status HTTP status code, 0 or -1 when there was no answer, undefined when the line has none */
export function statusClass(status: number | undefined): StatusClass {
  if (status === undefined || status <= 0) return 'none';
  if (status === 101) return '101';
  if (status === 444) return '444';
  if (status === 499) return '499';
  if (status < 100 || status > 599) return 'other';
  return STATUS_CLASSES[Math.floor(status / 100) - 1] ?? 'other';
}

/** The figure "errors": every status of 400 and more, those of the client too. */
export function isError(status: number | undefined): boolean {
  return status !== undefined && status >= 400;
}

/**
 * gRPC codes that are the server's fault: UNKNOWN, DEADLINE_EXCEEDED, UNIMPLEMENTED, INTERNAL, UNAVAILABLE, DATA_LOSS
 * (OpenTelemetry semantic conventions for gRPC, status of server spans).
 */
const GRPC_SERVER_FAULTS: ReadonlySet<number> = new Set([2, 4, 12, 13, 14, 15]);

/** The figure "server faults": 5xx, and gRPC codes where they are logged. Nothing is inferred where they are not. */
export function isServerFault(status: number | undefined, grpcStatus: number | undefined): boolean {
  if (status !== undefined && status >= 500 && status <= 599) return true;
  return grpcStatus !== undefined && GRPC_SERVER_FAULTS.has(grpcStatus);
}
