import winston from 'winston';
import { KafkaTransport } from './kafka-transport.js';
import { levelColors, levels } from './levels.js';
import { EnvironmentReader } from './options/environment-reader.js';
import { type KafkaTransportOptions } from './options/transport-options.js';

/** winston's logger with the level that npm's set lacks. */
export interface MonitoredLogger extends winston.Logger {
  critical: winston.LeveledLogMethod;
  warning: winston.LeveledLogMethod;
}

export interface CreateLoggerOptions extends winston.LoggerOptions {
  /** Options of the Kafka transport; false leaves it out. */
  kafka?: KafkaTransportOptions | false;
  /** Lines on the console too. Default true. */
  console?: boolean;
}

/**
 * `winston.createLogger` with `levels`, the Kafka transport and a console. The level is the option, then `LOG_LEVEL`,
 * then `debug`. Transports passed in `transports` are added to both.
 */
export function createLogger(options: CreateLoggerOptions = {}): MonitoredLogger {
  const { kafka, console: withConsole = true, transports, ...rest } = options;
  winston.addColors(levelColors);
  const all: winston.transport[] = [];
  if (withConsole) all.push(new winston.transports.Console({ format: consoleFormat() }));
  if (kafka !== false) all.push(new KafkaTransport(kafka));
  if (transports !== undefined) all.push(...(Array.isArray(transports) ? transports : [transports]));
  return winston.createLogger({
    level: levelFromEnvironment() ?? 'debug',
    ...rest,
    levels,
    transports: all,
  }) as MonitoredLogger;
}

function levelFromEnvironment(): string | undefined {
  const read = new EnvironmentReader(process.env, (line) => process.stderr.write(`[log-monitor] ${line}\n`));
  return read.oneOf('LOG_LEVEL', Object.keys(levels));
}

function consoleFormat(): winston.Logform.Format {
  const { combine, colorize, errors, printf, timestamp } = winston.format;
  const line = printf((info) => {
    const stack = typeof info['stack'] === 'string' ? `\n${info['stack']}` : '';
    return `${String(info['timestamp'])} ${info.level} ${String(info.message)}${stack}`;
  });
  const shown = combine(errors({ stack: true }), timestamp(), line);
  return process.stdout.isTTY ? combine(colorize(), shown) : shown;
}
