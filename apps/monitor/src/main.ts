import { parseArgs } from 'node:util';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { ConfigurationError, environmentWithDotEnv, loadConfiguration } from './configuration/load-configuration.js';
import { keepHeapSmall } from './boot/keep-heap-small.js';
import { OwnLog } from './boot/own-log.js';
import { ownVersion } from './boot/own-version.js';
import { StartError, startMonitor } from './boot/start-monitor.js';
import { StoreInUseError } from './store/schema/empty-store.js';

const USAGE = `usage: npm run monitor [-- --rebuild-from-kafka]
  --rebuild-from-kafka  empties the store first, then fills it again with all that Kafka still has`;

/** Longer than every graceful end takes; a dependency that hangs must not hold the process. */
const SHUTDOWN_DEADLINE_MS = 9000;
const LAST_WORDS_MS = 1500;

/** The command line is wrong; the message is the usage. */
class UsageError extends Error {
  readonly code = 'USAGE';
}

function readArguments(): { rebuild: boolean } {
  try {
    const { values } = parseArgs({ options: { 'rebuild-from-kafka': { type: 'boolean', default: false } } });
    return { rebuild: values['rebuild-from-kafka'] };
  } catch (cause) {
    throw new UsageError(`${(cause as Error).message}\n${USAGE}`, { cause });
  }
}

async function main(): Promise<void> {
  keepHeapSmall();
  const { rebuild } = readArguments();
  const configuration = loadConfiguration(environmentWithDotEnv(), ownVersion());
  const log = new OwnLog(configuration);
  const stopped = stopOnSignal(log);
  const app = await startMonitor(configuration, log, { rebuild }).catch(async (error: unknown) => {
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

/** What the user can mend by the message alone; of anything else the stack is of use. */
const EXPLAINED = [ConfigurationError, StartError, StoreInUseError, UsageError];

main().catch((error: unknown) => {
  const explained = EXPLAINED.some((kind) => error instanceof kind);
  console.error(explained ? (error as Error).message : error);
  process.exit(1);
});
