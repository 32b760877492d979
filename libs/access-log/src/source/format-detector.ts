import type { UnparsedReason } from '@log-monitor/access-record';
import { anyJson } from '../json/any-json.js';
import type { LineContext, LogFormat } from '../record/log-format.js';
import { parseSettings, type ParseSettings } from '../record/parse-settings.js';
import { detectableFormats } from './format-catalogue.js';

/** How one format did on the sample. */
export interface FormatScore {
  readonly format: string;
  /** Lines that it read. */
  readonly parsed: number;
  /** 0 to 1: mean over the lines; one that it reads without a rest counts 1, one with a rest less. */
  readonly score: number;
}

/** What a detector says. */
export interface Detection {
  /** Undefined when no format read any line. */
  readonly format: string | undefined;
  /** 0 to 1: score of the format. */
  readonly confidence: number;
  /** Lines that were judged. */
  readonly lines: number;
  /** All formats that read a line, the best first. */
  readonly scores: readonly FormatScore[];
}

/** A line that is read with something left over speaks half for the format. */
const SCORE_WITH_REST = 0.5;

interface Candidate {
  readonly format: LogFormat;
  parsed: number;
  sum: number;
}

/**
 * Judges formats by many lines: each line is tried by each format. Lines of error logs, which often come between those of requests, count for the
 * error formats only.
 */
export class FormatDetector {
  readonly #candidates: Candidate[];
  readonly #context: LineContext;
  #requestLines = 0;
  #errorLines = 0;

  constructor(settings: ParseSettings = parseSettings(), formats: readonly LogFormat[] = detectableFormats()) {
    this.#candidates = formats.map((format) => ({ format, parsed: 0, sum: 0 }));
    const { clock } = parseSettings({ routes: false, userAgents: false });
    // A trial must neither teach routes nor move the source's clock.
    this.#context = {
      settings: { ...settings, routes: undefined, userAgents: undefined, clock },
      flags: undefined,
      wrapperTime: undefined,
    };
  }

  /** Lines judged so far. */
  get lines(): number {
    return this.#requestLines + this.#errorLines;
  }

  /**
   * Judges one line.
   *
   * @returns the format that reads the line and did best so far; where none reads it, the reason of the one that came closest
   */
  judge(line: string): LogFormat | UnparsedReason {
    let best: Candidate | undefined;
    let bestHasRest = false;
    let isError = false;
    const isJson = line.startsWith('{');
    let reason: UnparsedReason = 'format_mismatch';
    for (const candidate of this.#candidates) {
      const result = candidate.format.parse(line, this.#context);
      if (typeof result === 'string') {
        const isNearest = candidate.parsed > 0 || candidate.format.isLoose !== true;
        // Of a line that is JSON only the format of JSON can say what is wrong.
        if (candidate.format === anyJson ? isJson : !isJson && reason === 'format_mismatch' && isNearest)
          reason = result;
        continue;
      }
      const hasRest = result.kind === 'access' && (result.flags?.includes('extra_fields') ?? false);
      candidate.parsed += 1;
      candidate.sum += hasRest ? SCORE_WITH_REST : 1;
      if (result.kind === 'error') isError = true;
      const isBetter = best === undefined || (hasRest === bestHasRest ? candidate.sum > best.sum : bestHasRest);
      if (!isBetter) continue;
      best = candidate;
      bestHasRest = hasRest;
    }
    if (isError) this.#errorLines += 1;
    else if (best !== undefined || (reason !== 'directive' && reason !== 'not_a_request')) this.#requestLines += 1;
    return best?.format ?? reason;
  }

  detection(): Detection {
    const ranked = this.#ranked();
    const [best] = ranked;
    const scores = ranked.map((candidate) => ({
      format: candidate.format.name,
      parsed: candidate.parsed,
      score: this.#score(candidate),
    }));
    return { format: best?.format.name, confidence: scores[0]?.score ?? 0, lines: this.lines, scores };
  }

  /** The formats that read a line, the best first. */
  ranked(): LogFormat[] {
    return this.#ranked().map(({ format }) => format);
  }

  /** Formats of requests go before those of errors, unless there were no requests at all. */
  #ranked(): Candidate[] {
    const rank = ({ format }: Candidate): number => (format.kind === 'error' && this.#requestLines > 0 ? 1 : 0);
    return this.#candidates
      .filter(({ parsed }) => parsed > 0)
      .sort((a, b) => rank(a) - rank(b) || this.#score(b) - this.#score(a));
  }

  #score({ format, sum }: Candidate): number {
    const lines = format.kind === 'error' ? this.#errorLines : this.#requestLines;
    return lines === 0 ? 0 : sum / lines;
  }
}

/** Judges a sample of lines at once. At least 100 lines make a good sample. */
export function detectFormat(lines: Iterable<string>, settings?: ParseSettings): Detection {
  const detector = new FormatDetector(settings);
  for (const line of lines) detector.judge(line);
  return detector.detection();
}
