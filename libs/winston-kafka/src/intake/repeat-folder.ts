import type { Level } from '@log-monitor/log-record';

/** A line that stands for the repeats of another. */
export interface FoldedLine {
  level: Level;
  body: string;
}

interface Line {
  readonly body: string;
  readonly level: Level;
  readonly since: number;
  repeats: number;
}

/**
 * Folds a line that comes again and again, word for word, into one "repeated N times". The first one passes at once;
 * the fold is told when another line comes or the window ends.
 */
export class RepeatFolder {
  #last: Line | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly windowMs: number,
    private readonly tell: (folded: FoldedLine) => void,
  ) {}

  /** @returns true when the line is a repeat and must not be sent itself */
  absorbs(body: string, level: Level, now: number): boolean {
    const last = this.#last;
    if (last !== undefined && last.level === level && last.body === body && now - last.since < this.windowMs) {
      last.repeats += 1;
      this.#timer ??= setTimeout(() => this.flush(), this.windowMs).unref();
      return true;
    }
    this.flush();
    this.#last = { body, level, since: now, repeats: 0 };
    return false;
  }

  /** Tells of the repeats so far. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const last = this.#last;
    this.#last = undefined;
    if (last !== undefined && last.repeats > 0) this.tell({ level: last.level, body: foldedBody(last) });
  }
}

function foldedBody({ body, repeats }: Line): string {
  const record = JSON.parse(`{${body.slice(1)}}`) as { message: string; attributes?: object };
  record.message = `${record.message} (repeated ${repeats} times)`;
  record.attributes = { ...record.attributes, repeated: repeats };
  return `,${JSON.stringify(record).slice(1, -1)}`;
}
