import path from 'node:path';
import { ROOT } from '../root.js';
import { forceEnd } from '../process/watchdog.js';
import { StopRequest } from '../process/stop-request.js';
import { readEnvironment } from '../start/environment.js';
import { startSystem, type AppScripts } from '../start/start.js';
import { Steps } from '../start/steps.js';
import { ToolError } from '../tool-error.js';

/** `npm start`: the whole system, until Ctrl-C. */
export async function run(_args: string[], scripts?: AppScripts): Promise<number> {
  const steps = new Steps();
  const forced: Promise<void>[] = [];
  const request = new StopRequest(() => {
    if (forced.length > 0) return;
    steps.text('\n  Forced: the parts that still run are killed.');
    forced.push(forceEnd().finally(() => process.exit(130)));
  });
  try {
    const environment = readEnvironment(ROOT);
    const system = await startSystem(environment, steps, request.signal, scripts);
    steps.text(`
  Dashboard    ${system.url}
  Log files    ${shown(path.join(environment.dataDir, 'logs'))}
  Ready after ${process.uptime().toFixed(1)} s. Ctrl-C stops everything.
  Another service on this machine logs to it with:
  KAFKA_BOOTSTRAP_SERVERS=${system.bootstrapServers}`);
    await request.asked();
    steps.text('\n  Stopping; a second Ctrl-C forces it.');
    await system.stop();
    // The proper stop may get to its end before the forced one, since its parts are gone.
    await Promise.all(forced);
    return 0;
  } catch (error) {
    if (error instanceof ToolError && error.code === 'ABORTED') return 130;
    throw error;
  } finally {
    request.close();
  }
}

/** Relative to where the reader is, if it lies below. */
function shown(folder: string): string {
  const relative = path.relative(process.cwd(), folder);
  return relative.startsWith('..') ? folder : relative;
}
