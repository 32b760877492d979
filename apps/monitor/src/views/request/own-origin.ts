import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { type Request } from 'express';
import { ProblemError } from '../problem/problem.js';

/**
 * Refuses what a page of another origin asks for: a browser adds its stored password of ours to such a request by itself.
 *
 * `Sec-Fetch-Site` is set by the browser alone and holds behind a proxy that changes `Host`. Where it is absent (old browsers, plain http
 * to another machine) `Origin` must name the host that was asked. Programs send neither, and are not misled by a page.
 */
@Injectable()
export class OwnOrigin implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const { headers } = context.switchToHttp().getRequest<Request>();
    if (isOwnOrigin(headers['sec-fetch-site'], headers.origin, headers.host)) return true;
    throw new ProblemError(
      'FOREIGN_ORIGIN',
      'A page of another origin may not change anything here. Behind a proxy, let it pass the Host header on.',
    );
  }
}

/** Decides by the three headers. @param host what the client asked for, as `Host` has it */
export function isOwnOrigin(site: unknown, origin: string | undefined, host: string | undefined): boolean {
  if (site === 'same-origin' || site === 'none') return true;
  if (site !== undefined) return false;
  if (origin === undefined) return true;
  if (host === undefined || !URL.canParse(origin)) return false;
  const { protocol, host: asking } = new URL(origin);
  // Read by the same rules, so that a port that goes without saying is no difference.
  const asked = `${protocol}//${host}`;
  return asking !== '' && URL.canParse(asked) && new URL(asked).host === asking;
}
