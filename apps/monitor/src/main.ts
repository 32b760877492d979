import { type NestExpressApplication } from '@nestjs/platform-express';
import { ConfigurationError, environmentWithDotEnv, loadConfiguration } from './configuration/load-configuration.js';
import { OwnLog } from './own-log.js';
import { ownVersion } from './own-version.js';
import { StartError, startMonitor } from './start-monitor.js';

/** Longer than every graceful end takes; a dependency that hangs must not hold the process. */
const SHUTDOWN_DEADLINE_MS = 9000;
const LAST_WORDS_MS = 1500;

async function main(): Promise<void> {
  const configuration = loadConfiguration(environmentWithDotEnv(), ownVersion());
  const log = new OwnLog(configuration);
  const stopped = stopOnSignal(log);
  const app = await startMonitor(configuration, log).catch(async (error: unknown) => {
    await log.end(LAST_WORDS_MS);
    throw error;
  });
  stopped(app);
  const { http } = configuration;
  log.log(
    `dashboard and API at ${await app.getUrl()}, authentication ${http.token === undefined ? 'off' : 'by token'}`,
  );
}

/**
 * The first SIGTERM or SIGINT ends gracefully: finished work is committed, HTTP drains, our own last lines are sent. A second one, or
 * the deadline, ends at once: nothing is lost by it, as what is not committed is read again.
 */
function stopOnSignal(log: OwnLog): (app: NestExpressApplication) => void {
  let running: NestExpressApplication | undefined;
  let stopping = false;
  const stop = async (): Promise<void> => {
    await running?.close();
    await log.end(LAST_WORDS_MS);
    process.exit(0);
  };
  const onSignal = (): void => {
    if (stopping) process.exit(130);
    stopping = true;
    setTimeout(() => process.exit(1), SHUTDOWN_DEADLINE_MS).unref();
    stop().catch((error: unknown) => {
      console.error(error);
      process.exit(1);
    });
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
  return (app) => {
    running = app;
  };
}

main().catch((error: unknown) => {
  if (error instanceof ConfigurationError || error instanceof StartError) console.error(error.message);
  else console.error(error);
  process.exit(1);
});
