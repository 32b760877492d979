/** What JSON must escape, what PostgreSQL's jsonb cannot store (NUL, lone surrogates are among the surrogates). */

const NEEDS_CARE = /["\\\u0000-\u001f\ud800-\udfff]/;
const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

const UNSTORABLE = /[\u0000\ud800-\udfff]/;
const NUL = /\u0000/g;
const REPLACEMENT = '\ufffd';

/** A text as a JSON string, quotes included. NUL and lone surrogates become U+FFFD; valid pairs survive. */
export function quote(text: string): string {
  if (!NEEDS_CARE.test(text)) return `"${text}"`;
  return JSON.stringify(UNSTORABLE.test(text) ? makeStorable(text) : text);
}

/** Replaces what no database text can hold. */
export function makeStorable(text: string): string {
  return text.replace(NUL, REPLACEMENT).replace(LONE_SURROGATE, REPLACEMENT);
}

/** Cuts a text to `max` UTF-16 units with a visible marker; a pair at the cut is not torn. */
export function cutText(text: string, max: number): string {
  if (text.length <= max) return text;
  const last = text.charCodeAt(max - 1);
  const end = last >= 0xd800 && last <= 0xdbff ? max - 1 : max;
  return `${text.slice(0, end)}…[cut ${text.length - end} characters]`;
}
