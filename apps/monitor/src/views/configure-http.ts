import type { NestExpressApplication } from '@nestjs/platform-express';
import compression from 'compression';
import type { Request, RequestHandler, Response } from 'express';
import helmet from 'helmet';
import type { Configuration } from '../configuration/configuration.js';
import { MetricsRegistry } from '../metrics/metrics-registry.js';
import { allowedHosts } from './auth/allowed-hosts.js';
import { authenticate } from './auth/authenticate.js';
import { whereAllowed } from './auth/permission.js';
import { dashboardFiles } from './dashboard/dashboard-files.js';
import { serveDocs } from './docs/serve-docs.js';
import { requestMetrics } from './metrics/request-metrics.js';

const MAX_BODY = '1mb';
/** Longer than proxies and clients keep an idle connection (nginx: 60 s): who closes first is never the one that a request may be on its way to. */
const KEEP_ALIVE_MS = 75_000;

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

/**
 * Sets everything that HTTP needs on the Nest application: called once, before it listens, by main and by tests alike.
 *
 * @param identify sets `request.caller`
 */
export function configureHttp(
  app: NestExpressApplication,
  { http }: Configuration,
  identify: RequestHandler = authenticate(http.token),
): void {
  app.getHttpServer().keepAliveTimeout = KEEP_ALIVE_MS;
  app.disable('x-powered-by');
  app.set('query parser', 'simple');
  // How complete an answer is changes twice a second: no answer is ever the same as the one before.
  app.set('etag', false);
  app.use(requestMetrics(app.get(MetricsRegistry)));
  // HSTS belongs to the proxy that ends TLS: we speak plain HTTP ourselves.
  app.use(
    helmet({
      contentSecurityPolicy: { useDefaults: false, directives: CONTENT_SECURITY_POLICY },
      strictTransportSecurity: false,
      referrerPolicy: { policy: 'no-referrer' },
    }),
  );
  if (http.token === undefined) app.use(allowedHosts([http.host, ...http.allowedHosts]));
  // A browser's preflight carries no credentials: it is answered before the token is asked for, to listed origins only.
  if (http.corsOrigins.length > 0) {
    app.enableCors({
      origin: [...http.corsOrigins],
      methods: ['GET', 'POST'],
      allowedHeaders: ['accept', 'content-type', 'authorization'],
      exposedHeaders: ['x-complete-through', 'x-lag-records', 'retry-after'],
      credentials: true,
      maxAge: 600,
    });
  }
  app.use(identify);
  app.use(compression({ filter: isCompressible }));
  app.useBodyParser('json', { limit: MAX_BODY });
  app.use(whereAllowed('dashboard:read', dashboardFiles()));
  serveDocs(app, http);
}

/** A compressor holds back what a live stream wants to send at once. */
function isCompressible(request: Request, response: Response): boolean {
  const type = response.getHeader('content-type');
  if (typeof type === 'string' && type.startsWith('text/event-stream')) return false;
  return compression.filter(request, response);
}
