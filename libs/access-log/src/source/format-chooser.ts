import type { UnparsedReason } from '@log-monitor/access-record';
import { apacheError } from '../error/apache-error.js';
import { nginxError } from '../error/nginx-error.js';
import type { FormatResult, LineContext, LogFormat } from '../record/log-format.js';
import type { ParseSettings } from '../record/parse-settings.js';
import { withoutLoggerHead } from '../text/logger-head.js';
import { type Detection, FormatDetector } from './format-detector.js';
import { UnparsedShare } from './unparsed-share.js';

/** What a source knows about its format. */
export interface FormatStatus {
  /** The format in use; undefined before the first line that any format reads. */
  readonly format: string | undefined;
  /** True when the format was given and not found. */
  readonly isGiven: boolean;
  /** True when enough lines have been judged, or the format was given. */
  readonly isDecided: boolean;
  /** 0 to 1: how well the format reads the lines that it was found from; 1 when it was given. */
  readonly confidence: number;
  /** 0 to 1: unparsed lines among the last 1,000. */
  readonly unparsedShare: number;
  /** True when the format turns out to be wrong: too many of the last lines are unparsed. */
  readonly isWrong: boolean;
  /** The last judgement of all formats; where the format was given and is wrong, it says which one would do. */
  readonly detection: Detection | undefined;
}

/** Lines that are judged before a format is settled. */
const SAMPLE_LINES = 100;

/** Share of unparsed lines that makes a format wrong, and the fewest lines to say so. */
const WRONG_SHARE = 0.2;
const MIN_LINES_TO_JUDGE = 100;

const LINES_BETWEEN_JUDGEMENTS = 1_000;

/**
 * Chooses the format of a source. Until it is settled, every line is tried by all formats, so that none waits and none is lost. Later a share of
 * unparsed lines that is too high starts a new judgement; a format that was found is replaced when another one does better, one that was given is not.
 */
export class FormatChooser {
  readonly #settings: ParseSettings;
  readonly #given: LogFormat | undefined;
  #share = new UnparsedShare();
  /** Lines until a wrong format is judged again. */
  #untilNextJudgement = 0;
  #detector: FormatDetector | undefined;
  #format: LogFormat | undefined;
  #others: readonly LogFormat[] = [nginxError, apacheError];
  #confidence = 1;
  #detection: Detection | undefined;
  #isDecided: boolean;

  constructor(settings: ParseSettings, given: LogFormat | undefined) {
    this.#settings = settings;
    this.#given = given;
    this.#format = given;
    this.#isDecided = given !== undefined;
    if (given === undefined) this.#detector = new FormatDetector(settings);
  }

  get status(): FormatStatus {
    const detection = this.#detector?.detection() ?? this.#detection;
    return {
      format: this.#isDecided ? this.#format?.name : detection?.format,
      isGiven: this.#given !== undefined,
      isDecided: this.#isDecided,
      confidence: this.#isDecided ? this.#confidence : (detection?.confidence ?? 0),
      unparsedShare: this.#share.share,
      isWrong: this.#isWrong(),
      detection,
    };
  }

  parse(line: string, context: LineContext): FormatResult {
    // A format that somebody has given may have a time at its beginning.
    const headless = this.#given === undefined ? withoutLoggerHead(line) : undefined;
    return headless === undefined
      ? this.#parse(line, context)
      : this.#parse(headless.text, { ...context, headTime: headless.time });
  }

  #parse(line: string, context: LineContext): FormatResult {
    const judged = this.#detector?.judge(line);
    const result = this.#isDecided ? this.#parseSettled(line, context, judged) : parseBy(judged, line, context);
    // What a server writes between its requests says nothing about the format.
    if (result !== 'directive' && result !== 'not_a_request') this.#share.add(typeof result === 'string');
    this.#watch();
    return result;
  }

  #parseSettled(line: string, context: LineContext, judged: LogFormat | UnparsedReason | undefined): FormatResult {
    const result = parseBy(this.#format, line, context);
    if (typeof result !== 'string' || result === 'directive') return result;
    const headless = this.#given === undefined ? undefined : withoutLoggerHead(line);
    if (headless !== undefined) return parseBy(this.#given, headless.text, { ...context, headTime: headless.time });
    for (const other of this.#others) {
      const second = other.parse(line, context);
      if (typeof second !== 'string') return second;
    }
    // A format that somebody has given is not set aside, only told to be wrong.
    const third = this.#given === undefined ? parseBy(judged, line, context) : result;
    return typeof third === 'string' ? result : third;
  }

  #watch(): void {
    if (this.#untilNextJudgement > 0) this.#untilNextJudgement -= 1;
    if (this.#detector !== undefined && this.#detector.lines >= SAMPLE_LINES) this.#settle(this.#detector);
    else if (this.#detector === undefined && this.#untilNextJudgement === 0 && this.#isWrong())
      this.#detector = new FormatDetector(this.#settings);
  }

  #settle(detector: FormatDetector): void {
    const [best, ...others] = detector.ranked();
    this.#detection = detector.detection();
    this.#detector = undefined;
    this.#untilNextJudgement = LINES_BETWEEN_JUDGEMENTS;
    if (this.#given !== undefined) return;
    if (best === undefined) {
      // Nothing but garbage: go on looking, with what was found before.
      if (!this.#isDecided) this.#detector = new FormatDetector(this.#settings);
      return;
    }
    if (best.name !== this.#format?.name) this.#share = new UnparsedShare();
    this.#format = best;
    this.#confidence = this.#detection.confidence;
    this.#others = others;
    this.#isDecided = true;
  }

  #isWrong(): boolean {
    return this.#isDecided && this.#share.lines >= MIN_LINES_TO_JUDGE && this.#share.share > WRONG_SHARE;
  }
}

function parseBy(format: LogFormat | UnparsedReason | undefined, line: string, context: LineContext): FormatResult {
  return typeof format === 'object' ? format.parse(line, context) : (format ?? 'format_mismatch');
}
