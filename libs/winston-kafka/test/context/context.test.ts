import { context, trace } from '@opentelemetry/api';
import { AsyncLocalStorage } from 'node:async_hooks';
import { afterEach, describe, expect, it } from 'vitest';
import { contextOf } from '../../src/context/context-middleware.js';
import { activeTrace } from '../../src/context/open-telemetry.js';
import { contextMiddleware, currentContext } from '../../src/index.js';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const SPAN = 'b7ad6b7169203331';

describe('contextMiddleware', () => {
  it('takes x-request-id, then traceparent, then makes one', () => {
    const traceparent = `00-${TRACE}-${SPAN}-01`;
    expect(contextOf({ 'x-request-id': 'r-1', traceparent })).toEqual({
      requestId: 'r-1',
      traceId: TRACE,
      spanId: SPAN,
    });
    expect(contextOf({ traceparent })).toMatchObject({ requestId: TRACE });
    expect(contextOf({}).requestId).toMatch(/^[0-9a-f-]{36}$/);
  });

  it.each(['bad\nid', 'x'.repeat(500), '', '<script> '])('does not take %j from a stranger', (sent) => {
    expect(contextOf({ 'x-request-id': sent }).requestId).toMatch(/^[0-9a-f-]{36}$/);
  });

  it.each(['00-zz-b7ad6b7169203331-01', `00-${'0'.repeat(32)}-${SPAN}-01`, `ff-${TRACE}-${SPAN}-01`, 'x'])(
    'ignores the traceparent %s',
    (traceparent) => {
      expect(contextOf({ traceparent })).not.toHaveProperty('traceId');
    },
  );

  it('reaches what happens later in the request', async () => {
    const seen = await new Promise<unknown>((resolve) => {
      contextMiddleware()({ headers: { 'x-request-id': 'r-9' } }, undefined, () => {
        setImmediate(() => resolve(currentContext()));
      });
    });
    expect(seen).toEqual({ requestId: 'r-9' });
  });
});

describe('activeTrace', () => {
  afterEach(() => context.disable());

  it('reads the span of the OpenTelemetry API without importing it', () => {
    expect(activeTrace()).toBeUndefined();
    const storage = new AsyncLocalStorage<ReturnType<typeof context.active>>();
    const root = context.active();
    context.setGlobalContextManager({
      active: () => storage.getStore() ?? root,
      with: (active, work, self, ...args) => storage.run(active, () => work.call(self as never, ...args)),
      bind: (_active, target) => target,
      enable() {
        return this;
      },
      disable() {
        return this;
      },
    });
    const span = trace.wrapSpanContext({ traceId: TRACE, spanId: SPAN, traceFlags: 1 });
    context.with(trace.setSpan(context.active(), span), () => {
      expect(activeTrace()).toEqual({ traceId: TRACE, spanId: SPAN });
    });
    expect(activeTrace()).toBeUndefined();
  });
});
