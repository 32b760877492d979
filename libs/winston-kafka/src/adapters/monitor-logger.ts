import type { MonitoredLogger } from '../logger/create-logger.js';
import { isErrorLike } from '../encode/encode-error.js';
import type { LevelName } from '../logger/levels.js';
import type { LogMonitor } from '../logger/log-monitor.js';

/** Nest's names of levels. */
export type NestLevel = 'log' | 'error' | 'warn' | 'debug' | 'verbose' | 'fatal';

const WINSTON_LEVEL: Readonly<Record<NestLevel, LevelName>> = {
  fatal: 'critical',
  error: 'error',
  warn: 'warning',
  log: 'info',
  debug: 'debug',
  verbose: 'verbose',
};
const STACK = /\n\s+at /;
const ROUNDS = 20;

/**
 * Nest's `LoggerService` over a {@link LogMonitor}: `app.useLogger(app.get(MonitorLogger))` sends everything that
 * Nest and `new Logger(Name)` log to Kafka, also what `bufferLogs` kept from before.
 */
export class MonitorLogger {
  #enabled: ReadonlySet<NestLevel> = new Set(Object.keys(WINSTON_LEVEL) as NestLevel[]);

  constructor(readonly monitor: LogMonitor) {}

  /** The winston logger of the monitor. */
  get logger(): MonitoredLogger {
    return this.monitor.logger;
  }

  log(message: unknown, ...rest: unknown[]): void {
    this.#write('log', message, rest);
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.#write('error', message, rest);
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.#write('warn', message, rest);
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.#write('debug', message, rest);
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.#write('verbose', message, rest);
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.#write('fatal', message, rest);
  }

  /** Nest's own switch: only these levels pass. */
  setLogLevels(levels: NestLevel[]): void {
    this.#enabled = new Set(levels);
  }

  /**
   * Nest's last hook. Other providers may log in theirs, and a signal ends the process right after: so everything is
   * delivered, again for as long as something comes, and the end is told. The logger stays usable.
   */
  async onApplicationShutdown(): Promise<void> {
    for (let round = 0; round < ROUNDS; round++) {
      const finished = await this.monitor.transport.finish();
      await new Promise((resolve) => setImmediate(resolve));
      if (!finished || this.monitor.stats().buffered === 0) return;
    }
  }

  #write(level: NestLevel, message: unknown, rest: unknown[]): void {
    if (!this.#enabled.has(level)) return;
    let info: Record<string, unknown>;
    try {
      info = infoOf(level, message, rest);
    } catch {
      // A getter or a proxy among the arguments throws; below `args` it is shown as far as it can be.
      info = { level: WINSTON_LEVEL[level], message: '', args: [message, ...rest] };
    }
    this.logger.log(info as { level: string; message: string });
  }
}

/** One Nest call as winston's info. */
function infoOf(level: NestLevel, message: unknown, rest: unknown[]): Record<string, unknown> {
  const { context, stack, extra } = splitArguments(level, rest);
  let info: Record<string, unknown> = { level: WINSTON_LEVEL[level] };
  if (isErrorLike(message)) Object.assign(info, { message: (message as Error).message, err: message });
  else if (typeof message === 'object' && message !== null)
    Object.assign(info, { message: '' }, message, { level: info['level'] });
  else info['message'] = String(message);
  if (context !== undefined) info['logger'] = context;
  if (stack !== undefined && info['err'] === undefined) info['stack'] = stack;
  const error = extra.find(isErrorLike);
  if (error !== undefined && info['err'] === undefined) info['err'] = error;
  const others = extra.filter((value) => value !== error);
  const [fields] = others;
  if (others.length === 1 && isPlainObject(fields)) info = { ...fields, ...info };
  else if (others.length > 0) info['args'] = others;
  return info;
}

/** What winston's users expect to become fields. */
function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

/** Nest calls `(message, …, context)`, and `error(message, stack?, context?)`: a text with lines of a trace is a stack. */
function splitArguments(level: NestLevel, rest: unknown[]): { context?: string; stack?: string; extra: unknown[] } {
  const extra = rest.filter((value) => value !== undefined);
  let context: string | undefined;
  let stack: string | undefined;
  const last = extra.at(-1);
  if (typeof last === 'string' && !STACK.test(last)) context = extra.pop() as string;
  if (level === 'error' || level === 'fatal') {
    const at = extra.findIndex((value) => typeof value === 'string' && STACK.test(value));
    if (at >= 0) [stack] = extra.splice(at, 1) as [string];
  }
  return { extra, ...(context === undefined ? {} : { context }), ...(stack === undefined ? {} : { stack }) };
}
