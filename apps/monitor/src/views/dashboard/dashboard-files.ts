import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import express, { type RequestHandler, Router } from 'express';

/** dashboard/dist next to apps/, seen from this file in src/views/dashboard as in dist/views/dashboard. */
const BUILT_DASHBOARD = fileURLToPath(new URL('../../../../../dashboard/dist/', import.meta.url));

/** Vite puts a hash of the contents into these names. */
const HASHED = /[\\/]assets[\\/][^\\/]+-[\w-]{8,}\.\w+$/;

const NOT_BUILT = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>log-monitor</title>
<h1>The dashboard is not built</h1>
<p>Build it with <code>npm run build</code> in the repository's folder, then load this page again.</p>
<p>The API works without it: see <a href="api/docs">api/docs</a>.</p>
</html>
`;

/** Serves the built dashboard at `/`; where it is not built, a page that says so. */
export function dashboardFiles(folder = BUILT_DASHBOARD): RequestHandler {
  const files = Router();
  // No file has such a path, and looking for one costs each answer a way to the file system.
  files.use((request, _response, next) => next(request.path.startsWith('/api/') ? 'router' : undefined));
  files.use(
    express.static(folder, {
      index: 'index.html',
      redirect: false,
      setHeaders: (response, file) => {
        const forever = HASHED.test(path.relative(folder, file)) || HASHED.test(file);
        response.setHeader('cache-control', forever ? 'public, max-age=31536000, immutable' : 'no-cache');
      },
    }),
  );
  files.get('/', (_request, response, next) => {
    if (existsSync(path.join(folder, 'index.html'))) next();
    else response.status(503).type('html').setHeader('cache-control', 'no-store').send(NOT_BUILT);
  });
  return files;
}
