import { createHmac } from 'node:crypto';
import { log } from '../service/request-scope.js';
import { TokenExpiredError, TokenMalformedError } from '../service/service-errors.js';
import { step } from '../service/step.js';

/** The demo signs sessions with a key that everybody can read: its sessions open nothing. */
const SIGNING_KEY = 'log-monitor-demo';

interface SessionClaims {
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
function verifyToken(token: string): SessionClaims {
  const [payload = '', signature] = token.split('.');
  let claims: SessionClaims;
  try {
    claims = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as SessionClaims;
  } catch (cause) {
    throw new TokenMalformedError('The session token has no readable claims', { cause });
  }
  if (sign(payload) !== signature) throw new TokenMalformedError('The session token is not signed by us');
  const end = new Date(claims.exp * 1000);
  if (end <= new Date()) throw new TokenExpiredError(`The session of ${claims.sub} ended at ${end.toISOString()}`);
  return claims;
}

/** Tells whose session a request belongs to, by its header `authorization`. */
export const currentSession = step('SessionService', 'Session refused', async (authorization: string | undefined) => {
  const token = /^Bearer (.+)$/.exec(authorization ?? '')?.[1];
  if (token === undefined) throw new TokenMalformedError('The request carries no session token');
  const claims = verifyToken(token);
  log('SessionService').info('Session resumed', { user: claims.sub });
  return claims;
});
