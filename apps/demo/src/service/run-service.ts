import { readEnvironment, urlsOfOthers } from '../environment.js';
import { SUPERVISED_FLAG, type ToService, type ToSupervisor } from '../process-message.js';
import { type ServiceName, type ServiceUrls } from '../service-name.js';
import { ServiceProcess } from './service-process.js';

/** The last resort: whatever hangs, a service that was told to end is gone after this time, in milliseconds. */
const LAST_RESORT_MS = 3_800;

/**
 * Runs one service in this process until it is told to end: by its supervisor, by the supervisor's death, or, when it
 * was started on its own, by SIGTERM or SIGINT.
 */
export async function runService(name: ServiceName): Promise<void> {
  const environment = readEnvironment(process.env);
  const supervised = process.argv.includes(SUPERVISED_FLAG);
  const peers = supervised ? undefined : urlsOfOthers([name], environment);
  const service = new ServiceProcess(name);
  endOnRequest(service, supervised);
  const port = await service.listen({ host: environment.host, port: environment.port });
  if (peers !== undefined) {
    await service.serve({ ...peers, [name]: `http://127.0.0.1:${port}` } as ServiceUrls);
    process.stdout.write(`${name} listens on http://${environment.host}:${port}\n`);
    return;
  }
  process.on('message', (message: ToService) => {
    if (message.type !== 'serve') return;
    service.serve(message.urls).then(() => tellSupervisor({ type: 'serving' }), endWithError);
  });
  tellSupervisor({ type: 'listening', port });
}

function tellSupervisor(message: ToSupervisor): void {
  process.send?.(message);
}

function endOnRequest(service: ServiceProcess, supervised: boolean): void {
  let ending = false;
  const end = (): void => {
    if (ending) return;
    ending = true;
    setTimeout(() => process.exit(1), LAST_RESORT_MS).unref();
    service.stop().then(() => process.exit(0), endWithError);
  };
  process.on('SIGTERM', end);
  // A terminal sends Ctrl-C to the whole group: the supervisor ends the traffic first and then tells us.
  process.on('SIGINT', supervised ? () => undefined : end);
  if (!supervised) return;
  process.on('message', (message: ToService) => {
    if (message.type === 'stop') end();
  });
  process.on('disconnect', end);
}

function endWithError(error: unknown): void {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exit(1);
}
