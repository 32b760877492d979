/**
 * Makes what a hostile or broken record can hide visible: control characters, ANSI sequences, direction overrides,
 * invisible characters and lone surrogates are shown as escapes, everything else stays as it is (CWE-117, CWE-150,
 * "Trojan Source").
 */
type TextPart =
  | { kind: 'plain'; text: string }
  /** `text` is what to show, `meaning` what it stands for. */
  | { kind: 'escape'; text: string; meaning: string };

// An ANSI control sequence as one piece; else one character: C0 without tab and line feed, DEL and C1, soft hyphen,
// direction controls, zero-width and separator characters, the byte order mark, annotations, lone surrogates, tags.
// ZWJ and ZWNJ (U+200C, U+200D) stay: emoji and several scripts need them.
const HIDDEN =
  /\u001b\[[0-9;?]*[ -/]*[@-~]|[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff\u{e0000}-\u{e007f}]/gu;

/** Splits a text into what is shown as it is and what is shown as an escape. */
export function splitVisible(text: string): TextPart[] {
  const parts: TextPart[] = [];
  const source = text.replaceAll('\r\n', '\n');
  let from = 0;
  for (const match of source.matchAll(HIDDEN)) {
    if (match.index > from) parts.push({ kind: 'plain', text: source.slice(from, match.index) });
    parts.push({ kind: 'escape', text: escapeOf(match[0]), meaning: meaningOf(match[0]) });
    from = match.index + match[0].length;
  }
  if (from < source.length) parts.push({ kind: 'plain', text: source.slice(from) });
  return parts;
}

/** The same as one string, for places that take no markup (`title`, the document's title). */
export function visibleText(text: string): string {
  return splitVisible(text)
    .map((part) => part.text)
    .join('');
}

/** Cuts a text to `limit` UTF-16 units without splitting a character. */
export function cutText(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const last = text.charCodeAt(limit - 1);
  const splitsPair = last >= 0xd800 && last <= 0xdbff;
  return `${text.slice(0, splitsPair ? limit - 1 : limit)}…`;
}

/** JSON whose invisible characters are written as escapes: the same value, safe to look at and to paste. */
export function visibleJson(value: unknown): string {
  return JSON.stringify(value, null, 2).replace(HIDDEN, (found) =>
    Array.from({ length: found.length }, (_, at) => unitEscape(found.charCodeAt(at))).join(''),
  );
}

function escapeOf(found: string): string {
  if (found.startsWith('\u001b[')) return `\\x1b${found.slice(1)}`;
  const code = found.codePointAt(0) ?? 0;
  if (code === 0x0d) return '\\r';
  if (code <= 0xff) return `\\x${code.toString(16).padStart(2, '0')}`;
  return code > 0xffff ? `\\u{${code.toString(16)}}` : unitEscape(code);
}

function unitEscape(unit: number): string {
  return `\\u${unit.toString(16).padStart(4, '0')}`;
}

function meaningOf(found: string): string {
  const code = found.codePointAt(0) ?? 0;
  const name = `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
  if (found.length > 1 && code === 0x1b) return 'terminal control sequence';
  if (code >= 0xd800 && code <= 0xdfff) return `${name}, half of a character`;
  if (code === 0x061c || code === 0x200e || code === 0x200f) return `${name}, text direction mark`;
  if ((code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069)) {
    return `${name}, text direction override`;
  }
  if (code < 0x20 || (code >= 0x7f && code <= 0x9f)) return `${name}, control character`;
  return `${name}, invisible character`;
}
