import winston from 'winston';
import { writeDirectly } from './direct-write.js';
import { guardCalls } from './guard-calls.js';
import { KafkaTransport } from '../transport/kafka-transport.js';
import { levelColors, levels } from './levels.js';
import { EnvironmentReader } from '../options/environment-reader.js';
import { noticeTo } from '../options/notice.js';
import type { KafkaTransportOptions } from '../options/transport-options.js';

/** Where winston's formats leave the line's text (triple-beam). */
const MESSAGE = Symbol.for('message');
const JSON_TEXT = neverThrowing(winston.format.json());
/**
 * The line's text is made by those who want one: for Kafka alone it would be made for nothing, and cost more than the rest. winston's
 * exception and rejection handlers hand a record past their transport's format, so theirs is made here.
 */
const AS_IT_IS: winston.Logform.Format = {
  transform: (info) =>
    info['exception'] === true || info['rejection'] === true ? JSON_TEXT.transform(info, JSON_TEXT.options) : info,
};

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
 * then `debug`. Transports passed in `transports` are added to both. Its log methods never throw, whatever they are given, and
 * a transport that is slow holds up no other.
 */
export function createLogger(options: CreateLoggerOptions = {}): MonitoredLogger {
  const { kafka, console: withConsole = true, transports, ...rest } = options;
  winston.addColors(levelColors);
  const all: winston.transport[] = [];
  if (withConsole) all.push(new winston.transports.Console({ format: consoleFormat() }));
  if (kafka !== false) all.push(new KafkaTransport(kafka));
  if (transports !== undefined) all.push(...(Array.isArray(transports) ? transports : [transports]));
  const level = levelFromEnvironment() ?? 'debug';
  const logger = winston.createLogger({
    level,
    format: AS_IT_IS,
    ...rest,
    levels,
  }) as MonitoredLogger;
  if (rest.format === undefined) giveTextTo(logger);
  for (const transport of all) logger.add(transport);
  const notice = noticeTo(kafka === false ? undefined : kafka?.onNotice);
  writeDirectly(logger, notice);
  guardCalls(logger, Object.keys(levels), notice);
  return logger;
}

function levelFromEnvironment(): string | undefined {
  const read = new EnvironmentReader(process.env, noticeTo(undefined));
  return read.oneOf('LOG_LEVEL', Object.keys(levels));
}

function consoleFormat(): winston.Logform.Format {
  const { combine, colorize, errors, printf, timestamp } = winston.format;
  const line = printf((info) => {
    const stack = typeof info['stack'] === 'string' ? `\n${info['stack']}` : '';
    return `${String(info['timestamp'])} ${info.level} ${String(info.message)}${stack}`;
  });
  const shown = combine(errors({ stack: true }), timestamp(), line);
  return neverThrowing(process.stdout.isTTY ? combine(colorize(), shown) : shown);
}

/** Transports that are added from now on get the text that winston's loggers make by default, unless they make their own. */
function giveTextTo(logger: winston.Logger): void {
  const add = logger.add.bind(logger);
  logger.add = (transport) => {
    if (!(transport instanceof KafkaTransport)) transport.format ??= JSON_TEXT;
    return add(transport);
  };
}

/**
 * A format that leaves what it cannot take as it is, but for the text of the line: winston's own JSON throws at a getter
 * that throws, and then no transport would get the record.
 */
function neverThrowing(format: winston.Logform.Format): winston.Logform.Format {
  const transform: winston.Logform.Format['transform'] = (info, options) => {
    try {
      return format.transform(info, options);
    } catch {
      return Object.assign(info, { [MESSAGE]: `${info.level} [a record that cannot be shown as text]` });
    }
  };
  // Who calls a format passes it its own options.
  return format.options === undefined ? { transform } : { transform, options: format.options };
}
