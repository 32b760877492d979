import { createHmac, timingSafeEqual } from 'node:crypto';
import { TokenExpiredError, TokenMalformedError } from '../service/service-errors.js';

/** The demo signs sessions with a key that everybody can read: its sessions open nothing. */
const SIGNING_KEY = 'log-monitor-demo';

export interface SessionClaims {
  readonly sub: string;
  /** End of the session, in seconds since 1970. */
  readonly exp: number;
}

const sign = (payload: string): string => createHmac('sha256', SIGNING_KEY).update(payload).digest('base64url');

/** A session token: the claims as base64url JSON, a dot, their signature. */
export function signToken({ sub, expiresInSeconds }: { sub: string; expiresInSeconds: number }): string {
  const claims: SessionClaims = { sub, exp: Math.floor(Date.now() / 1000) + expiresInSeconds };
  const payload = Buffer.from(JSON.stringify(claims)).toString('base64url');
  return `${payload}.${sign(payload)}`;
}

/**
 * The claims of a token that is whole, ours and not yet expired.
 *
 * @throws TokenMalformedError when it is cut or not signed by us
 * @throws TokenExpiredError when its time is over
 */
export function verifyToken(token: string): SessionClaims {
  const [payload = '', signature = ''] = token.split('.');
  const claims = parseClaims(payload);
  const expected = Buffer.from(sign(payload));
  const given = Buffer.from(signature);
  if (expected.length !== given.length || !timingSafeEqual(expected, given)) {
    throw new TokenMalformedError('The session token is not signed by us');
  }
  if (claims.exp * 1000 <= Date.now()) {
    throw new TokenExpiredError(`The session of ${claims.sub} ended at ${new Date(claims.exp * 1000).toISOString()}`);
  }
  return claims;
}

function parseClaims(payload: string): SessionClaims {
  try {
    return JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as SessionClaims;
  } catch (error) {
    throw new TokenMalformedError('The session token has no readable claims', { cause: error });
  }
}
