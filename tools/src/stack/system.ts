import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { throwIfAborted, ToolError } from '../checkout/tool-error.js';
import { App, APP_SCRIPTS, type AppName } from './app.js';
import type { StartEnvironment } from './environment.js';
import { keepRunning } from './keep-running.js';
import { ask, monitorUrl, untilMonitorReady } from './monitor-health.js';
import { describeEnd } from './process/part.js';
import { isPortFree } from './process/port.js';
import { openDataDir, startStack, undoAll, type Stack, type Undo } from './stack.js';
import type { Steps } from './steps.js';

/** The monitor logs to itself too; its errors are not the demo's. */
const DEMO_SERVICES = 'usermanagement,booking,notification';
const FIRST_ERROR_PATIENCE_MS = 30_000;

/** The whole system on this machine. */
export interface RunningSystem extends Stack {
  url: string;
  /** Demo, monitor, Kafka, PostgreSQL: writers before what they write to, so that nothing is lost. */
  stop(): Promise<void>;
}

/**
 * Brings up Kafka, PostgreSQL, the monitor and the demo services, in this order, one line per step.
 *
 * @param scripts tests put their own here
 * @throws ToolError whose message is for the reader; what had been started by then is stopped.
 */
export async function startSystem(
  environment: StartEnvironment,
  steps: Steps,
  signal: AbortSignal,
  scripts = APP_SCRIPTS,
): Promise<RunningSystem> {
  const undo: Undo = [];
  try {
    await openDataDir(environment, undo);
    await refuseTakenServerPort(environment);
    const stack = await startStack(environment, steps, signal, undo);
    const variables = {
      ...environment.variables,
      KAFKA_BOOTSTRAP_SERVERS: stack.bootstrapServers,
      DATABASE_URL: stack.databaseUrl,
      // Alerts can be read without any mail server.
      ALERT_MAIL_DIR: mailDirOf(environment),
    };
    const app = (name: AppName): App =>
      new App({ name, script: scripts[name], variables, dataDir: environment.dataDir });
    const context: Context = { environment, steps, signal, undo };
    await startMonitor(app('monitor'), context);
    if (environment.demo) await startDemo(app('demo'), context);
    throwIfAborted(signal);
    return { ...stack, url: monitorUrl(environment), stop: () => undoAll(undo) };
  } catch (error) {
    await undoAll(undo);
    throw error;
  }
}

/** Where the monitor puts mails as files. */
export function mailDirOf({ dataDir, variables }: Pick<StartEnvironment, 'dataDir' | 'variables'>): string {
  return variables['ALERT_MAIL_DIR'] || path.join(dataDir, 'mail');
}

async function refuseTakenServerPort({ server }: StartEnvironment): Promise<void> {
  if (await isPortFree(server.port)) return;
  throw new ToolError(
    'PORT_TAKEN',
    `Port ${server.port} for the dashboard is taken by another process: set LOG_MONITOR_SERVER_PORT to another one.`,
  );
}

interface Context {
  environment: StartEnvironment;
  steps: Steps;
  signal: AbortSignal;
  undo: Undo;
}

async function startMonitor(app: App, { environment, steps, signal, undo }: Context): Promise<void> {
  const started = performance.now();
  const say = (line: string): void => steps.say('monitor', line);
  undo.push(() => stopApp(app, steps));
  await app.start((over) => untilMonitorReady(environment, () => app.lastLine(), say, AbortSignal.any([signal, over])));
  undo.push(keepRunning(app, steps));
  steps.done('monitor', `ready at ${monitorUrl(environment)}`, started);
}

async function startDemo(app: App, { environment, steps, signal, undo }: Context): Promise<void> {
  const started = performance.now();
  const since = new Date().toISOString();
  undo.push(() => stopApp(app, steps));
  let arrived = false;
  await app.start(async (over) => {
    arrived = await firstErrorArrives(environment, since, AbortSignal.any([signal, over]));
  });
  undo.push(keepRunning(app, steps));
  const outcome = arrived ? 'its first error is on the dashboard' : 'runs; none of its errors has arrived yet';
  steps.done('demo', outcome, started);
}

/** Waits until an error that a demo service logged since `since` comes back from the monitor; false if none does in time. */
async function firstErrorArrives(environment: StartEnvironment, since: string, signal: AbortSignal): Promise<boolean> {
  const url = `${monitorUrl(environment)}/api/v1/logs/errors?limit=1&from=${since}&service=${DEMO_SERVICES}`;
  const deadline = Date.now() + FIRST_ERROR_PATIENCE_MS;
  while (Date.now() < deadline) {
    throwIfAborted(signal);
    const answer = await ask(url, environment.token);
    if (answer?.status === 200 && (JSON.parse(answer.body) as { count: number }).count > 0) return true;
    await delay(100);
  }
  return false;
}

async function stopApp(app: App, steps: Steps): Promise<void> {
  const started = performance.now();
  const end = await app.stop();
  if (!end) return;
  const proper = end.code === 0 || end.signal === 'SIGTERM';
  steps.done(app.name, proper ? 'stopped' : `ended with ${describeEnd(end)}`, started);
}
