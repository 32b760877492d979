/** The monitor's HTTP side alone, on a database filled by seed.mjs: node bench/serve.mjs <database url> <port> */
import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { Configuration } from '../dist/configuration/configuration.js';
import { planTopics, TopicPlan } from '../dist/configuration/topic-plan.js';
import { DeadLetterDesk } from '../dist/ingest/dead-letters/dead-letter-desk.js';
import { READING } from '../dist/ingest/ingest.module.js';
import { ReadinessSource } from '../dist/query/readiness.js';
import { STORING } from '../dist/store/store.module.js';
import { configureHttp } from '../dist/views/configure-http.js';
import { ViewsModule } from '../dist/views/views.module.js';

const [databaseUrl, port] = process.argv.slice(2);
if (!databaseUrl || !port) throw new Error('usage: node bench/serve.mjs <database url> <port>');
const configuration = {
  kafka: { logTopic: 'application-logs', errorLogTopic: 'application-logs-errors' },
  databaseUrl,
  http: { host: '127.0.0.1', port: Number(port), token: undefined, corsOrigins: [], allowedHosts: [] },
  retention: { logDays: 7, errorDays: 7, groupDays: 90, accessDays: 7, storeLevel: 'DEBUG', diskMaxBytes: undefined },
  access: {
    topics: [],
    watermarkSeconds: 120,
    trustedProxies: [],
    project: {},
    healthChecks: {},
    timeZone: 'UTC',
    displayTimeZone: 'UTC',
  },
  foreignText: 'dead-letter',
  identity: { service: 'bench', host: 'bench', version: '0', environment: undefined },
};
const surroundings = {
  module: class Surroundings {},
  global: true,
  providers: [
    { provide: Configuration, useValue: configuration },
    { provide: ReadinessSource, useValue: { readiness: async () => ({ ready: true, reasons: [] }) } },
    { provide: TopicPlan, useValue: planTopics(configuration) },
    // What tries dead letters again, without the upkeep that would drop what seed.mjs filled in.
    ...STORING,
    ...READING,
  ],
  exports: [Configuration, ReadinessSource, DeadLetterDesk],
};
const app = await NestFactory.create(
  { module: class Bench {}, imports: [surroundings, ViewsModule] },
  { logger: ['error', 'warn'] },
);
configureHttp(app, configuration);
app.enableShutdownHooks();
await app.listen(Number(port), '127.0.0.1');
