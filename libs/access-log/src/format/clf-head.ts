import { mayBeAddress } from '../address/address-text.js';
import type { AccessDraft } from '../record/access-draft.js';
import type { LineContext } from '../record/log-format.js';
import {
  closingQuote,
  closingRawQuote,
  FOLLOWED_BY_END,
  FOLLOWED_BY_NUMBER,
  FOLLOWED_BY_SPACE,
} from '../text/quoted-field.js';
import { readCount } from '../text/read-number.js';
import { looksLikeClfTime, readClfTime } from '../time/clf-time.js';
import { readStatus } from '../field/read-status.js';

const COMMA = 44;
const QUOTE = 34;

/** What stopped the reading of a head. */
const MISMATCH = -1;
export const BAD_TIME = -2;
export const BAD_STATUS = -3;
export const HEARTBEAT = -4;

/**
 * Reads the head that all relatives of the common log format share: `address identity user [time] "request" status size`. The address can be a
 * forwarded list, a quoted forwarded list can stand before it, the user can be missing or hold spaces.
 *
 * @returns index after the size, or one of the constants above
 */
export function readClfHead(line: string, from: number, draft: AccessDraft, context: LineContext): number {
  const begin = skipSpaces(line, from);
  const bracket = timeBracket(line, begin);
  if (bracket === -1 || !readWho(line, begin, bracket - 1, draft)) return MISMATCH;
  const close = line.indexOf(']', bracket);
  const hasTime = close !== -1 && draft.setTime(readClfTime(line, bracket + 1, close, context.settings.clock));
  if (!line.startsWith('] "', close)) return close === -1 || hasTime ? MISMATCH : BAD_TIME;
  if (!hasTime) return BAD_TIME;
  const request = close + 3;
  let quote = closingQuote(line, request, FOLLOWED_BY_NUMBER);
  if (quote === -1) quote = closingRawQuote(line, request, FOLLOWED_BY_NUMBER);
  if (quote === -1) return headWithoutStatus(line, request);
  draft.request = line.slice(request, quote);
  return readStatusAndSize(line, quote + 2, draft);
}

function readStatusAndSize(line: string, at: number, draft: AccessDraft): number {
  const statusEnd = line.indexOf(' ', at);
  if (statusEnd === -1) return MISMATCH;
  const statusText = line.slice(at, statusEnd);
  draft.status = readStatus(statusText);
  if (Number.isNaN(draft.status)) return BAD_STATUS;
  let end = line.indexOf(' ', statusEnd + 1);
  if (end === -1) end = line.length;
  draft.bodySize = readCount(line, statusEnd + 1, end);
  if (Number.isNaN(draft.bodySize) || end === statusEnd + 1) return MISMATCH;
  if (draft.bodySize === undefined && end > statusEnd + 2) draft.flag('number_out_of_range');
  return statusText === '-' && isHeartbeat(draft.request ?? '') ? HEARTBEAT : end;
}

/** Generators spell it both ways. */
function isHeartbeat(request: string): boolean {
  return request === 'HEARTBEAT' || request === 'HEARBEAT';
}

function headWithoutStatus(line: string, request: number): number {
  return closingQuote(line, request, FOLLOWED_BY_SPACE | FOLLOWED_BY_END) === -1 ? MISMATCH : BAD_STATUS;
}

function skipSpaces(line: string, from: number): number {
  let at = from;
  while (line.charCodeAt(at) === 32) at += 1;
  return at;
}

/** Index of the bracket that opens the time; a user's name can hold other ones. */
function timeBracket(line: string, from: number): number {
  let bracket = line.indexOf('[', from);
  const first = bracket;
  while (bracket !== -1 && !looksLikeClfTime(line, bracket + 1)) bracket = line.indexOf('[', bracket + 1);
  return bracket === -1 ? first : bracket;
}

/** Reads what stands before the time: `list? address identity user`. */
function readWho(line: string, from: number, end: number, draft: AccessDraft): boolean {
  let at = from;
  if (line.charCodeAt(at) === QUOTE) {
    const quote = line.indexOf('" ', at + 1);
    if (quote === -1 || quote > end) return false;
    draft.forwardedFor = line.slice(at + 1, quote);
    at = quote + 2;
  }
  let space = line.indexOf(' ', at);
  if (space === -1 || space > end || space === at) return false;
  const isList = line.charCodeAt(space - 1) === COMMA;
  while (line.charCodeAt(space - 1) === COMMA && space < end) {
    space = line.indexOf(' ', space + 1);
    if (space === -1) return false;
  }
  if (isList && draft.forwardedFor === undefined) {
    draft.forwardedFor = line.slice(at, space);
    space = peerAfterList(line, space, end, draft);
  } else {
    draft.peer = line.slice(at, space);
    if (!mayBeAddress(draft.peer)) return false;
  }
  const identityEnd = line.indexOf(' ', space + 1);
  if (identityEnd !== -1 && identityEnd < end)
    draft.user = line.slice(afterRealAddress(line, identityEnd + 1, draft.peer), end);
  return true;
}

/** The peer can follow a list that stands before it without quotes: `1.2.3.4, 10.0.0.1 10.0.0.2 - -`. Returns the index after it. */
function peerAfterList(line: string, space: number, end: number, draft: AccessDraft): number {
  const peerEnd = line.indexOf(' ', space + 1);
  if (peerEnd === -1 || peerEnd >= end || line.startsWith('- ', space + 1)) return space;
  draft.peer = line.slice(space + 1, peerEnd);
  return peerEnd;
}

/** Older ingress-nginx writes the real address a second time before the user: `1.2.3.4 - [1.2.3.4] - alice`. */
function afterRealAddress(line: string, at: number, peer: string | undefined): number {
  if (line.charCodeAt(at) !== 91) return at;
  const again = `[${peer ?? ''}] - `;
  return line.startsWith(again, at) ? at + again.length : at;
}
