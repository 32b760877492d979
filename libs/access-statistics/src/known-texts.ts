import { hashBytes, spread } from './hash-bytes.js';

const SLOTS = 2 ** 16;
/** Longer texts are no names that come again and again. */
const LONGEST = 256;

/**
 * Texts that were read before, by their bytes. A name that comes with every batch is the same object each time: it is not made again, and maps
 * find it without looking at its characters. As large as its slots: a text takes the place of another one that falls into the same slot.
 */
export class KnownTexts {
  readonly #slots = new Array<string>(SLOTS).fill('');

  /** The text of bytes in UTF-8, from `start` to before `end`. */
  of(bytes: Buffer, start: number, end: number): string {
    if (end - start > LONGEST) return bytes.toString('utf8', start, end);
    const slot = spread(hashBytes(bytes, start, end)) & (SLOTS - 1);
    const known = this.#slots[slot] as string;
    if (isText(known, bytes, start, end)) return known;
    const text = bytes.toString('utf8', start, end);
    // Of ASCII there are as many characters as bytes: only that can be compared byte by byte.
    if (text.length === end - start) this.#slots[slot] = text;
    return text;
  }
}

/** Whether a text that is ASCII has these bytes. */
function isText(text: string, bytes: Buffer, start: number, end: number): boolean {
  if (text.length !== end - start) return false;
  for (let at = 0; at < text.length; at += 1) if (text.charCodeAt(at) !== bytes[start + at]) return false;
  return true;
}
