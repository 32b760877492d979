import type { LoggerService } from '@nestjs/common';
import { LogMonitor } from '@log-monitor/winston-kafka';
import type { Configuration } from '../configuration/configuration.js';

/** What Nest says of its own start-up is of no use to who runs the monitor. */
const NEST_START_UP = new Set(['InstanceLoader', 'RoutesResolver', 'RouterExplorer', 'NestFactory', 'NestApplication']);

/** A monitor in trouble must not fill its own topic. */
const MAX_RECORDS_PER_SECOND = 50;

/** The monitor makes its topics itself and says where it may not: what the transport says of them until then misleads. */
const OF_A_TOPIC = /^topic \S+ cannot be written/;

/**
 * The monitor's own log: on the console, and through our transport like every other service's, so that it is found among them.
 */
export class OwnLog implements LoggerService {
  readonly #monitor: LogMonitor;

  constructor({ identity, kafka }: Configuration) {
    const { environment } = identity;
    this.#monitor = new LogMonitor(identity.service, {
      level: 'info',
      kafka: {
        host: identity.host,
        version: identity.version,
        ...(environment !== undefined && { environment }),
        brokers: kafka.bootstrapServers,
        ...(kafka.tls && { ssl: kafka.tls }),
        ...(kafka.sasl && { sasl: kafka.sasl }),
        topic: kafka.logTopic,
        errorTopic: kafka.errorLogTopic,
        maxRecordsPerSecond: MAX_RECORDS_PER_SECOND,
        onNotice: (line) => {
          if (!OF_A_TOPIC.test(line)) process.stderr.write(`[log-monitor] ${line}\n`);
        },
      },
    });
  }

  log(message: unknown, ...rest: unknown[]): void {
    const context = contextOf(rest);
    if (context === undefined || !NEST_START_UP.has(context)) this.#write('info', message, context);
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.#write('warning', message, contextOf(rest));
  }

  /** Nest passes `(message, stack?, context?)`. */
  error(message: unknown, ...rest: unknown[]): void {
    const stack = rest.length > 1 && typeof rest[0] === 'string' ? rest[0] : undefined;
    this.#write('error', message, contextOf(rest), stack);
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.#write('critical', message, contextOf(rest));
  }

  /** Sends what is still held; the last thing that the process does. Never rejects. */
  async end(milliseconds: number): Promise<void> {
    await this.#monitor.shutdown(milliseconds);
  }

  #write(level: 'info' | 'warning' | 'error' | 'critical', message: unknown, context?: string, stack?: string): void {
    const err = message instanceof Error ? message : undefined;
    const text = err?.message ?? (typeof message === 'string' ? message : JSON.stringify(message));
    const { logger } = this.#monitor;
    logger[level](text, {
      ...(context !== undefined && { logger: context }),
      ...(err !== undefined && { err }),
      ...(stack !== undefined && { stack }),
    });
  }
}

/** Nest's convention: the last text is the logger's name. */
function contextOf(rest: readonly unknown[]): string | undefined {
  const last = rest.at(-1);
  return typeof last === 'string' && !last.includes('\n') ? last : undefined;
}
