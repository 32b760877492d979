/**
 * Where `@opentelemetry/api` 1.x registers itself. Read instead of importing the package, so that it need not be
 * installed, and so that an ESM and a CommonJS copy of it are both found.
 */
const API = Symbol.for('opentelemetry.js.api.1');
const ACTIVE_SPAN = Symbol.for('OpenTelemetry Context Key SPAN');
const NO_TRACE = '00000000000000000000000000000000';

interface OpenTelemetryGlobal {
  context?: { active(): { getValue(key: symbol): unknown } };
}

interface Span {
  spanContext(): { traceId: string; spanId: string };
}

/** Ids of the active OpenTelemetry span; undefined when there is no API, no span or no valid trace. */
export function activeTrace(): { traceId: string; spanId: string } | undefined {
  const api = (globalThis as { [API]?: OpenTelemetryGlobal })[API];
  if (api?.context === undefined) return undefined;
  try {
    const span = api.context.active().getValue(ACTIVE_SPAN) as Span | undefined;
    if (span === undefined) return undefined;
    const { traceId, spanId } = span.spanContext();
    return traceId === NO_TRACE ? undefined : { traceId, spanId };
  } catch {
    // Somebody else's context manager failed; a log call goes on without ids.
    return undefined;
  }
}
