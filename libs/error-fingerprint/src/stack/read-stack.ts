import type { Frame } from './frame.js';
import { type Headline, readHeadline } from './headline.js';
import { isJavaFrame, javaFrame } from './java-frame.js';
import { dotnetFrame, goFrame, phpFrame, rubyFrame } from './other-frames.js';
import { pythonFrame } from './python-frame.js';
import { v8Frame } from './v8-frame.js';

/** One exception in the text of a stack. */
export interface StackedError extends Headline {
  /** The newest first. */
  frames: Frame[];
}

/** Of longer stacks the beginning and the end are read: Python's newest frame is the last one. */
const HEAD = 48 * 1024;
const TAIL = 16 * 1024;
const MOST_FRAMES = 200;
const CAUSE = /^(?:Caused by: |\[cause\]: |Wrapped by: )/;
const TRACEBACK = /^(?:Exception Group )?Traceback \(most recent call last\)/;
const CHAINED = /^(?:The above exception was the direct cause|During handling of the above exception)/;
/** Longer lines are no frames. */
export const LONGEST_LINE = 1000;
const AT = 'at ';
/** Of Node: nothing to trim. */
const USUAL_FRAME = `    ${AT}`;
/** Python draws groups of exceptions with them. */
const MARGIN_MARKS = new Set(['|', '+']);
const GROUP_MARGIN = /^\s*[|+](?:[-+]+| ?\|)* ?/;
const IGNORED = /^(?:Suppressed: |\[errors\]: )/;

/**
 * Reads the text of a stack of Node, Python, Java, .NET, Go, PHP or Ruby. One pass; never throws.
 *
 * @returns the error itself first, then its causes as far as the text has them
 */
export function readStack(stack: string): StackedError[] {
  const text = stack.length <= HEAD + TAIL ? stack : `${stack.slice(0, HEAD)}\n${stack.slice(-TAIL)}`;
  const reader = new StackReader();
  let from = 0;
  while (from < text.length) {
    const end = text.indexOf('\n', from);
    reader.line(text.slice(from, Math.min(end < 0 ? text.length : end, from + LONGEST_LINE)));
    if (end < 0) break;
    from = end + 1;
  }
  return reader.end();
}

class StackReader {
  #errors: StackedError[] = [];
  #current: StackedError = { frames: [] };
  #isPython = false;
  #isIgnored = false;
  #hasHeadline = false;
  #before = '';

  line(raw: string): void {
    if (raw.startsWith(USUAL_FRAME) && isMark(raw.charCodeAt(raw.length - 1))) {
      this.#at(raw.slice(USUAL_FRAME.length));
      this.#before = raw.slice(USUAL_FRAME.length - AT.length);
      return;
    }
    const trimmed = raw.trim();
    const line = MARGIN_MARKS.has(trimmed.charAt(0)) ? raw.replace(GROUP_MARGIN, '') : raw;
    const text = line === raw ? trimmed : line.trim();
    if (text === '') return;
    if (text.startsWith(AT)) this.#at(text.slice(AT.length));
    else if (text.startsWith('File "')) this.#frame(pythonFrame(text));
    else this.#other(text, line.charCodeAt(0) <= 32);
    this.#before = text;
  }

  end(): StackedError[] {
    this.#close();
    // Python tells the cause first.
    return this.#isPython ? this.#errors.reverse() : this.#errors;
  }

  #at(place: string): void {
    if (!this.#isFull()) this.#frame(atFrame(place));
  }

  #isFull(): boolean {
    return this.#current.frames.length >= MOST_FRAMES && !this.#isPython;
  }

  #other(text: string, isIndented: boolean): void {
    if (TRACEBACK.test(text)) this.#begin(true);
    else if (CAUSE.test(text)) {
      this.#begin(false);
      this.#headline(text.slice(text.indexOf(': ') + 2));
    } else if (IGNORED.test(text)) this.#isIgnored = true;
    else if (CHAINED.test(text)) this.#hasHeadline = true;
    // After its frames a traceback says the type; the lines of code between are indented.
    else if (this.#isPython) {
      if (!isIndented && !this.#hasHeadline) this.#headline(text);
    } else if (!this.#isFull()) {
      const frame = phpFrame(text) ?? goFrame(this.#before, text) ?? rubyFrame(text);
      if (frame !== undefined) this.#frame(frame);
      else if (!this.#hasHeadline && this.#current.frames.length === 0) this.#headline(text);
    }
  }

  #begin(isPython: boolean): void {
    // Words of a logger before a traceback.
    if (isPython && this.#current.frames.length === 0) this.#current = { frames: [] };
    this.#close();
    this.#isPython ||= isPython;
    this.#isIgnored = false;
    this.#hasHeadline = false;
  }

  #close(): void {
    const { frames, type, message } = this.#current;
    if (frames.length > 0 || type !== undefined || message !== undefined) {
      if (this.#isPython) frames.reverse();
      this.#errors.push(this.#current);
    }
    this.#current = { frames: [] };
  }

  #headline(text: string): void {
    const { frames } = this.#current;
    this.#current = { ...readHeadline(text), frames };
    this.#hasHeadline = true;
  }

  #frame(frame: Frame): void {
    const { frames } = this.#current;
    if (this.#isIgnored) return;
    if (frames.length >= MOST_FRAMES && this.#isPython) frames.shift();
    if (frames.length < MOST_FRAMES) frames.push(frame);
  }
}

/** True for a character of ASCII that is no white space. */
function isMark(code: number): boolean {
  return code > 32 && code < 127;
}

function atFrame(line: string): Frame {
  if (isJavaFrame(line)) return javaFrame(line);
  const open = line.indexOf('(');
  if (open > 0 && line.charCodeAt(open - 1) !== 32 && line.charCodeAt(0) !== 47)
    return dotnetFrame(line) ?? v8Frame(line);
  return v8Frame(line);
}
