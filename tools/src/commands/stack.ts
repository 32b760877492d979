import path from 'node:path';
import { ROOT } from '../root.js';
import { tryLock } from '../process/file-lock.js';
import { forceEnd } from '../process/watchdog.js';
import { StopRequest } from '../process/stop-request.js';
import { readEnvironment } from '../start/environment.js';
import { keepRunning } from '../start/keep-running.js';
import { startStack } from '../start/stack.js';
import { endLeftovers } from '../start/start.js';
import { Steps } from '../start/steps.js';
import { ToolError } from '../tool-error.js';

/** `npm run stack`: Kafka and PostgreSQL, until Ctrl-C. */
export async function run(): Promise<number> {
  // On stderr, so that stdout has the two lines and nothing else.
  const steps = new Steps((line) => console.error(line));
  const forced: Promise<void>[] = [];
  const request = new StopRequest(() => {
    if (forced.length === 0) forced.push(forceEnd().finally(() => process.exit(130)));
  });
  const environment = readEnvironment(ROOT);
  const lock = await tryLock(path.join(environment.dataDir, 'supervisor.lock'));
  if ('heldBy' in lock) {
    throw new ToolError(
      'ALREADY_RUNNING',
      `${environment.dataDir} is in use by process ${lock.heldBy.pid}: stop that one, or set LOG_MONITOR_DATA_DIR to another folder.`,
    );
  }
  try {
    await endLeftovers(environment.dataDir);
    const stack = await startStack(environment, steps, request.signal);
    keepRunning(stack, steps, request.signal);
    console.log(`KAFKA_BOOTSTRAP_SERVERS=${stack.bootstrapServers}\nDATABASE_URL=${stack.databaseUrl}`);
    await request.asked();
    await stack.stop((name, startedAt) => steps.done(name, 'stopped', startedAt));
    await Promise.all(forced);
    return 0;
  } catch (error) {
    if (error instanceof ToolError && error.code === 'ABORTED') return 130;
    throw error;
  } finally {
    await lock.release();
    request.close();
  }
}
