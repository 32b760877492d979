/** The parts that nginx appends to a message (ngx_http_log_error), in their order. */
export interface ErrorTail {
  readonly client: string;
  readonly server: string | undefined;
  readonly request: string | undefined;
  readonly subrequest: string | undefined;
  readonly upstream: string | undefined;
  readonly host: string | undefined;
  readonly referrer: string | undefined;
}

/** Where a message ends and its tail begins. */
export interface SplitMessage {
  readonly message: string;
  readonly tail: ErrorTail | undefined;
  /** True when a second beginning of a tail is as good as the first. */
  readonly ambiguous: boolean;
  /** True when the line ends inside a quoted part. */
  readonly cut: boolean;
}

const CLIENT = ', client: ';

/** Quoted parts after `client` and `server`, in the order in which nginx writes them. */
const QUOTED_PARTS = ['request', 'subrequest', 'upstream', 'host', 'referrer'] as const;

/** More beginnings than that are nobody's honest line. The limit keeps the work linear. */
const MAX_BEGINNINGS = 8;

/**
 * Finds the tail of a message. A path in the message and a referrer in the tail can hold `, client: …` as well, since anybody can ask for such a path.
 * The true tail goes on to the end of the line by nginx's grammar and begins outside quotes. When two beginnings fulfil both and what lies between them
 * is no whole tail, nobody can tell which one the server wrote.
 */
export function splitErrorMessage(text: string): SplitMessage {
  let found: Beginning | undefined;
  let quoted: Beginning | undefined;
  let at = text.indexOf(CLIENT);
  let quotes = 0;
  let counted = 0;
  for (let beginning = 0; at !== -1 && beginning < MAX_BEGINNINGS; beginning += 1) {
    quotes += countQuotes(text, counted, at);
    counted = at;
    const read = readTail(text, at);
    if (read !== undefined && quotes % 2 === 1) quoted = { at, ...read };
    else if (read !== undefined && found === undefined) found = { at, ...read };
    else if (read !== undefined && found !== undefined && !isWholeTail(text.slice(0, at), found.at))
      return split(text, found, true);
    at = text.indexOf(CLIENT, at + 1);
  }
  // A path that holds one quote turns inside and outside round; the last beginning is the best that is left.
  const best = found ?? quoted;
  return best === undefined
    ? { message: text, tail: undefined, ambiguous: false, cut: false }
    : split(text, best, false);
}

interface Beginning {
  readonly at: number;
  readonly tail: ErrorTail;
  readonly cut: boolean;
}

function split(text: string, beginning: Beginning, ambiguous: boolean): SplitMessage {
  return { message: text.slice(0, beginning.at), tail: beginning.tail, ambiguous, cut: beginning.cut };
}

function isWholeTail(text: string, from: number): boolean {
  return readTail(text, from)?.cut === false;
}

/** Reads `, client: A, server: S, request: "R", …` from `from` to the end. Undefined when it is not of that grammar. */
function readTail(text: string, from: number): { tail: ErrorTail; cut: boolean } | undefined {
  let at = from + CLIENT.length;
  const clientEnd = wordEnd(text, at);
  const client = text.slice(at, clientEnd);
  if (client === '') return undefined;
  at = clientEnd;
  let server: string | undefined;
  if (text.startsWith(', server: ', at)) {
    const begin = at + ', server: '.length;
    at = wordEnd(text, begin);
    server = text.slice(begin, at);
  }
  const values: Record<string, string | undefined> = {};
  let cut = false;
  for (const [index, part] of QUOTED_PARTS.entries()) {
    const key = `, ${part}: "`;
    if (!text.startsWith(key, at)) continue;
    const begin = at + key.length;
    let end = quotedEnd(text, begin, index);
    cut = end === -1;
    if (cut) end = text.length;
    values[part] = text.slice(begin, end);
    at = Math.min(text.length, end + 1);
  }
  if (at < text.length && !isCutKey(text, at)) return undefined;
  const { request, subrequest, upstream, host, referrer } = values;
  return { tail: { client, server, request, subrequest, upstream, host, referrer }, cut: cut || at < text.length };
}

/** The quote that closes a part is followed by the end or by a later part. */
function quotedEnd(text: string, from: number, part: number): number {
  for (let at = text.indexOf('"', from); at !== -1; at = text.indexOf('"', at + 1)) {
    if (at + 1 === text.length) return at;
    if (
      text.startsWith(', ', at + 1) &&
      QUOTED_PARTS.slice(part + 1).some((later) => text.startsWith(`${later}: "`, at + 3))
    )
      return at;
  }
  return -1;
}

/** True when the line was cut inside the name of the next part. */
function isCutKey(text: string, at: number): boolean {
  const rest = text.slice(at);
  return (
    rest.length <= 16 &&
    ['server: ', ...QUOTED_PARTS.map((part) => `${part}: "`)].some((key) => `, ${key}`.startsWith(rest))
  );
}

function wordEnd(text: string, from: number): number {
  let at = from;
  while (at < text.length && text.charCodeAt(at) !== 44 && text.charCodeAt(at) !== 32 && text.charCodeAt(at) !== 34)
    at += 1;
  return at;
}

function countQuotes(text: string, from: number, to: number): number {
  let count = 0;
  for (let at = text.indexOf('"', from); at !== -1 && at < to; at = text.indexOf('"', at + 1)) count += 1;
  return count;
}
