// Temporary: until @log-monitor/winston-kafka exports these. Console only.
import { AsyncLocalStorage } from 'node:async_hooks';
import winston from 'winston';

const storage = new AsyncLocalStorage<Record<string, unknown>>();
const levels = { critical: 0, error: 1, warning: 2, warn: 2, info: 3, http: 4, verbose: 5, debug: 6, silly: 7 };

export class LogMonitor {
  readonly logger: winston.Logger;
  constructor(service: string) {
    const context = winston.format((info) => Object.assign(info, storage.getStore(), { service }));
    const errors = winston.format((info) => {
      const chain = (e: unknown): unknown =>
        e instanceof Error
          ? { type: e.name, message: e.message, code: (e as { code?: string }).code, cause: chain(e.cause) }
          : e;
      if (info.err) info.err = chain(info.err);
      return info;
    });
    this.logger = winston.createLogger({
      levels,
      level: 'silly',
      format: winston.format.combine(context(), errors(), winston.format.json()),
      transports: [new winston.transports.Console()],
    });
  }
  async close(_timeoutMs: number): Promise<void> {
    await new Promise<void>((resolve) => this.logger.once('finish', resolve).end());
  }
}

export function withContext<T>(context: Record<string, unknown>, work: () => T): T {
  return storage.run({ ...storage.getStore(), ...context }, work);
}

export function contextMiddleware() {
  return (request: { headers: Record<string, unknown> }, _response: unknown, next: () => void): void =>
    withContext({ requestId: request.headers['x-request-id'] }, next);
}
