/** The monitor's HTTP side alone, on a database filled by seed.mjs: node bench/serve.mjs <database url> <port> */
import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { DeadLetterDesk } from '../dist/command/dead-letter-desk.js';
import { Configuration } from '../dist/configuration/configuration.js';
import { ReadinessSource } from '../dist/query/readiness.js';
import { DeadLetterStore } from '../dist/store/dead-letters/dead-letter-store.js';
import { IngestPool } from '../dist/store/connection/ingest-pool.js';
import { LedgerStore } from '../dist/store/ledger/ledger-store.js';
import { RecordStore } from '../dist/store/batch/record-store.js';
import { SourceActivity } from '../dist/store/directory/source-activity.js';
import { SourceDirectory } from '../dist/store/directory/source-directory.js';
import { configureHttp } from '../dist/views/configure-http.js';
import { ViewsModule } from '../dist/views/views.module.js';

const [databaseUrl, port] = process.argv.slice(2);
if (!databaseUrl || !port) throw new Error('usage: node bench/serve.mjs <database url> <port>');
const configuration = {
  kafka: { logTopic: 'application-logs', errorLogTopic: 'application-logs-errors' },
  databaseUrl,
  http: { host: '127.0.0.1', port: Number(port), token: undefined, corsOrigins: [], allowedHosts: [] },
  retention: { logDays: 7, errorDays: 7, storeLevel: 'DEBUG', diskMaxBytes: undefined },
  identity: { service: 'bench', host: 'bench', version: '0', environment: undefined },
};
const surroundings = {
  module: class Surroundings {},
  global: true,
  providers: [
    { provide: Configuration, useValue: configuration },
    { provide: ReadinessSource, useValue: { readiness: async () => ({ ready: true, reasons: [] }) } },
    // What carries out commands, without the upkeep that would drop what seed.mjs filled in.
    IngestPool,
    SourceDirectory,
    SourceActivity,
    LedgerStore,
    RecordStore,
    { provide: DeadLetterDesk, useClass: DeadLetterStore },
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
