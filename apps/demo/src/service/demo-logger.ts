import { type LogMonitor } from '@log-monitor/winston-kafka';

/** The logger that `new LogMonitor(service)` gives a service: console and Kafka, with `.critical()`. */
export type DemoLogger = LogMonitor['logger'];
