export { type CallContext, currentContext, withContext } from './context/call-context.js';
export { contextMiddleware } from './context/context-middleware.js';
export { type CreateLoggerOptions, type MonitoredLogger, createLogger } from './logger/create-logger.js';
export { KafkaTransport } from './transport/kafka-transport.js';
export { type LevelName, levels } from './logger/levels.js';
export { LogMonitor, type LogMonitorOptions } from './logger/log-monitor.js';
export type {
  KafkaTransportOptions,
  RedactionOptions,
  SaslOptions,
  SpoolOptions,
} from './options/transport-options.js';
export type { TransportStats } from './transport/transport-core.js';
