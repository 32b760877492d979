/** The monitor's HTTP side alone, on a database filled by seed.mjs: node bench/serve.mjs <database url> <port> */
import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { Configuration } from '../dist/configuration/configuration.js';
import { loadConfiguration } from '../dist/configuration/load-configuration.js';
import { planTopics, TopicPlan } from '../dist/configuration/topic-plan.js';
import { DeadLetterDesk } from '../dist/ingest/dead-letters/dead-letter-desk.js';
import { READING } from '../dist/ingest/ingest.module.js';
import { QueryModule } from '../dist/query/query.module.js';
import { ReadinessSource } from '../dist/query/readiness.js';
import { STORING } from '../dist/store/store.module.js';
import { configureHttp } from '../dist/views/configure-http.js';
import { ASKED_BY_VIEWS, ViewsModule } from '../dist/views/views.module.js';

const [databaseUrl, port] = process.argv.slice(2);
if (!databaseUrl || !port) throw new Error('usage: node bench/serve.mjs <database url> <port>');
const configuration = loadConfiguration(
  {
    DATABASE_URL: databaseUrl,
    KAFKA_BOOTSTRAP_SERVERS: '127.0.0.1:9',
    LOG_MONITOR_SERVER_HOST: '127.0.0.1',
    LOG_MONITOR_SERVER_PORT: port,
  },
  '0.0.0',
);
const surroundings = {
  module: class Surroundings {},
  global: true,
  imports: [QueryModule],
  providers: [
    { provide: Configuration, useValue: configuration },
    { provide: ReadinessSource, useValue: { readiness: async () => ({ ready: true, reasons: [] }) } },
    { provide: TopicPlan, useValue: planTopics(configuration) },
    // What tries dead letters again, without the upkeep that would drop what seed.mjs filled in.
    ...STORING,
    ...READING,
    ...ASKED_BY_VIEWS,
  ],
  exports: [Configuration, ReadinessSource, DeadLetterDesk, ...ASKED_BY_VIEWS],
};
const app = await NestFactory.create(
  { module: class Bench {}, imports: [surroundings, ViewsModule] },
  { logger: ['error', 'warn'] },
);
configureHttp(app, configuration);
app.enableShutdownHooks();
await app.listen(configuration.http.port, configuration.http.host);
