const SLOTS = 2 ** 16;
/** Longer texts are no names that come again and again. */
const LONGEST = 256;

/**
 * Texts that were read before, by their bytes. A name that comes with every batch is the same object each time: it is not made again, and maps
 * find it without looking at its characters. As large as its slots: a text takes the place of another one that falls into the same slot.
 */
export class KnownTexts {
  readonly #slots = Array.from<string>({ length: SLOTS }).fill('');

  /** The text of bytes in UTF-8, from `start` to before `end`. */
  of(bytes: Buffer, start: number, end: number): string {
    let hash = 0x811c9dc5;
    let all = 0;
    for (let at = start; at < end; at += 1) {
      const byte = bytes[at] as number;
      hash = Math.imul(hash ^ byte, 0x01000193);
      all |= byte;
    }
    if (all > 0x7f || end - start > LONGEST) return bytes.toString('utf8', start, end);
    const slot = (hash ^ (hash >>> 16)) & (SLOTS - 1);
    const known = this.#slots[slot] as string;
    return isText(known, bytes, start, end) ? known : (this.#slots[slot] = bytes.toString('latin1', start, end));
  }
}

/** Whether these bytes, all ASCII, are a text. */
function isText(text: string, bytes: Buffer, start: number, end: number): boolean {
  if (text.length !== end - start) return false;
  for (let at = 0; at < text.length; at += 1) if (text.charCodeAt(at) !== bytes[start + at]) return false;
  return true;
}
