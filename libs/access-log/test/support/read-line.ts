import type { AccessErrorRecord, AccessRecord, ParsedLine } from '@log-monitor/access-record';
import { AccessLogSource, type SourceOptions } from '@log-monitor/access-log';

/** Reads one line by a source of its own. */
export function readLine(line: string | Uint8Array, options: SourceOptions = {}): ParsedLine {
  const [read] = new AccessLogSource(options).read(line);
  if (read === undefined) throw new Error('the message gave no line');
  return read.line;
}

export function readAccess(line: string | Uint8Array, options?: SourceOptions): AccessRecord {
  const parsed = readLine(line, options);
  if (parsed.kind !== 'access') throw new Error(`the line was read as ${JSON.stringify(parsed)}`);
  return parsed;
}

export function readError(line: string | Uint8Array, options?: SourceOptions): AccessErrorRecord {
  const parsed = readLine(line, options);
  if (parsed.kind !== 'error') throw new Error(`the line was read as ${JSON.stringify(parsed)}`);
  return parsed;
}
