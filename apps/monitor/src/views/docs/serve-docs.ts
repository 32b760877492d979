import { createRequire } from 'node:module';
import path from 'node:path';
import type { NestExpressApplication } from '@nestjs/platform-express';
import express from 'express';
import type { Configuration } from '../../configuration/configuration.js';
import { demands } from '../auth/permission.js';

/** No inline script, no inline style, nothing from elsewhere: it works under the policy of the dashboard. */
const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>log-monitor API</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="docs/swagger-ui.css">
</head>
<body>
<div id="docs"></div>
<script src="docs/swagger-ui-bundle.js"></script>
<script src="docs/start.js"></script>
</body>
</html>
`;

const START = `SwaggerUIBundle({ url: new URL('../docs-json', document.currentScript.src).href, dom_id: '#docs', deepLinking: true, validatorUrl: null });
`;

const FILES = ['swagger-ui.css', 'swagger-ui-bundle.js'];

/** Serves the API's description (OpenAPI 3.1) at \`/api/docs-json\` and a page for people at \`/api/docs\`. */
export function serveDocs(app: NestExpressApplication, http: Configuration['http']): void {
  let text: string | undefined;
  const router = express.Router();
  router.use(['/api/docs', '/api/docs-json'], demands('docs:read'));
  router.get('/api/docs-json', async (_request, response) => {
    const { describeApi } = await import('./describe-api.js');
    text ??= JSON.stringify(describeApi(app, http.token !== undefined), undefined, 2);
    response.type('application/json').setHeader('cache-control', 'no-cache').send(text);
  });
  router.get('/api/docs', (request, response) => {
    // The page names its parts relative to /api/, so that a proxy may put a prefix before it.
    if (request.path.endsWith('/')) response.redirect(301, '../docs');
    else response.type('html').setHeader('cache-control', 'no-cache').send(PAGE);
  });
  router.get('/api/docs/start.js', (_request, response) => {
    response.type('text/javascript').setHeader('cache-control', 'no-cache').send(START);
  });
  const assets = path.dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
  for (const file of FILES) {
    router.get(`/api/docs/${file}`, (_request, response) => {
      response.sendFile(file, { root: assets, maxAge: '1d' });
    });
  }
  app.use(router);
}
