import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import { contextMiddleware, withContext } from '@log-monitor/winston-kafka';
import { type RequestHandler } from 'express';
import { isOutage, type Outage } from '../failures/failure.js';
import { OUTAGE_HEADER, REQUEST_ID_HEADER, USER_ID_HEADER } from '../request-header.js';

interface RequestScope {
  readonly requestId: string;
  readonly userId: string | undefined;
  readonly outage: Outage | undefined;
}

const scopes = new AsyncLocalStorage<RequestScope>();

/** The outage that the request at hand has been sent with, if any. */
export function isOut(outage: Outage): boolean {
  return scopes.getStore()?.outage === outage;
}

/** What a service passes on when it calls another one, so that a request keeps its name on its way. */
export function forwardedHeaders(): Record<string, string> {
  const scope = scopes.getStore();
  if (scope === undefined) return {};
  return {
    [REQUEST_ID_HEADER]: scope.requestId,
    ...(scope.userId !== undefined && { [USER_ID_HEADER]: scope.userId }),
    ...(scope.outage !== undefined && { [OUTAGE_HEADER]: scope.outage }),
  };
}

/** Express middleware: every log call of a request carries its request id and its user. */
export function requestScope(): RequestHandler[] {
  return [
    (request, _response, next) => {
      request.headers[REQUEST_ID_HEADER] ??= randomUUID();
      next();
    },
    contextMiddleware(),
    (request, _response, next) => {
      const outage = request.get(OUTAGE_HEADER);
      const scope: RequestScope = {
        requestId: String(request.headers[REQUEST_ID_HEADER]),
        userId: request.get(USER_ID_HEADER),
        outage: outage !== undefined && isOutage(outage) ? outage : undefined,
      };
      const inScope = (): void => scopes.run(scope, next);
      if (scope.userId === undefined) inScope();
      else withContext({ userId: scope.userId }, inScope);
    },
  ];
}
