import { closeSync, copyFileSync, openSync, readSync, truncateSync } from 'node:fs';
import path from 'node:path';
import { StringDecoder } from 'node:string_decoder';
import { sizeOf } from '../process/part-process.js';

const LOOK_EVERY_MS = 500;
const MAX_LINE = 400;
/** More lines than this per window are counted instead of shown. */
const LINES_PER_WINDOW = 5;
const WINDOW_MS = 10_000;

export interface FollowedLog {
  file: string;
  /** Which lines of it go to the screen. */
  shows: (line: string) => boolean;
}

/**
 * Follows the log file of a part: shows what is worth showing, at most a few lines at a time, and keeps the file below a
 * cap by moving it aside as `.1`. The part holds the file open for appending, so it is copied and then emptied; what is
 * written between the two is lost, which log files of a laptop can bear and the product's records do not pass through.
 */
export class LogFollower {
  private position: number;
  private rest = '';
  private readonly decoder = new StringDecoder('utf8');
  private readonly timer: NodeJS.Timeout;
  private window = { startedAt: 0, shown: 0, held: 0 };

  constructor(
    private readonly log: FollowedLog,
    private readonly maxBytes: number,
    private readonly show: (line: string) => void,
  ) {
    this.position = sizeOf(log.file);
    this.timer = setInterval(() => this.look(), LOOK_EVERY_MS).unref();
  }

  /** Shows what has not been shown yet and ends. */
  close(): void {
    clearInterval(this.timer);
    this.look();
    this.closeWindow();
  }

  private look(): void {
    const size = sizeOf(this.log.file);
    // Emptied by somebody else.
    if (size < this.position) this.position = 0;
    if (size > this.position) this.read(size);
    if (size > this.maxBytes) {
      copyFileSync(this.log.file, `${this.log.file}.1`);
      truncateSync(this.log.file);
      this.position = 0;
    }
    if (performance.now() - this.window.startedAt > WINDOW_MS) this.closeWindow();
  }

  private read(size: number): void {
    const file = openSync(this.log.file, 'r');
    try {
      const buffer = Buffer.alloc(64 * 1024);
      while (this.position < size) {
        const bytes = readSync(file, buffer, 0, Math.min(buffer.length, size - this.position), this.position);
        if (bytes === 0) return;
        this.position += bytes;
        this.take(this.decoder.write(buffer.subarray(0, bytes)));
      }
    } finally {
      closeSync(file);
    }
  }

  private take(text: string): void {
    const lines = (this.rest + text).split('\n');
    // A line without an end must not grow for ever.
    this.rest = (lines.pop() ?? '').slice(0, MAX_LINE * 100);
    for (const line of lines) if (line.trim() !== '' && this.log.shows(line)) this.offer(line);
  }

  private offer(line: string): void {
    if (performance.now() - this.window.startedAt > WINDOW_MS) {
      this.closeWindow();
      this.window = { startedAt: performance.now(), shown: 0, held: 0 };
    }
    if (this.window.shown >= LINES_PER_WINDOW) {
      this.window.held++;
      return;
    }
    this.window.shown++;
    this.show(printable(line));
  }

  private closeWindow(): void {
    const { held } = this.window;
    if (held > 0)
      this.show(`… and ${held} more lines in ${path.relative(process.cwd(), this.log.file) || this.log.file}`);
    this.window.held = 0;
  }
}

/** Log lines are hostile text: nothing in them may steer the terminal. */
function printable(line: string): string {
  const clean = line
    .replace(/\u001b\[[0-9;?]*[ -/]*[@-~]/g, '')
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, ' ');
  return clean.length > MAX_LINE ? `${clean.slice(0, MAX_LINE)} …` : clean;
}

/** True for a line that tells of a warning or an error, as JSON with a level or as plain text. */
export function isWarningOrWorse(line: string): boolean {
  if (!line.startsWith('{')) return /\b(warn(ing)?|error|critical|fatal)\b/i.test(line.slice(0, 200));
  return /"level":"(warn(ing)?|error|critical|fatal)"/i.test(line);
}
