import { type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { LogMonitor } from '@log-monitor/winston-kafka';
import express from 'express';
import { createBooking } from '../booking/booking-app.js';
import { createNotification } from '../notification/notification-app.js';
import { type ServiceName, type ServiceUrls } from '../service-name.js';
import { createUsermanagement } from '../usermanagement/usermanagement-app.js';
import { type DemoLogger } from './demo-logger.js';
import { unroutedErrors } from './endpoint.js';
import { requestLog } from './request-log.js';
import { requestScope } from './request-scope.js';
import { type ServiceParts } from './service-parts.js';

const CREATE: Readonly<Record<ServiceName, (logger: DemoLogger, urls: ServiceUrls) => Promise<ServiceParts>>> = {
  usermanagement: createUsermanagement,
  booking: createBooking,
  notification: createNotification,
};

/** Requests in flight get this long to finish when the service is ended, in milliseconds. */
const DRAIN_MS = 1_200;

/** The records still held get this long to reach Kafka, in milliseconds; both, after the traffic's second, stay under 5 s. */
const FLUSH_MS = 2_300;

export interface ListenOptions {
  readonly host: string;
  /** 0 takes a free port. */
  readonly port: number;
}

/** One service of the demo: its HTTP server, its logger, its beginning and its end. */
export class ServiceProcess {
  readonly #monitor: LogMonitor;
  readonly #app = express();
  #server: Server | undefined;
  #parts: ServiceParts | undefined;

  constructor(readonly name: ServiceName) {
    this.#monitor = new LogMonitor(name);
    process.on('unhandledRejection', this.#onUnhandledRejection);
  }

  get logger(): DemoLogger {
    return this.#monitor.logger;
  }

  /**
   * Starts listening. Until `serve` is called, only `/health` answers, with 503.
   *
   * @returns the port
   */
  async listen({ host, port }: ListenOptions): Promise<number> {
    this.#app.disable('x-powered-by');
    this.#app.get('/health', (_request, response) => {
      const ready = this.#parts !== undefined;
      response.status(ready ? 200 : 503).json({ status: ready ? 'ok' : 'starting', service: this.name });
    });
    const server = await new Promise<Server>((resolve, reject) => {
      const listening = this.#app.listen(port, host, (error) => (error ? reject(error) : resolve(listening)));
    });
    this.#server = server;
    return (server.address() as AddressInfo).port;
  }

  /** Begins to do the service's work, now that the addresses of the others are known. */
  async serve(urls: ServiceUrls): Promise<void> {
    const parts = await CREATE[this.name](this.logger, urls);
    const http = this.logger.child({ logger: 'http' });
    this.#app.use(requestScope(), requestLog(http), express.json(), parts.router, unroutedErrors(http));
    this.#parts = parts;
    this.logger.info('Service started', { logger: 'main' });
  }

  /** Finishes what is in flight, then delivers every record. Never rejects. */
  async stop(): Promise<void> {
    const server = this.#server;
    if (server !== undefined) await closeGently(server);
    await this.#parts?.stop();
    this.logger.info('Service stopped', { logger: 'main' });
    await this.#monitor.shutdown(FLUSH_MS);
    process.off('unhandledRejection', this.#onUnhandledRejection);
  }

  readonly #onUnhandledRejection = (reason: unknown): void => {
    this.logger.error('A rejected promise was not handled', { logger: 'process', err: reason });
  };
}

async function closeGently(server: Server): Promise<void> {
  const deadline = setTimeout(() => server.closeAllConnections(), DRAIN_MS);
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
  });
  clearTimeout(deadline);
}
