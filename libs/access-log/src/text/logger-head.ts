const TIME = String.raw`\[?(\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?: ?(?:Z|[+-]\d\d:?\d\d))?)\]?`;
const LEVEL = String.raw`\[?(?:TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|CRITICAL|FATAL)\]?`;

/** `[2026-11-27 21:12:37 +0000] [28810] [INFO] `, `INFO:aiohttp.access:`, `[2026-11-27T21:11:33.384] [INFO] http - `, `INFO:     `. */
const WITH_LEVEL = new RegExp(
  String.raw`^(?:${TIME}[ ,|-]{1,4})?(?:\[\d{1,10}\] )?${LEVEL}(?::[\w.]{1,64}:|[: ][: ]{0,16})`,
);
const WITH_TIME = new RegExp(`^${TIME}[ ,|-]{1,4}`);

/** The logger's name, where its layout has one. Clients are addresses behind such heads, which begin with a digit or have a colon. */
const NAME = /^[A-Za-z_][\w.]{0,63} - /;

/** What follows has to look like the line of a request: an address, and then a time or a quoted request. */
const REQUEST = /^[\w.:%[\]-]{2,255} (?:(?:\S{1,64} .{1,128}? ?)?\[\d\d\/\w{3}\/\d{4}|- "|\S{1,64} \S{1,128} "[A-Z])/;

/** A line without what its logger wrote before it. */
export interface HeadlessLine {
  readonly text: string;
  /** The head's time as it came. */
  readonly time: string | undefined;
}

/**
 * Takes off what a logger of an application writes before the line of a request: time, process, level, name of the logger.
 *
 * @returns undefined when there is no such head, or when what follows is no request
 */
export function withoutLoggerHead(line: string): HeadlessLine | undefined {
  const first = line.charCodeAt(0);
  const mayBe = first === 91 || (first >= 65 && first <= 90) || line.charCodeAt(4) === 45;
  if (!mayBe) return undefined;
  const head = WITH_LEVEL.exec(line) ?? WITH_TIME.exec(line);
  if (head === null) return undefined;
  const rest = line.slice(head[0].length);
  const text = rest.replace(NAME, '');
  return REQUEST.test(text.slice(0, 1024)) ? { text, time: head[1] } : undefined;
}
