import { NO_ORIGIN, type UnwrappedLine } from './line-origin.js';

/**
 * BSD syslog as nginx and Apache's `logger` write it (RFC 3164): `<190>Nov 27 10:00:00 host tag: line`. Its time has neither year nor zone. HAProxy leaves
 * the host out, and its line begins with an address and a port, which must not be taken for a tag.
 */
const BSD = /^<\d{1,3}>[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d (?:(\S{0,254}[^\s:]) )?[^\s:[\]]{1,48}(?:\[\d{1,10}\])?: ?/;

/** RFC 5424: `<190>1 2025-11-27T10:00:00Z host app pid id - line`, without structured data. */
const IETF = /^<\d{1,3}>1 \S{1,40} (\S{1,255}) \S{1,48} \S{1,128} \S{1,32} - ?(?:\uFEFF)?/;

/** @returns undefined when the line has no syslog head */
export function readSyslogLine(text: string): UnwrappedLine | undefined {
  if (text.charCodeAt(0) !== 60) return undefined;
  const begin = text.slice(0, 1_024);
  const head = BSD.exec(begin) ?? IETF.exec(begin);
  if (head === null) return undefined;
  return { text: text.slice(head[0].length), origin: { ...NO_ORIGIN, node: head[1] }, isPartial: false };
}
