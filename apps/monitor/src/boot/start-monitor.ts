import { setTimeout as pause } from 'node:timers/promises';
import { Logger, type LoggerService } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { fileProblems } from '../alerts/rule/file-problems.js';
import type { Configuration } from '../configuration/configuration.js';
import { ConfigurationError } from '../configuration/load-configuration.js';
import { growingPause } from '../time/growing-pause.js';
import { sinkErrorFrom } from '../store/connection/database-error.js';
import { emptyStore } from '../store/schema/empty-store.js';
import { migrateApart } from '../store/schema/migrate-apart.js';
import { MonitorModule } from './monitor.module.js';
import { configureHttp } from '../views/configure-http.js';

const FIRST_PAUSE_MS = 500;
const LAST_PAUSE_MS = 10_000;

/** SQLSTATE classes of a database that is there but will never let us in as things are: wrong password, no such database. */
const HOPELESS = /^(28|3D)/;

/** The monitor cannot start; the message says what to do. */
export class StartError extends Error {
  constructor(
    readonly code: 'PORT_TAKEN' | 'DATABASE_REFUSES',
    message: string,
    cause: unknown,
  ) {
    super(message, { cause });
    this.name = 'StartError';
  }
}

/**
 * Starts the whole monitor: waits for the database, brings its schema up to date, consumes and answers.
 *
 * @param options `rebuild`: empty the store first, so that it is filled again from Kafka
 * @returns the running application; its address is in `getUrl()`
 * @throws ConfigurationError, StartError, StoreInUseError
 */
export async function startMonitor(
  configuration: Configuration,
  logger: LoggerService,
  { rebuild }: { rebuild: boolean },
): Promise<NestExpressApplication> {
  Logger.overrideLogger(logger);
  const problems = fileProblems(configuration.alerts.rules);
  if (problems.length > 0) throw new ConfigurationError(problems);
  await migrateWhenReachable(configuration, new Logger('Store'));
  if (rebuild) {
    await emptyStore(configuration.databaseUrl);
    new Logger('Store').warn('the store was emptied; it is filled again with all that Kafka still has');
  }
  const app = await NestFactory.create<NestExpressApplication>(MonitorModule.of(configuration), { logger });
  configureHttp(app, configuration);
  const { host, port } = configuration.http;
  try {
    await app.listen(port, host);
  } catch (error) {
    await app.close();
    throw listenError(error as NodeJS.ErrnoException, host, port);
  }
  return app;
}

async function migrateWhenReachable(configuration: Configuration, logger: Logger): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const applied = await migrateApart(configuration.databaseUrl);
      if (applied.length > 0) logger.log(`applied ${applied.join(', ')}`);
      return;
    } catch (error) {
      const { message } = sinkErrorFrom(error);
      const code = (error as { code?: string }).code ?? '';
      if (HOPELESS.test(code)) {
        throw new StartError('DATABASE_REFUSES', `PostgreSQL refuses us: ${message}. Check DATABASE_URL.`, error);
      }
      const milliseconds = growingPause(attempt, FIRST_PAUSE_MS, LAST_PAUSE_MS);
      logger.warn(
        `PostgreSQL is not ready (${message}); DATABASE_URL names it. Trying again in ${milliseconds / 1000} s`,
      );
      await pause(milliseconds);
    }
  }
}

function listenError(error: NodeJS.ErrnoException, host: string, port: number): Error {
  if (error.code !== 'EADDRINUSE' && error.code !== 'EACCES' && error.code !== 'EADDRNOTAVAIL') return error;
  const why = error.code === 'EADDRINUSE' ? 'is taken' : `cannot be used (${error.code})`;
  return new StartError(
    'PORT_TAKEN',
    `${host}:${port} ${why}: set LOG_MONITOR_SERVER_PORT (or LOG_MONITOR_SERVER_HOST) to another one`,
    error,
  );
}
