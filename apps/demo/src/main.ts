import { InvalidEnvironmentError, readEnvironment, urlsOfOthers } from './environment.js';
import { runOrExplain } from './run-or-explain.js';
import { isServiceName, SERVICE_NAMES, type ServiceName } from './service-name.js';
import { ServiceEndedError, Supervisor } from './supervisor.js';
import { Traffic } from './traffic/traffic.js';

const TRAFFIC = 'traffic';

/**
 * `main.js` starts everything; `main.js usermanagement`, `main.js booking traffic`, … only the parts that are named.
 * One service alone runs in this process; otherwise each has a process of its own, and the traffic is here.
 */
async function main(parts: readonly string[]): Promise<void> {
  const unknown = parts.filter((part) => part !== TRAFFIC && !isServiceName(part));
  if (unknown.length > 0) {
    throw new InvalidEnvironmentError(
      `there is no part ${unknown.join(', ')}; the parts are ${[...SERVICE_NAMES, TRAFFIC].join(', ')}`,
    );
  }
  const services = parts.length === 0 ? [...SERVICE_NAMES] : parts.filter(isServiceName);
  const withTraffic = parts.length === 0 || parts.includes(TRAFFIC);
  const [only] = services;
  if (only !== undefined && services.length === 1 && !withTraffic) {
    // Loaded only here: a supervisor needs none of it, and starts sooner and smaller without.
    const { runService } = await import('./service/run-service.js');
    await runService(only);
  } else {
    await supervise(services, withTraffic);
  }
}

async function supervise(names: readonly ServiceName[], withTraffic: boolean): Promise<void> {
  const environment = readEnvironment(process.env);
  const elsewhere = urlsOfOthers(names, environment);
  const stopRequested = untilStopRequested();
  const supervisor = new Supervisor(names, environment.port);
  let traffic: Traffic | undefined;
  try {
    const urls = await Promise.race([supervisor.start(elsewhere), stopRequested]);
    if (urls !== undefined) {
      for (const name of names) process.stdout.write(`${name} listens on ${urls[name]}\n`);
      if (withTraffic && environment.rate > 0) {
        traffic = new Traffic(urls, environment);
        void traffic.start();
      }
      const ended = await Promise.race([supervisor.firstEnded(), stopRequested]);
      if (ended !== undefined) throw new ServiceEndedError(`${ended.name} ended with exit code ${ended.code}`);
    }
  } finally {
    await traffic?.stop();
    const clean = await supervisor.stop();
    if (traffic !== undefined) {
      const { counts } = traffic;
      process.stdout.write(
        `Traffic: ${counts.sent} requests sent, ${counts.unanswered} unanswered, ${counts.skipped} skipped\n`,
      );
    }
    if (!clean) process.exitCode = 1;
  }
  // Idle keep-alive connections of the traffic would hold the process a few seconds longer.
  process.exit();
}

/** Resolves on SIGTERM, SIGINT (Ctrl-C), or when the process that started this one with a channel is gone. */
async function untilStopRequested(): Promise<undefined> {
  await new Promise<void>((resolve) => {
    process.on('SIGTERM', () => resolve());
    process.on('SIGINT', () => resolve());
    process.on('disconnect', () => resolve());
  });
}

await runOrExplain(() => main(process.argv.slice(2)));
