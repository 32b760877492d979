import { ROOT } from '../checkout/root.js';
import { readEnvironment } from '../stack/environment.js';
import { openDataDir, startStack, undoAll, type Undo } from '../stack/stack.js';
import { Steps } from '../stack/steps.js';
import { StopRequest } from '../stack/stop-request.js';

/** `npm run stack`: Kafka and PostgreSQL, until Ctrl-C. */
export async function run(): Promise<number> {
  // On stderr, so that stdout has the two lines and nothing else.
  const steps = new Steps((line) => console.error(line));
  const request = new StopRequest();
  const undo: Undo = [];
  try {
    const environment = readEnvironment(ROOT);
    await openDataDir(environment, undo);
    const stack = await startStack(environment, steps, request.signal, undo);
    console.log(`KAFKA_BOOTSTRAP_SERVERS=${stack.bootstrapServers}\nDATABASE_URL=${stack.databaseUrl}`);
    await request.asked();
    return 0;
  } finally {
    await undoAll(undo);
    request.close();
  }
}
