import { type CallContext } from '../context/call-context.js';

/** The arguments behind the message, as winston hands them over. */
const SPLAT = Symbol.for('splat');
/** Longest sum of all names and texts of a snapshot, in UTF-16 units. */
export const SNAPSHOT_CHARACTERS = 1024;
/** What a number, a boolean or nothing counts. */
const SMALL_VALUE = 8;

type Info = Record<PropertyKey, unknown>;

/**
 * Copies an info that holds nothing but immutable values and not much of them: encoding the copy later gives the same
 * record as encoding the info now, whatever the caller does to his objects meanwhile.
 *
 * @returns undefined for every other info: it has to be encoded in the call
 */
export function takeSnapshot(info: object): object | undefined {
  // Errors, class instances and most proxies end here; so nothing below is inherited.
  if (Object.getPrototypeOf(info) !== Object.prototype) return undefined;
  const copy: Info = { ...info };
  const message = copy['message'];
  if (typeof message !== 'string' || !isPlain(copy, SNAPSHOT_CHARACTERS)) return undefined;
  const splat = copy[SPLAT];
  if (splat === undefined) return copy;
  // Otherwise the arguments still have a part to play: a logged error, a placeholder's value, a left-over.
  if (!Array.isArray(splat) || splat.length > 1 || message.includes('%')) return undefined;
  const [first] = splat as unknown[];
  if (first !== undefined && (typeof first !== 'object' || first instanceof Error)) return undefined;
  copy[SPLAT] = undefined;
  return copy;
}

/** The same for a context, which may get more members after the call. */
export function takeContextSnapshot(context: CallContext): CallContext | undefined {
  const copy = { ...context };
  return isPlain(copy, SNAPSHOT_CHARACTERS) ? copy : undefined;
}

function isPlain(copy: Info, room: number): boolean {
  let left = room;
  // The copy has been made by us: everything it has is its own.
  for (const key in copy) {
    const value = copy[key];
    left -= key.length;
    if (typeof value === 'string') left -= value.length;
    else if (typeof value === 'number' || typeof value === 'boolean' || value === undefined || value === null) {
      left -= SMALL_VALUE;
    } else return false;
  }
  return left >= 0;
}
