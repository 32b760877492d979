import { readGelf } from './gelf.js';
import { readGoogleMessage } from './google-cloud.js';
import type { Layout } from './layout.js';
import { readLog4js } from './log4js.js';
import { readLogback } from './logback.js';
import { readLograge } from './lograge.js';
import { readLoguru } from './loguru.js';
import { readMonolog } from './monolog.js';
import { readLogRecord } from './otlp.js';
import { readClef, readSerilogJson } from './serilog.js';
import { readTslog } from './tslog.js';
import { readZapDevelopment } from './zap-development.js';

/** The first that knows a record reads it. Layouts that differ by names alone need no line here: see foreign-record.ts. */
export const LAYOUTS: readonly Layout[] = [
  readClef,
  readSerilogJson,
  readLogRecord,
  readGelf,
  readLoguru,
  readLogback,
  readMonolog,
  readLograge,
  readTslog,
  readLog4js,
  readZapDevelopment,
  readGoogleMessage,
];
