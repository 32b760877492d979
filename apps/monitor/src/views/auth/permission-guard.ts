import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request } from 'express';
import { ProblemError } from '../problem/problem.js';
import { isOwnOrigin } from './own-origin.js';
import { demand, PERMISSION, type Permission } from './permission.js';

/** Stands before every route: the caller must have the permissions that the route states. */
@Injectable()
export class PermissionGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  /** @throws ProblemError FORBIDDEN, FOREIGN_ORIGIN; Error for a route that states no permission */
  canActivate(context: ExecutionContext): boolean {
    const { caller, headers } = context.switchToHttp().getRequest<Request>();
    const stated = [context.getHandler(), context.getClass()];
    const permissions = this.reflector.getAllAndOverride<readonly Permission[] | undefined>(PERMISSION, stated);
    if (permissions === undefined) throw new Error(`${context.getClass().name} has a route without a permission`);
    for (const permission of permissions) demand(caller, permission);
    const changesSomething = permissions.some((permission) => permission.endsWith(':write'));
    if (!changesSomething || isOwnOrigin(headers['sec-fetch-site'], headers.origin, headers.host)) return true;
    throw new ProblemError(
      'FOREIGN_ORIGIN',
      'A page of another origin may not change anything here. Behind a proxy, let it pass the Host header on.',
    );
  }
}
