import { createHash } from 'node:crypto';
import { QueryError } from './query-error.js';

/** Where a page ended: the next one begins after this row. */
interface KeysetPosition {
  /** RFC 3339 with microseconds, as the store has it. */
  time: string;
  id: string;
  /** What decides between rows of one time before their id does. */
  place?: readonly number[] | undefined;
}

/** A cursor also carries the range that its first page meant, so that `now-15m` does not move from page to page. */
export interface KeysetCursor extends KeysetPosition {
  /** Epoch milliseconds; null: reaches back to everything kept. */
  from: number | null;
  to: number;
}

const VERSION = 2;
const MAX_LENGTH = 400;
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{6}Z$/;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/**
 * Writes a cursor that only the same question accepts.
 *
 * @param question the filters that the page was asked with, in any order
 */
export function encodeCursor(cursor: KeysetCursor, question: Readonly<Record<string, unknown>>): string {
  const fields = [
    VERSION,
    fingerprint(question),
    cursor.time,
    cursor.id,
    cursor.from,
    cursor.to,
    ...(cursor.place ?? []),
  ];
  return Buffer.from(JSON.stringify(fields)).toString('base64url');
}

/**
 * Reads a cursor back.
 *
 * @param idForm how the ids of this list look
 * @throws QueryError CURSOR_INVALID when it is none of ours or belongs to a question with other filters
 */
export function decodeCursor(
  text: string,
  question: Readonly<Record<string, unknown>>,
  idForm: RegExp = UUID,
): KeysetCursor {
  const fields = parseFields(text);
  const [version, print, time, id, from, to, ...place] = fields ?? [];
  if (
    version !== VERSION ||
    typeof time !== 'string' ||
    !TIME.test(time) ||
    typeof id !== 'string' ||
    !idForm.test(id)
  ) {
    throw invalid('cursor must be the nextCursor of an earlier page, unchanged');
  }
  if (
    !isTimeMs(to) ||
    !place.every((part) => Number.isSafeInteger(part)) ||
    !(from === null || isTimeMs(from)) ||
    Number.isNaN(Date.parse(time))
  ) {
    throw invalid('cursor must be the nextCursor of an earlier page, unchanged');
  }
  if (print !== fingerprint(question)) {
    throw invalid('cursor belongs to a question with other filters; repeat the filters of its first page');
  }
  return { time, id, from, to, place: place as number[] };
}

function parseFields(text: string): unknown[] | undefined {
  if (text.length > MAX_LENGTH) return undefined;
  try {
    const fields: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    return Array.isArray(fields) ? fields : undefined;
  } catch {
    // Not JSON: the caller answers that the cursor is invalid.
    return undefined;
  }
}

function isTimeMs(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && Math.abs(value) <= 8.64e15;
}

function invalid(message: string): QueryError {
  return new QueryError('CURSOR_INVALID', message, { parameter: 'cursor' });
}

function fingerprint(question: Readonly<Record<string, unknown>>): string {
  const entries = Object.entries(question)
    .filter(([, value]) => value !== undefined)
    .sort(([left], [right]) => (left < right ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(entries)).digest('base64url').slice(0, 12);
}
