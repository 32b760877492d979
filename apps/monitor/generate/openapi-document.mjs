// Writes docs/openapi.json from the running code's own description; with --check it only compares.
import 'reflect-metadata';
import { readFile, writeFile } from 'node:fs/promises';
import { NestFactory } from '@nestjs/core';
import { format, resolveConfig } from 'prettier';
import { DeadLetterDesk } from '../dist/ingest/dead-letters/dead-letter-desk.js';
import { Configuration } from '../dist/configuration/configuration.js';
import { ReadinessSource } from '../dist/query/readiness.js';
import { describeApi } from '../dist/views/docs/describe-api.js';
import { ASKED_BY_VIEWS, ViewsModule } from '../dist/views/views.module.js';

const file = new URL('../../../docs/openapi.json', import.meta.url);

// Nothing connects before the application is initialised, and it never is.
const configuration = {
  kafka: { logTopic: '', errorLogTopic: '' },
  databaseUrl: 'postgres://nobody@127.0.0.1:1/none',
  http: { host: '127.0.0.1', port: 0, token: undefined, corsOrigins: [], allowedHosts: [] },
  retention: { logDays: 7, errorDays: 7, accessDays: 7, storeLevel: 'DEBUG' },
  access: {
    topics: [],
    watermarkSeconds: 120,
    trustedProxies: [],
    project: {},
    healthChecks: {},
    timeZone: 'UTC',
    displayTimeZone: 'UTC',
  },
  identity: { service: '', host: '', version: '', environment: undefined },
};
const surroundings = {
  module: class Surroundings {},
  global: true,
  providers: [
    { provide: Configuration, useValue: configuration },
    { provide: ReadinessSource, useValue: {} },
    { provide: DeadLetterDesk, useValue: {} },
    ...ASKED_BY_VIEWS.map((provide) => ({ provide, useValue: {} })),
  ],
  exports: [Configuration, ReadinessSource, DeadLetterDesk, ...ASKED_BY_VIEWS],
};
const app = await NestFactory.create(
  { module: class Description {}, imports: [surroundings, ViewsModule] },
  // What is missing is said, rather than the process ended.
  { logger: false, abortOnError: false },
);
const options = await resolveConfig(file);
const text = await format(JSON.stringify(describeApi(app, true)), { ...options, parser: 'json' });
await app.close();

if (process.argv.includes('--check')) {
  if ((await readFile(file, 'utf8').catch(() => '')) !== text) {
    console.error('docs/openapi.json is stale: run npm run generate -w apps/monitor');
    process.exit(1);
  }
} else {
  await writeFile(file, text);
}
