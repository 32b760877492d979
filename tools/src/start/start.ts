import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isPortFree } from '../network/port.js';
import { tryLock } from '../process/file-lock.js';
import { endLeftover, type PartEnd } from '../process/part-process.js';
import { ROOT } from '../root.js';
import { throwIfAborted, ToolError } from '../tool-error.js';
import type { StartEnvironment } from './environment.js';
import { ask, monitorUrl, untilMonitorReady } from './monitor-health.js';
import { startStack, type Stack } from './stack.js';
import type { Steps } from './steps.js';
import { APP_GRACE_MS, describe, pidFileOf, SupervisedApp } from './supervised-app.js';
import { keepRunning } from './keep-running.js';

const DEMO_ORDER = 10;
const MONITOR_ORDER = 20;
/** The monitor logs to itself too; its errors are not the demo's. */
const DEMO_SERVICES = 'usermanagement,booking,notification';
const FIRST_ERROR_PATIENCE_MS = 30_000;

/** The scripts that are started; tests put their own here. */
export interface AppScripts {
  monitor: string;
  demo: string;
}

export const APP_SCRIPTS: AppScripts = { monitor: 'apps/monitor/dist/main.js', demo: 'apps/demo/dist/main.js' };

/** The whole system on this machine. */
export interface RunningSystem {
  url: string;
  bootstrapServers: string;
  databaseUrl: string;
  /** Demo, monitor, Kafka, PostgreSQL: writers before what they write to, so that nothing is lost. */
  stop(): Promise<void>;
}

/**
 * Brings up Kafka, PostgreSQL, the monitor and the demo services, in this order, one line per step.
 *
 * @throws ToolError whose message is for the reader; what had been started by then is stopped.
 */
export async function startSystem(
  environment: StartEnvironment,
  steps: Steps,
  signal: AbortSignal,
  scripts: AppScripts = APP_SCRIPTS,
): Promise<RunningSystem> {
  const lock = await tryLock(path.join(environment.dataDir, 'supervisor.lock'));
  if ('heldBy' in lock) {
    throw new ToolError(
      'ALREADY_RUNNING',
      `${path.relative(ROOT, environment.dataDir) || environment.dataDir} is in use by process ${lock.heldBy.pid}, another npm start or npm run stack: stop that one, or set LOG_MONITOR_DATA_DIR to another folder.`,
    );
  }
  const undo: (() => Promise<void>)[] = [() => lock.release()];
  const stop = async (): Promise<void> => {
    for (let action = undo.pop(); action; action = undo.pop()) await action();
  };
  try {
    await endLeftovers(environment.dataDir);
    await refuseTakenServerPort(environment);
    const stack = await startStack(environment, steps, signal);
    undo.push(() => stack.stop((name, startedAt) => steps.done(name, 'stopped', startedAt)));
    const stopping = new AbortController();
    undo.push(async () => stopping.abort());
    keepRunning(stack, steps, AbortSignal.any([signal, stopping.signal]));
    const variables = {
      ...environment.variables,
      KAFKA_BOOTSTRAP_SERVERS: stack.bootstrapServers,
      DATABASE_URL: stack.databaseUrl,
    };
    await startMonitor({ environment, steps, signal, undo, variables, script: scripts.monitor });
    if (environment.demo) await startDemo({ environment, steps, signal, undo, variables, script: scripts.demo });
    throwIfAborted(signal);
    return describeSystem(environment, stack, stop);
  } catch (error) {
    await stop();
    throw error;
  }
}

function describeSystem(environment: StartEnvironment, stack: Stack, stop: () => Promise<void>): RunningSystem {
  return {
    url: monitorUrl(environment),
    bootstrapServers: stack.bootstrapServers,
    databaseUrl: stack.databaseUrl,
    stop,
  };
}

/** Ends what a supervisor that was killed together with its watchdog has left, in the order of a proper stop. */
export async function endLeftovers(dataDir: string): Promise<void> {
  const app = { stopSignal: 'SIGTERM', graceMs: APP_GRACE_MS } as const;
  await endLeftover({ ...app, pidFile: pidFileOf(dataDir, 'demo') });
  await endLeftover({ ...app, pidFile: pidFileOf(dataDir, 'monitor') });
  await endLeftover({ ...app, pidFile: path.join(dataDir, 'kafka', 'kafka.pid') });
  await endLeftover({ ...app, stopSignal: 'SIGINT', pidFile: path.join(dataDir, 'postgres', 'postgres.pid') });
}

async function refuseTakenServerPort({ server }: StartEnvironment): Promise<void> {
  if (await isPortFree(server.port)) return;
  throw new ToolError(
    'PORT_TAKEN',
    `Port ${server.port} for the dashboard is taken by another process: set LOG_MONITOR_SERVER_PORT to another one.`,
  );
}

interface AppStart {
  environment: StartEnvironment;
  steps: Steps;
  signal: AbortSignal;
  undo: (() => Promise<void>)[];
  variables: NodeJS.ProcessEnv;
  script: string;
}

async function startMonitor({ environment, steps, signal, undo, variables, script }: AppStart): Promise<void> {
  const say = (line: string): void => steps.say('monitor', line);
  const app = new SupervisedApp(
    {
      name: 'monitor',
      script,
      variables,
      dataDir: environment.dataDir,
      order: MONITOR_ORDER,
      showsWarnings: true,
      untilReady: (until) => untilMonitorReady(environment, say, until),
    },
    say,
  );
  undo.push(() => stopApp('monitor', app, steps));
  await steps.run(
    'monitor',
    () => app.start(signal),
    () => `ready at ${monitorUrl(environment)}`,
  );
}

async function startDemo({ environment, steps, signal, undo, variables, script }: AppStart): Promise<void> {
  const since = new Date().toISOString();
  let arrived = false;
  const app = new SupervisedApp(
    {
      name: 'demo',
      script,
      variables,
      dataDir: environment.dataDir,
      order: DEMO_ORDER,
      // Its services fail on purpose, many times a minute; that is for the dashboard, not for this screen.
      showsWarnings: false,
      untilReady: async (until) => {
        arrived = await firstErrorArrives(environment, since, until);
      },
    },
    (line) => steps.say('demo', line),
  );
  undo.push(() => stopApp('demo', app, steps));
  const outcome = (): string =>
    arrived ? 'its first error is on the dashboard' : 'runs; none of its errors has arrived yet';
  await steps.run('demo', () => app.start(signal), outcome);
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

async function stopApp(name: string, app: SupervisedApp, steps: Steps): Promise<void> {
  const started = performance.now();
  const end: PartEnd | undefined = await app.stop();
  if (!end) return;
  const proper = end.code === 0 || end.signal === 'SIGTERM';
  steps.done(name, proper ? 'stopped' : `ended with ${describe(end)}`, started);
}
