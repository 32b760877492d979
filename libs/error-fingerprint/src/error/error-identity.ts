import type { ErrorDetail } from './error-detail.js';

/** Characters of an error, its causes included. */
const LONGEST = 16_384;
const DEEPEST = 10;

interface Collected {
  readonly texts: string[];
  /** Characters that may still come. */
  room: number;
}

/**
 * Everything that an error is read by as one text: equal texts are equal errors.
 *
 * @returns undefined when that is long, or when a member is not of its type, as a stranger may send it
 */
export function errorIdentity(error: ErrorDetail): string | undefined {
  const collected: Collected = { texts: [], room: LONGEST };
  return collect(error, collected, 0) ? collected.texts.join('') : undefined;
}

/** @returns false when an error cannot be told by its text */
function collect(error: unknown, collected: Collected, depth: number): boolean {
  if (typeof error !== 'object' || error === null || depth > DEEPEST) return false;
  const { type, code, message, stack, cause, errors } = error as ErrorDetail;
  if (errors !== undefined && !Array.isArray(errors)) return false;
  const shape = `${cause === undefined ? '' : 'c'}${errors === undefined ? '' : errors.length}`;
  // Lengths and counts first, so that no text of one member passes for that of the next.
  let head = shape;
  for (const text of [type, code, message, stack]) {
    if (text !== undefined && typeof text !== 'string') return false;
    head += `,${text?.length ?? ''}`;
  }
  for (const text of [`${head} `, type, code, message, stack]) if (text !== undefined) add(collected, text);
  if (collected.room < 0 || (cause !== undefined && !collect(cause, collected, depth + 1))) return false;
  return (errors ?? []).every((member) => collect(member, collected, depth + 1));
}

function add(collected: Collected, text: string): void {
  collected.texts.push(text);
  collected.room -= text.length;
}
