import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import { contextMiddleware, type LogMonitor, withContext } from '@log-monitor/winston-kafka';
import type { RequestHandler } from 'express';

/** The headers that a request carries on its way through the services. */
export const REQUEST_ID_HEADER = 'x-request-id';
export const USER_ID_HEADER = 'x-user-id';
/** Turns on one outage of the outside world, for this request alone. */
export const OUTAGE_HEADER = 'x-demo-outage';

/** The logger that `new LogMonitor(service)` gives a service: console and Kafka, with `.critical()`. */
export type DemoLogger = LogMonitor['logger'];

interface RequestScope {
  /** Of the service that serves the request. */
  readonly logger: DemoLogger;
  /** What is passed on when another service is called, so that a request keeps its name on its way. */
  readonly headers: Readonly<Record<string, string>>;
}

const scopes = new AsyncLocalStorage<RequestScope>();

/** The logger of the service that serves the request at hand, if there is one. */
export const currentLogger = (): DemoLogger | undefined => scopes.getStore()?.logger;

/**
 * The logger of one class of the service that serves the request at hand.
 *
 * @throws RangeError outside of a request
 */
export function log(name: string): DemoLogger {
  const logger = currentLogger();
  if (logger === undefined) throw new RangeError('There is no request here');
  return logger.child({ logger: name });
}

/** Whether the request at hand has been sent with this outage. The lists of failures say which ones there are. */
export const isOut = (outage: string): boolean => scopes.getStore()?.headers[OUTAGE_HEADER] === outage;

export const forwardedHeaders = (): Readonly<Record<string, string>> => scopes.getStore()?.headers ?? {};

/** Express middleware: every log call of a request carries its request id and its user. */
export function requestScope(logger: DemoLogger): RequestHandler {
  const withRequestId = contextMiddleware();
  return (request, response, next) => {
    request.headers[REQUEST_ID_HEADER] ??= randomUUID();
    const headers: Record<string, string> = {};
    for (const name of [REQUEST_ID_HEADER, USER_ID_HEADER, OUTAGE_HEADER]) {
      const value = request.get(name);
      if (value !== undefined) headers[name] = value;
    }
    const userId = headers[USER_ID_HEADER];
    const inScope = (): void => scopes.run({ logger, headers }, next);
    withRequestId(request, response, () => (userId === undefined ? inScope() : withContext({ userId }, inScope)));
  };
}
