import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request } from 'express';
import { ProblemError } from '../problem/problem.js';
import { isOwnOrigin } from './own-origin.js';
import { demand, PERMISSION, type Permission } from './permission.js';

/** Stands before every route: the caller must have the permission that the route states. */
@Injectable()
export class PermissionGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  /** @throws ProblemError FORBIDDEN, FOREIGN_ORIGIN; Error for a route that states no permission */
  canActivate(context: ExecutionContext): boolean {
    const { caller, headers } = context.switchToHttp().getRequest<Request>();
    const stated = [context.getHandler(), context.getClass()];
    const permission = this.reflector.getAllAndOverride<Permission | undefined>(PERMISSION, stated);
    if (permission === undefined) throw new Error(`${context.getClass().name} has a route without a permission`);
    demand(caller, permission);
    if (!permission.endsWith(':write') || isOwnOrigin(headers['sec-fetch-site'], headers.origin, headers.host))
      return true;
    throw new ProblemError(
      'FOREIGN_ORIGIN',
      'A page of another origin may not change anything here. Behind a proxy, let it pass the Host header on.',
    );
  }
}
