import { type NestExpressApplication } from '@nestjs/platform-express';
import compression from 'compression';
import helmet from 'helmet';
import { type Request, type Response } from 'express';
import { type Configuration } from '../configuration/configuration.js';

const MAX_BODY = '1mb';

/** What the dashboard needs and nothing more: a record's text can bring no script, no style, no frame. */
const CONTENT_SECURITY_POLICY = {
  'default-src': ["'self'"],
  'script-src': ["'self'"],
  'style-src': ["'self'"],
  'img-src': ["'self'", 'data:'],
  'object-src': ["'none'"],
  'base-uri': ["'none'"],
  'form-action': ["'self'"],
  'frame-ancestors': ["'none'"],
};

/** Sets everything that HTTP needs on the Nest application: called once, before it listens, by main and by tests alike. */
export function configureHttp(app: NestExpressApplication, _configuration: Configuration): void {
  app.disable('x-powered-by');
  app.set('query parser', 'simple');
  // HSTS belongs to the proxy that ends TLS: we speak plain HTTP ourselves.
  app.use(
    helmet({
      contentSecurityPolicy: { useDefaults: false, directives: CONTENT_SECURITY_POLICY },
      strictTransportSecurity: false,
      referrerPolicy: { policy: 'no-referrer' },
    }),
  );
  app.use(compression({ filter: isCompressible }));
  app.useBodyParser('json', { limit: MAX_BODY });
}

/** A compressor holds back what a live stream wants to send at once. */
function isCompressible(request: Request, response: Response): boolean {
  const type = response.getHeader('content-type');
  if (typeof type === 'string' && type.startsWith('text/event-stream')) return false;
  return compression.filter(request, response);
}
