import { type CreateLoggerOptions, type MonitoredLogger, createLogger } from './create-logger.js';
import { KafkaTransport } from '../transport/kafka-transport.js';
import type { KafkaTransportOptions } from '../options/transport-options.js';
import type { TransportStats } from '../transport/transport-core.js';

export interface LogMonitorOptions extends Omit<CreateLoggerOptions, 'kafka'> {
  kafka?: KafkaTransportOptions;
}

/**
 * The one-liner: a logger of the given service that writes to the console and to Kafka.
 *
 * ```ts
 * const { logger } = new LogMonitor('booking');
 * logger.critical('Out of disk', { err });
 * ```
 */
export class LogMonitor {
  readonly logger: MonitoredLogger;
  readonly transport: KafkaTransport;

  /** @param service name of the service; without it, `SERVICE_NAME` or the name in package.json */
  constructor(service?: string, options: LogMonitorOptions = {}) {
    const { kafka, transports, ...rest } = options;
    this.transport = new KafkaTransport({ ...kafka, ...(service === undefined ? {} : { service }) });
    const more = transports === undefined ? [] : Array.isArray(transports) ? transports : [transports];
    this.logger = createLogger({ ...rest, kafka: false, transports: [this.transport, ...more] });
  }

  /** See {@link KafkaTransport.flush}. */
  flush(ms?: number): Promise<boolean> {
    return this.transport.flush(ms);
  }

  /** See {@link KafkaTransport.shutdown}. */
  shutdown(ms?: number): Promise<boolean> {
    return this.transport.shutdown(ms);
  }

  stats(): TransportStats {
    return this.transport.stats();
  }
}
