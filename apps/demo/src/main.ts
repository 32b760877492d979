import { once } from 'node:events';
import { GeneratorError, kafkaSettings } from '@log-monitor/generator';
import { InvalidEnvironmentError, readEnvironment, urlsOfOthers } from './environment.js';
import { GatewayLog } from './gateway/gateway-log.js';
import { startOutsideWorld } from './outside/outside-world.js';
import { isServiceName, SERVICE_NAMES, type ServiceUrls } from './service/service-name.js';
import { currentLogger } from './service/request-scope.js';
import { ServiceProcess } from './service-process.js';
import { Traffic } from './traffic/traffic.js';

const TRAFFIC = 'traffic';
/** The last resort: whatever hangs, the demo is gone this many milliseconds after it was told to end. */
const LAST_RESORT_MS = 4_500;
/** The gateways' last lines get this long to reach Kafka, in milliseconds; the services end meanwhile. */
const GATEWAYS_STOP_MS = 2_000;

/** `main.js` starts everything; `main.js usermanagement`, `main.js booking traffic`, … only the parts that are named. */
async function main(parts: readonly string[]): Promise<void> {
  const unknown = parts.filter((part) => part !== TRAFFIC && !isServiceName(part));
  if (unknown.length > 0) {
    const known = [...SERVICE_NAMES, TRAFFIC].join(', ');
    throw new InvalidEnvironmentError(`there is no part ${unknown.join(', ')}; the parts are ${known}`);
  }
  const environment = readEnvironment(process.env);
  const names = parts.length === 0 ? [...SERVICE_NAMES] : parts.filter(isServiceName);
  const elsewhere = urlsOfOthers(names, environment);
  const stopRequested = Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')]);
  const services = names.map((name) => new ServiceProcess(name));
  process.on('unhandledRejection', (err) => {
    const logger = currentLogger() ?? services[0]?.logger;
    logger?.error('A rejected promise was not handled', { logger: 'process', err });
  });
  const own = await Promise.all(
    services.map(async (service) => {
      const port = await service.listen(environment.DEMO_HOST, names.length === 1 ? environment.DEMO_PORT : 0);
      return [service.name, `http://127.0.0.1:${port}`] as const;
    }),
  );
  const urls = { ...elsewhere, ...Object.fromEntries(own) } as ServiceUrls;
  const world = await startOutsideWorld();
  for (const service of services) service.serve(world, urls);
  for (const [name, url] of own) process.stdout.write(`${name} listens on ${url}\n`);
  const withTraffic = (parts.length === 0 || parts.includes(TRAFFIC)) && environment.DEMO_RATE > 0;
  const shape = { seed: environment.DEMO_SEED, rate: environment.DEMO_RATE, daySeconds: environment.DEMO_DAY_SECONDS };
  const gateways =
    withTraffic && environment.DEMO_GATEWAYS ? new GatewayLog(urls, kafkaSettings(process.env)) : undefined;
  const traffic = withTraffic ? new Traffic(urls, shape, (exchange) => gateways?.add(exchange)) : undefined;
  void traffic?.run();

  await stopRequested;
  setTimeout(() => process.exit(1), LAST_RESORT_MS).unref();
  await traffic?.stop();
  await Promise.all([gateways?.stop(GATEWAYS_STOP_MS), ...services.map((service) => service.stop())]);
  if (traffic) process.stdout.write(`Traffic: ${traffic.summary}\n`);
  if (gateways) process.stdout.write(`Gateways: ${gateways.summary}\n`);
  // Idle keep-alive connections of the traffic would hold the process a few seconds longer.
  process.exit();
}

/** What keeps it from starting is told in one sentence; a bug keeps its stack. */
function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof InvalidEnvironmentError || error instanceof GeneratorError) return error.message;
  const code = 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE') return `the port of DEMO_PORT is taken (${error.message}); set another one, or 0`;
  return error.stack ?? error.message;
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`log-monitor demo: ${explain(error)}\n`);
  process.exit(1);
}
