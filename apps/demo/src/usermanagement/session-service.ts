import { type Logger } from 'winston';
import { TokenMalformedError } from '../service/service-errors.js';
import { type SessionClaims, verifyToken } from './session-token.js';

/** Tells whose session a request belongs to. */
export class SessionService {
  constructor(readonly logger: Logger) {}

  /** @throws TokenMalformedError, TokenExpiredError when the header carries no session that counts */
  async current(authorization: string | undefined): Promise<SessionClaims> {
    const token = /^Bearer (.+)$/.exec(authorization ?? '')?.[1];
    if (token === undefined) throw new TokenMalformedError('The request carries no session token');
    const claims = verifyToken(token);
    this.logger.info('Session resumed', { user: claims.sub });
    return claims;
  }
}
