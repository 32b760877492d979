import type { FormatResult, LineContext, LogFormat } from '../record/log-format.js';
import { isDigits } from '../text/read-number.js';
import { civilMs, fourDigits, monthAt, twoDigits } from '../time/civil-time.js';
import type { WallTime } from '../time/wall-clock.js';
import { errorLevel } from './error-level.js';
import { finishError } from './finish-error.js';

/** Brackets before the message; more of them are part of it. */
const MAX_BRACKETS = 8;

/** `(70014)End of file found: [client …]`: Apache 2.4 writes the system's error before the client. */
const SYSTEM_ERROR = /^\(\d{1,6}\)[^[\]]{0,200}: (?=\[client )/;

const CODE = /^AH\d{5}(?=: )/;

/**
 * Apache's error log, 2.2 and 2.4, and Visor's, which has the same form: `[time] [module:level] [pid 10:tid 14] [client 1.2.3.4:50] message,
 * referer: …`. There is no zone.
 */
export const apacheError: LogFormat = { name: 'apache-error', kind: 'error', parse };

interface Head {
  level: string | undefined;
  module: string | undefined;
  pid: number | undefined;
  threadId: string | undefined;
  client: string | undefined;
  end: number;
}

function parse(line: string, context: LineContext): FormatResult {
  if (line.charCodeAt(0) !== 91) return 'format_mismatch';
  const timeEnd = line.indexOf(']');
  const isTime = timeEnd >= 25 && timeEnd <= 40 && line.charCodeAt(4) === 32 && line.charCodeAt(8) === 32;
  if (!isTime) return 'format_mismatch';
  const time = readTime(line.slice(1, timeEnd), context);
  if (time === undefined) return 'bad_time';
  const head = readHead(line, timeEnd + 1);
  const text = line.slice(head.end).trimStart();
  if (text === 'HEARTBEAT' || text === 'HEARBEAT')
    return { kind: 'heartbeat', timestamp: typeof time === 'number' ? time : time.timestamp };
  const level = head.level === undefined ? undefined : errorLevel(head.level);
  if (level === undefined || head.level === undefined) return 'format_mismatch';
  const { message, code, referrer } = readMessage(text, head);
  return finishError(
    {
      time,
      level,
      levelOriginal: head.level,
      message,
      code,
      module: head.module,
      pid: head.pid,
      threadId: head.threadId,
      client: head.client,
      hasClientPort: head.module !== undefined,
      referrer,
      flags: [],
    },
    context,
  );
}

/** Reads `Thu Oct 13 12:24:49.880562 2022`, with or without fraction. */
function readTime(text: string, { settings }: LineContext): WallTime | undefined {
  const yearAt = text.length - 4;
  const fractionText = text.charCodeAt(19) === 46 ? text.slice(20, yearAt - 1) : '';
  if (fractionText !== '' && !isDigits(fractionText)) return undefined;
  const day = text.charCodeAt(8) === 32 ? Number(text.charAt(9)) : twoDigits(text, 8);
  const wall = civilMs(
    fourDigits(text, yearAt),
    monthAt(text, 4),
    day,
    twoDigits(text, 11),
    twoDigits(text, 14),
    twoDigits(text, 17),
  );
  if (Number.isNaN(wall)) return undefined;
  return settings.clock.resolve(wall + (fractionText === '' ? 0 : Number(`0.${fractionText.slice(0, 9)}`) * 1000));
}

function readHead(line: string, from: number): Head {
  const head: Head = {
    level: undefined,
    module: undefined,
    pid: undefined,
    threadId: undefined,
    client: undefined,
    end: from,
  };
  for (let bracket = 0; bracket < MAX_BRACKETS && line.startsWith(' [', head.end); bracket += 1) {
    const close = line.indexOf(']', head.end);
    if (close === -1 || !takeBracket(line.slice(head.end + 2, close), head)) return head;
    head.end = close + 1;
  }
  return head;
}

/** @returns false when the bracket is part of the message */
function takeBracket(text: string, head: Head): boolean {
  if (text === '-') return true;
  if (text.startsWith('client ')) {
    if (head.client !== undefined) return false;
    head.client = text.slice(7);
    return true;
  }
  if (text.startsWith('pid ') && head.pid === undefined) {
    const match = /^pid (\d{1,10})(?::tid (\d{1,20}))?$/.exec(text);
    head.pid = match === null ? undefined : Number(match[1]);
    head.threadId = match?.[2];
    return match !== null;
  }
  if (head.level !== undefined) return /^remote |^-$/.test(text);
  const colon = text.lastIndexOf(':');
  const word = text.slice(colon + 1);
  if (errorLevel(word) === undefined) return false;
  head.level = word;
  head.module = colon > 0 ? text.slice(0, colon) : undefined;
  return true;
}

interface Message {
  readonly message: string;
  readonly code: string | undefined;
  readonly referrer: string | undefined;
}

function readMessage(text: string, head: Head): Message {
  let body = text;
  const systemError = SYSTEM_ERROR.exec(body.slice(0, 300))?.[0] ?? '';
  if (systemError !== '' && head.client === undefined) {
    const close = body.indexOf(']', systemError.length);
    if (close !== -1) {
      head.client = body.slice(systemError.length + '[client '.length, close);
      body = `${systemError}${body.slice(close + 1).trimStart()}`;
    }
  }
  const mark = body.lastIndexOf(', referer: ');
  const referrer = mark === -1 ? undefined : body.slice(mark + ', referer: '.length);
  const message = mark === -1 ? body : body.slice(0, mark);
  const code = CODE.exec(message.startsWith('AH') ? message : message.slice(systemError.length))?.[0];
  return { message, code, referrer };
}
