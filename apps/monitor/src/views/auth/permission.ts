import { SetMetadata } from '@nestjs/common';
import type { RequestHandler } from 'express';
import { ProblemError } from '../problem/problem.js';

/** Everything that a route can ask for. What ends in `:write` changes something; `open` asks for nothing, not even for a token. */
export const PERMISSIONS = [
  'open',
  'dashboard:read',
  'docs:read',
  'records:read',
  'counts:read',
  'access:read',
  'access-lines:read',
  'alerts:read',
  'alerts:write',
  'groups:read',
  'groups:write',
  'ingest:read',
  'dead-letters:read',
  'dead-letters:write',
  'grafana:read',
  'health:read',
  'metrics:read',
] as const;

export type Permission = (typeof PERMISSIONS)[number];

/** Who asks, and what they may. */
export interface Caller {
  readonly name: string;
  readonly permissions: ReadonlySet<Permission>;
}

declare module 'express-serve-static-core' {
  interface Request {
    /** Set for every request before any route is reached. */
    caller?: Caller;
  }
}

export const PERMISSION = 'permission';

/** States what a route, or every route of a controller, asks for: all of it. A route that states nothing is refused. */
export const Permission = (...permissions: [Permission, ...Permission[]]): MethodDecorator & ClassDecorator =>
  SetMetadata(PERMISSION, permissions);

/** @throws ProblemError FORBIDDEN */
export function demand(caller: Caller | undefined, permission: Permission): void {
  if (permission === 'open' || caller?.permissions.has(permission)) return;
  throw new ProblemError(
    'FORBIDDEN',
    `This needs the permission ${permission}, which ${caller?.name ?? 'nobody'} does not have.`,
  );
}

/** The same for what is no route of a controller: pages and files. */
export const demands =
  (permission: Permission): RequestHandler =>
  (request, _response, next) => {
    demand(request.caller, permission);
    next();
  };

/** Files: who does not have the permission finds none. */
export const whereAllowed =
  (permission: Permission, files: RequestHandler): RequestHandler =>
  (request, response, next) =>
    request.caller?.permissions.has(permission) ? files(request, response, next) : next();
