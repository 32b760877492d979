import winston from 'winston';
import TransportStream from 'winston-transport';
import type { LogRecord } from '@log-monitor/log-record';
import { withContext } from '../../src/context/call-context.js';
import { currentContext } from '../../src/context/call-context.js';
import { LevelReader } from '../../src/encode/read-level.js';
import { RecordEncoder } from '../../src/encode/record-encoder.js';
import { levels } from '../../src/logger/levels.js';
import type { RedactionOptions } from '../../src/options/transport-options.js';

export const IDENTITY = {
  service: 'booking',
  host: 'host-1',
  instance: '5b0f2a1e-0000-4000-8000-000000000001',
  pid: 4711,
  version: '1.2.3',
  environment: 'test',
};

const REDACT: Required<RedactionOptions> = { keys: [], paths: [], values: true };

export interface Encoding {
  redact?: false | Partial<RedactionOptions>;
  now?: number;
  seq?: number;
}

/** Encodes an info as the transport does, as text. */
export function encodeText(info: object, options: Encoding = {}): string {
  const redact = options.redact === false ? false : { ...REDACT, ...options.redact };
  const encoder = new RecordEncoder(IDENTITY, redact);
  encoder.begin(info, new LevelReader().read(info), options.now ?? Date.now(), currentContext());
  return Buffer.from(encoder.end(options.seq ?? 1)).toString();
}

export function encode(info: object, options: Encoding = {}): LogRecord {
  return JSON.parse(encodeText(info, options)) as LogRecord;
}

class Catcher extends TransportStream {
  readonly infos: object[] = [];

  override log(info: object, callback: () => void): void {
    this.infos.push(info);
    callback();
  }
}

/** What a log call of a real winston logger becomes. */
export function recordOf(
  call: (logger: winston.Logger) => void,
  loggerOptions: winston.LoggerOptions = {},
  options: Encoding = {},
): LogRecord {
  const catcher = new Catcher();
  const logger = winston.createLogger({ level: 'silly', levels, ...loggerOptions, transports: [catcher] });
  call(logger);
  const [info] = catcher.infos;
  if (info === undefined) throw new Error('nothing was logged');
  return encode(info, options);
}

export { withContext };
