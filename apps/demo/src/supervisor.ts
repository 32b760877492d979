import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { SUPERVISED_FLAG, type ToService, type ToSupervisor } from './process-message.js';
import { type ServiceName, type ServiceUrls } from './service-name.js';

/** A service that was told to end and has not is killed after this time, in milliseconds. */
const STOP_MS = 3_900;

/** A service ended although nobody told it to. */
export class ServiceEndedError extends Error {
  override readonly name = 'ServiceEndedError';
  readonly code = 'DEMO_SERVICE_ENDED';
}

/** One service in a process of its own, seen from the supervisor. */
class SupervisedService {
  readonly #child: ChildProcess;
  readonly ended: Promise<number>;

  constructor(
    readonly name: ServiceName,
    port: number,
  ) {
    const program = fileURLToPath(new URL(`./${name}/main.js`, import.meta.url));
    const env = { ...process.env, DEMO_PORT: String(port) };
    this.#child = fork(program, [SUPERVISED_FLAG], { stdio: 'inherit', env });
    this.ended = once(this.#child, 'exit').then(([code]) => (code as number | null) ?? 1);
  }

  /** @throws ServiceEndedError when it ends before it answers */
  async hear<T extends ToSupervisor['type']>(type: T): Promise<Extract<ToSupervisor, { type: T }>> {
    return await new Promise((resolve, reject) => {
      const onMessage = (message: ToSupervisor): void => {
        if (message.type !== type) return;
        this.#child.off('message', onMessage);
        resolve(message as Extract<ToSupervisor, { type: T }>);
      };
      this.#child.on('message', onMessage);
      void this.ended.then((code) =>
        reject(new ServiceEndedError(`${this.name} ended with exit code ${code} before it was ready`)),
      );
    });
  }

  tell(message: ToService): void {
    if (this.#child.connected) this.#child.send(message);
  }

  /** @returns the exit code */
  async stop(): Promise<number> {
    this.tell({ type: 'stop' });
    const killer = setTimeout(() => this.#child.kill('SIGKILL'), STOP_MS);
    const code = await this.ended;
    clearTimeout(killer);
    return code;
  }
}

/** Starts services as child processes, tells them where the others are, and ends them. */
export class Supervisor {
  readonly #services: readonly SupervisedService[];

  /** @param port for the one service that is started; several ones each take a free port */
  constructor(names: readonly ServiceName[], port: number) {
    this.#services = names.map((name) => new SupervisedService(name, names.length === 1 ? port : 0));
  }

  /**
   * Waits until every service serves.
   *
   * @param elsewhere addresses of services that others run
   * @returns the addresses of all services
   * @throws ServiceEndedError when one of them cannot start
   */
  async start(elsewhere: Partial<ServiceUrls>): Promise<ServiceUrls> {
    const listening = await Promise.all(
      this.#services.map(async (service) => {
        const { port } = await service.hear('listening');
        return [service.name, `http://127.0.0.1:${port}`] as const;
      }),
    );
    const urls = { ...elsewhere, ...Object.fromEntries(listening) } as ServiceUrls;
    await Promise.all(
      this.#services.map(async (service) => {
        const serving = service.hear('serving');
        service.tell({ type: 'serve', urls });
        await serving;
      }),
    );
    return urls;
  }

  /** Resolves with the name and exit code of the first service that ends. */
  async firstEnded(): Promise<{ name: ServiceName; code: number }> {
    return await Promise.race(
      this.#services.map(async (service) => ({ name: service.name, code: await service.ended })),
    );
  }

  /** @returns true when every service ended by itself and with exit code 0 */
  async stop(): Promise<boolean> {
    const codes = await Promise.all(this.#services.map((service) => service.stop()));
    return codes.every((code) => code === 0);
  }
}
