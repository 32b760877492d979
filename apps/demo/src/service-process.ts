import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { LogMonitor } from '@log-monitor/winston-kafka';
import express, { type Router } from 'express';
import { bookingRoutes } from './booking/booking-routes.js';
import { notificationRoutes } from './notification/notification-routes.js';
import type { OutsideWorld } from './outside/outside-world.js';
import type { ServiceName, ServiceUrls } from './service/service-name.js';
import { usermanagementRoutes } from './usermanagement/usermanagement-routes.js';
import { requestLog } from './service/request-log.js';
import { type DemoLogger, requestScope } from './service/request-scope.js';
import { answerError } from './service/step.js';

const ROUTES: Readonly<Record<ServiceName, (world: OutsideWorld, urls: ServiceUrls) => Router>> = {
  usermanagement: usermanagementRoutes,
  booking: bookingRoutes,
  notification: notificationRoutes,
};

/** Requests in flight get this long to finish when the service is ended, in milliseconds. */
const DRAIN_MS = 1_200;
/** The records still held get this long to reach Kafka, in milliseconds; both, after the traffic's second, stay under 5 s. */
const FLUSH_MS = 2_300;

/** One service of the demo: its HTTP server, its logger, its beginning and its end. */
export class ServiceProcess {
  readonly #monitor: LogMonitor;
  readonly #app = express().disable('x-powered-by');
  #server: Server | undefined;
  #serves = false;

  constructor(readonly name: ServiceName) {
    this.#monitor = new LogMonitor(name);
  }

  get logger(): DemoLogger {
    return this.#monitor.logger;
  }

  /**
   * Starts listening. Until `serve` is called, only `/health` answers, with 503.
   *
   * @param port 0 takes a free one
   * @returns the port
   */
  async listen(host: string, port: number): Promise<number> {
    this.#app.get('/health', (_request, response) => {
      const status = this.#serves ? 'ok' : 'starting';
      response.status(this.#serves ? 200 : 503).json({ status, service: this.name });
    });
    const server = await new Promise<Server>((resolve, reject) => {
      const listening = this.#app.listen(port, host, (error) => (error ? reject(error) : resolve(listening)));
    });
    this.#server = server;
    return (server.address() as AddressInfo).port;
  }

  /** Begins to do the service's work, now that the addresses of the others are known. */
  serve(world: OutsideWorld, urls: ServiceUrls): void {
    const routes = ROUTES[this.name](world, urls);
    this.#app.use(requestScope(this.logger), requestLog, express.json(), routes, answerError);
    this.#serves = true;
    this.logger.info('Service started', { logger: 'main' });
  }

  /** Finishes what is in flight, then delivers every record. Never rejects. */
  async stop(): Promise<void> {
    const server = this.#server;
    if (server !== undefined) {
      const deadline = setTimeout(() => server.closeAllConnections(), DRAIN_MS);
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
      });
      clearTimeout(deadline);
    }
    this.logger.info('Service stopped', { logger: 'main' });
    await this.#monitor.shutdown(FLUSH_MS);
  }
}
