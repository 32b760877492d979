import type { FormatResult, LineContext, LogFormat } from '../record/log-format.js';
import { isDigits } from '../text/read-number.js';
import { readIsoTime } from '../time/iso-time.js';
import { errorLevel } from './error-level.js';
import { finishError } from './finish-error.js';
import { splitErrorMessage } from './nginx-error-tail.js';

/** Length of `2025/09/09 02:43:12`. */
const TIME_LENGTH = 19;

/** nginx's error log: `2025/09/09 02:43:12 [error] 33#33: *276 message, client: …, server: …, request: "…", upstream: "…", host: "…"`. */
export const nginxError: LogFormat = { name: 'nginx-error', kind: 'error', parse };

function parse(line: string, context: LineContext): FormatResult {
  if (line.charCodeAt(4) !== 47 || line.charCodeAt(7) !== 47 || !line.startsWith(' [', TIME_LENGTH))
    return 'format_mismatch';
  const levelEnd = line.indexOf('] ', TIME_LENGTH);
  const levelOriginal = line.slice(
    TIME_LENGTH + 2,
    levelEnd === -1 ? TIME_LENGTH + 2 : Math.min(levelEnd, TIME_LENGTH + 18),
  );
  const level = errorLevel(levelOriginal);
  if (level === undefined) return 'format_mismatch';
  const time = readIsoTime(line, 0, TIME_LENGTH, context.settings.clock);
  if (time === undefined) return 'bad_time';
  const head = readHead(line, levelEnd + 2);
  const { message, tail, ambiguous, cut } = splitErrorMessage(line.slice(head.end));
  const isCut = cut || isCutLength(line);
  // nginx always writes the server after the client: without it the address may have been cut.
  const isClientSure = !ambiguous && (!isCut || tail?.server !== undefined);
  return finishError(
    {
      time,
      level,
      levelOriginal,
      message,
      pid: head.pid,
      threadId: head.threadId,
      connectionId: head.connectionId,
      ...tail,
      client: isClientSure ? tail?.client : undefined,
      flags: [...(ambiguous ? (['ambiguous'] as const) : []), ...(isCut ? (['cut'] as const) : [])],
    },
    context,
  );
}

interface Head {
  readonly end: number;
  readonly pid: number | undefined;
  readonly threadId: string | undefined;
  readonly connectionId: number | undefined;
}

/** Reads `33#33: *276 `; the number of the connection can be missing. */
function readHead(line: string, from: number): Head {
  const colon = line.indexOf(': ', from);
  const hash = line.indexOf('#', from);
  const isHead =
    colon !== -1 &&
    colon - from <= 40 &&
    hash !== -1 &&
    hash < colon &&
    isDigits(line, from, hash) &&
    isDigits(line, hash + 1, colon);
  if (!isHead) return { end: from, pid: undefined, threadId: undefined, connectionId: undefined };
  const pid = Number(line.slice(from, hash));
  const threadId = line.slice(hash + 1, colon);
  const begin = colon + 2;
  const space = line.indexOf(' ', begin);
  if (line.charCodeAt(begin) !== 42 || space === -1 || space - begin > 16 || !isDigits(line, begin + 1, space)) {
    return { end: begin, pid, threadId, connectionId: undefined };
  }
  return { end: space + 1, pid, threadId, connectionId: Number(line.slice(begin + 1, space)) };
}

/** nginx writes at most 2,048 bytes, the line's end among them (NGX_MAX_ERROR_STR). */
function isCutLength(line: string): boolean {
  return line.length >= 500 && Buffer.byteLength(line) >= 2047;
}
