/**
 * The bytes of a text: UTF-8, but for lone surrogates from U+DC80 to U+DCFF, which stand for the bytes 0x80 to 0xFF by themselves, as in Python's `surrogateescape`.
 * So a line can hold what is no UTF-8.
 */
export function lineBytes(text: string): Buffer {
  if (text.isWellFormed()) return Buffer.from(text);
  const parts = text.split(/([\udc80-\udcff]+)/u);
  return Buffer.concat(
    parts.map((part, index) => (index % 2 === 0 ? Buffer.from(part) : Buffer.from(Uint8Array.from(part, byteOf)))),
  );
}

/** A text whose letters beyond ASCII {@link lineBytes} writes in Latin-1. @param text letters of Latin-1 */
export function inLatin1(text: string): string {
  return text.replace(/[\x80-\xff]/g, (letter) => String.fromCharCode(0xdc00 + letter.charCodeAt(0)));
}

function byteOf(surrogate: string): number {
  return surrogate.charCodeAt(0) - 0xdc00;
}
