import { readSync } from 'node:fs';
import { AccessLogSource, formatChoice, RouteTemplates, UserAgents } from '@log-monitor/access-log';
import { type EncodedTally, ReportTally } from '@log-monitor/access-report';
import type { LineOptions, LineTask, RangeTask } from './line-task.js';

const NEWLINE = 0x0a;
const RETURN = 0x0d;
/** Read at once. A line that does not fit is unparsed, as one that is too long. */
const BUFFER_BYTES = 4 * 1024 * 1024;
/** Files whose formats are remembered. */
const MOST_FILES = 200;

/** Reads and counts lines of any number of files. */
export class LineCounter {
  readonly #buffer = Buffer.allocUnsafeSlow(BUFFER_BYTES);
  readonly #sources = new Map<number, AccessLogSource>();
  readonly #routes = new RouteTemplates();
  readonly #agents = new UserAgents();
  #tally = new ReportTally();

  /** @param progress gets how many bytes were read */
  constructor(
    private readonly options: LineOptions,
    private readonly progress: (bytes: number) => void,
  ) {}

  /** @throws the error of the system, LogFormatError */
  count(task: LineTask): void {
    const isBeginning = task.kind === 'range' && task.from === 0;
    const source = this.#sourceOf(task.file, isBeginning ? new Uint8Array() : task.head);
    if (task.kind === 'range') this.#readRange(task, source);
    else {
      const bytes = Buffer.from(task.bytes.buffer, task.bytes.byteOffset, task.bytes.byteLength);
      const done = this.#takeLines(bytes, 0, bytes.length, source);
      this.#takeLine(bytes, done, bytes.length, source);
      this.progress(bytes.length);
    }
  }

  /** What was counted since the last time. */
  take(): EncodedTally {
    const encoded = this.#tally.encode();
    this.#tally = new ReportTally();
    return encoded;
  }

  #readRange({ descriptor, from, to }: RangeTask, source: AccessLogSource): void {
    const buffer = this.#buffer;
    let kept = 0;
    let skips = false;
    for (let at = from; at < to;) {
      const read = readSync(descriptor, buffer, kept, Math.min(buffer.length - kept, to - at), at);
      // It was cut meanwhile.
      if (read === 0) break;
      at += read;
      this.progress(read);
      const filled = kept + read;
      const begin = skips ? buffer.subarray(0, filled).indexOf(NEWLINE) + 1 : 0;
      if (skips && begin === 0) {
        kept = 0;
        continue;
      }
      skips = false;
      const done = this.#takeLines(buffer, begin, filled, source);
      buffer.copyWithin(0, done, filled);
      kept = filled - done;
      if (kept < buffer.length) continue;
      // A line that is longer than all of it.
      this.#takeLine(buffer, 0, kept, source);
      [kept, skips] = [0, true];
    }
    if (!skips) this.#takeLine(buffer, 0, kept, source);
  }

  /** @returns where the line begins that has no end yet */
  #takeLines(bytes: Buffer, from: number, to: number, source: AccessLogSource): number {
    let at = from;
    for (;;) {
      const end = bytes.indexOf(NEWLINE, at);
      if (end === -1 || end >= to) return at;
      this.#takeLine(bytes, at, end, source);
      at = end + 1;
    }
  }

  #takeLine(bytes: Buffer, from: number, end: number, source: AccessLogSource): void {
    const to = end > from && bytes[end - 1] === RETURN ? end - 1 : end;
    if (to > from) for (const { line } of source.read(bytes.subarray(from, to))) this.#tally.add(line);
  }

  #sourceOf(file: number, head: Uint8Array): AccessLogSource {
    const known = this.#sources.get(file);
    if (known !== undefined) return known;
    const { format, timeZone } = this.options;
    const source = new AccessLogSource({
      ...(format !== undefined && { format: formatChoice(format) }),
      ...(timeZone !== undefined && { timeZone }),
      routes: this.#routes,
      userAgents: this.#agents,
    });
    // Not counted: they are of another task.
    for (const line of Buffer.from(head).toString('latin1').split('\n')) if (line !== '') source.read(line);
    const [oldest] = this.#sources.keys();
    if (this.#sources.size >= MOST_FILES && oldest !== undefined) this.#sources.delete(oldest);
    this.#sources.set(file, source);
    return source;
  }
}
