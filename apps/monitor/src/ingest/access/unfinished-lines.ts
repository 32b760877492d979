import type { LineOrigin } from '@log-monitor/access-log';
import type { AccessSource } from './access-sources.js';

/** A part of a line, by the message that brought it. */
export interface Part {
  at: number;
  text: string;
  /** What its wrapper says. */
  origin: LineOrigin | undefined;
  instance: string | null;
  seq: number;
}

/** A line whose end has not come yet. */
export interface UnfinishedLine {
  readonly source: AccessSource;
  readonly parts: Part[];
  /** Number of the last part in its message. */
  element: number;
}

/** Lines that container runtimes cut (16 KiB), by the stream that they are from. Bounded by the messages of one batch, from which all parts are. */
export class UnfinishedLines {
  readonly #byStream = new Map<string, UnfinishedLine>();

  get isEmpty(): boolean {
    return this.#byStream.size === 0;
  }

  hold(stream: string, source: AccessSource, part: Part, element: number): void {
    let line = this.#byStream.get(stream);
    if (line === undefined) {
      line = { source, parts: [], element };
      this.#byStream.set(stream, line);
    }
    if (isRepeated(line.parts, part)) return;
    line.parts.push(part);
    line.element = element;
  }

  /** What came of a line before its end. */
  take(stream: string): UnfinishedLine | undefined {
    const line = this.#byStream.get(stream);
    this.#byStream.delete(stream);
    return line;
  }

  rest(): UnfinishedLine[] {
    return [...this.#byStream.values()];
  }
}

/** A collector that sends its lines again, since it did not hear that they came, must not double a part. */
function isRepeated(parts: readonly Part[], { at, instance, seq }: Part): boolean {
  return seq > 0 && parts.some((part) => part.at !== at && part.seq === seq && part.instance === instance);
}

export function textOf(parts: readonly Part[]): string {
  return parts.map(({ text }) => text).join('');
}

/** Numbers of the messages that brought the parts, but for the line's own. */
export function seqsOf(parts: readonly Part[], own: number): number[] {
  return [...new Set(parts.map(({ seq }) => seq))].filter((seq) => seq > 0 && seq !== own);
}
