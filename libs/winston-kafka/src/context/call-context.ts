import { AsyncLocalStorage } from 'node:async_hooks';

/** What is known about the work during which a log call happens. Other members become attributes. */
export interface CallContext {
  requestId?: string;
  userId?: string;
  traceId?: string;
  spanId?: string;
  [name: string]: unknown;
}

const storage = new AsyncLocalStorage<CallContext>();

/**
 * Runs `work` so that every record logged in it, also after awaits, carries `context`. Contexts nest: inner members
 * win. What the log call itself passes wins over both.
 */
export function withContext<T>(context: CallContext, work: () => T): T {
  const outer = storage.getStore();
  return storage.run(outer === undefined ? context : { ...outer, ...context }, work);
}

/** The context of the present call, undefined outside of any. Adding members to it reaches later calls of the same work. */
export function currentContext(): CallContext | undefined {
  return storage.getStore();
}
