const TRACEPARENT = /^(?!ff)[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}(?:$|-)/;
const ALL_ZERO = /^0+$/;

/** Reads the W3C `traceparent` header; undefined when it is absent or not valid. */
export function readTraceparent(
  header: string | string[] | undefined,
): { traceId: string; spanId: string } | undefined {
  if (typeof header !== 'string' || header.length > 512) return undefined;
  const match = TRACEPARENT.exec(header);
  const traceId = match?.[1];
  const spanId = match?.[2];
  if (traceId === undefined || spanId === undefined || ALL_ZERO.test(traceId) || ALL_ZERO.test(spanId)) {
    return undefined;
  }
  return { traceId, spanId };
}
