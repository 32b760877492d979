import type { AccessFlag, ParsedLine, UnparsedReason } from '@log-monitor/access-record';
import type { FormatResult, LineContext } from '../record/log-format.js';
import { parseSettings, type ParseOptions, type ParseSettings } from '../record/parse-settings.js';
import { lineText } from '../text/line-text.js';
import { withoutColours } from '../text/terminal-colours.js';
import type { LineOrigin, UnwrappedLine } from '../wrapper/line-origin.js';
import { PartialLines } from '../wrapper/partial-lines.js';
import { mayBeWrapped, unwrap } from '../wrapper/unwrap.js';
import { formatOf, type FormatChoice } from './format-catalogue.js';
import { FormatChooser, type FormatStatus } from './format-chooser.js';

/** How a source is read. */
export interface SourceOptions extends ParseOptions {
  /** Format of the lines; `auto` (default) finds it from the lines. */
  readonly format?: FormatChoice;
}

/** One line and what came of it. */
export interface SourceLine {
  readonly line: ParsedLine;
  /** The line as it came, out of its wrapper. */
  readonly raw: string;
  readonly origin: LineOrigin | undefined;
}

/** What has been read; access + error + heartbeat + unparsed = lines. */
export interface LineCounts {
  lines: number;
  access: number;
  error: number;
  heartbeat: number;
  unparsed: number;
  /** Unparsed lines by reason. */
  readonly reasons: Partial<Record<UnparsedReason, number>>;
  /** Messages that were further parts of a line. */
  parts: number;
}

type Flags = readonly AccessFlag[] | undefined;

/** Reads everything that comes from one source: a file, a topic, a connection. Pure but for its own memory; it never throws on input. */
export class AccessLogSource {
  readonly counts: LineCounts = { lines: 0, access: 0, error: 0, heartbeat: 0, unparsed: 0, reasons: {}, parts: 0 };
  readonly #settings: ParseSettings;
  readonly #chooser: FormatChooser;
  readonly #partials: PartialLines;

  /**
   * @throws LogFormatError when the format is unknown or cannot be compiled
   * @throws RangeError for an unknown time zone or a proxy range that is none
   */
  constructor(options: SourceOptions = {}) {
    const { format = 'auto' } = options;
    this.#settings = parseSettings(options);
    this.#chooser = new FormatChooser(this.#settings, format === 'auto' ? undefined : formatOf(format));
    this.#partials = new PartialLines({ lineLength: this.#settings.maxLineLength });
  }

  /** Which format the lines have, how sure that is, and whether it has turned out to be wrong. */
  get format(): FormatStatus {
    return this.#chooser.status;
  }

  /** Characters of incomplete lines that wait for their end. */
  get heldLength(): number {
    return this.#partials.heldLength;
  }

  /**
   * Reads one message: mostly one line; several where the message is an array; none where it is a part of a line that goes on.
   *
   * @param message a line or a Kafka message's value, with or without line end
   */
  read(message: Uint8Array | string): SourceLine[] {
    const { text, latin1, nulPadding } = lineText(message);
    const flags = latin1 || nulPadding ? flagsOf(latin1, nulPadding) : undefined;
    const lines: SourceLine[] = [];
    if (this.#partials.heldStreams === 0 && !mayBeWrapped(text)) lines.push(this.readLine(text, undefined, flags));
    else for (const unwrapped of unwrap(text)) this.#join(lines, unwrapped, flags);
    return lines;
  }

  /**
   * Reads one whole line that is out of its wrapper already.
   *
   * @param origin what its wrapper says
   * @param flags what was seen when its bytes became text
   */
  readLine(text: string, origin: LineOrigin | undefined, flags: readonly AccessFlag[] | undefined): SourceLine {
    if (isBlank(text)) return this.#made(text, origin, 'empty', flags);
    if (text.length > this.#settings.maxLineLength) return this.#made(text, origin, 'too_long', flags);
    const context: LineContext = { settings: this.#settings, flags, wrapperTime: origin?.timestamp };
    return this.#made(text, origin, this.#chooser.parse(withoutColours(text), context), flags);
  }

  /** Gives out what waits for its end, as unparsed. */
  end(): SourceLine[] {
    const lines: SourceLine[] = [];
    for (const { text, parts } of this.#partials.drain()) {
      this.counts.parts += parts - 1;
      lines.push(this.#made(text, undefined, 'partial_line', undefined));
    }
    return lines;
  }

  #join(lines: SourceLine[], { text, origin, isPartial }: UnwrappedLine, flags: Flags): void {
    if (!isPartial && this.#partials.heldStreams === 0) {
      lines.push(this.readLine(text, origin, flags));
      return;
    }
    const stream = JSON.stringify([origin?.namespace, origin?.pod, origin?.container, origin?.stream]);
    for (const joined of this.#partials.push(stream, text, isPartial)) {
      this.counts.parts += joined.parts - 1;
      if (!joined.isComplete) lines.push(this.#made(joined.text, origin, 'partial_line', flags));
      else if (joined.parts === 1) lines.push(this.readLine(joined.text, origin, flags));
      // A line that was in parts is looked into only now.
      else for (const inner of unwrap(joined.text)) lines.push(this.readLine(inner.text, origin, flags));
    }
  }

  #made(raw: string, origin: LineOrigin | undefined, result: FormatResult, flags: Flags): SourceLine {
    this.counts.lines += 1;
    if (typeof result !== 'string') {
      this.counts[result.kind] += 1;
      return { line: result, raw, origin };
    }
    this.counts.unparsed += 1;
    this.counts.reasons[result] = (this.counts.reasons[result] ?? 0) + 1;
    const line = { kind: 'unparsed', reason: result, raw, timestamp: origin?.timestamp, flags } as const;
    return { line, raw, origin };
  }
}

function flagsOf(latin1: boolean, nulPadding: boolean): readonly AccessFlag[] {
  const flags: AccessFlag[] = [];
  if (latin1) flags.push('latin1');
  if (nulPadding) flags.push('nul_padding');
  return flags;
}

function isBlank(text: string): boolean {
  return text === '' || (text.charCodeAt(0) <= 32 && text.trim() === '');
}
