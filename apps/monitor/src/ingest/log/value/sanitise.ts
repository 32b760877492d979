import type { JsonValue } from '@log-monitor/log-record';

/** Deeper values are cut: PostgreSQL's own stack ends far above it, a reader's patience far below. */
export const MAX_DEPTH = 32;

/** An object with more members keeps the first ones and says how many were left out. */
export const MAX_MEMBERS = 1000;

/** Long enough for a name, short enough for a btree key (PostgreSQL's limit is 2704 bytes). */
export const MAX_NAME = 200;

/** Largest value of PostgreSQL's integer. */
export const INT4_MAX = 2_147_483_647;

const CUT_MARKER = '…[cut]';

const NUL_SHOWN = '\u2400';

/**
 * Tells from a message's JSON text whether its strings can hold what PostgreSQL refuses: NUL (22P05) or half a surrogate
 * pair (22P02). Both can only come from an escape, as raw NUL is no JSON and raw UTF-8 has no surrogates.
 */
export function needsCleaning(json: string): boolean {
  return json.includes('\\u0000') || /\\u[dD][89a-fA-F]/.test(json);
}

/** NUL becomes the symbol for it, a lone surrogate U+FFFD; whole pairs survive. */
export function cleanText(text: string): string {
  const wellFormed = text.isWellFormed() ? text : text.toWellFormed();
  return wellFormed.includes('\0') ? wellFormed.replaceAll('\0', NUL_SHOWN) : wellFormed;
}

/** Cuts at `maxLength` UTF-16 units, never through a surrogate pair, and marks the cut. */
export function cutText(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  return text.slice(0, maxLength - CUT_MARKER.length).toWellFormed() + CUT_MARKER;
}

/** Cleans every string and key of a parsed JSON value, in place of nothing: a new value is made. */
export function cleanValue(value: JsonValue, depth = 0): JsonValue {
  if (typeof value === 'string') return cleanText(value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth > MAX_DEPTH) return CUT_MARKER;
  if (Array.isArray(value)) return value.map((item) => cleanValue(item, depth + 1));
  const clean = Object.create(null) as Record<string, JsonValue>;
  for (const key of Object.keys(value)) clean[cleanText(key)] = cleanValue(value[key] as JsonValue, depth + 1);
  return clean;
}

/** True when a value is nested or crowded beyond what is kept. */
export function exceedsBounds(value: JsonValue, depth = 0): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (depth > MAX_DEPTH) return true;
  if (Array.isArray(value)) return value.length > MAX_MEMBERS || value.some((item) => exceedsBounds(item, depth + 1));
  let members = 0;
  for (const key in value) {
    members += 1;
    if (members > MAX_MEMBERS || exceedsBounds(value[key] as JsonValue, depth + 1)) return true;
  }
  return false;
}

/** Cuts what `exceedsBounds` found, with a visible marker at each cut. */
export function boundValue(value: JsonValue, depth = 0): JsonValue {
  if (typeof value !== 'object' || value === null) return value;
  if (depth > MAX_DEPTH) return CUT_MARKER;
  if (Array.isArray(value)) {
    const kept = value.slice(0, MAX_MEMBERS).map((item) => boundValue(item, depth + 1));
    return value.length > MAX_MEMBERS ? [...kept, `…[${value.length - MAX_MEMBERS} more]`] : kept;
  }
  const keys = Object.keys(value);
  const bounded = Object.create(null) as Record<string, JsonValue>;
  for (const key of keys.slice(0, MAX_MEMBERS)) bounded[key] = boundValue(value[key] as JsonValue, depth + 1);
  if (keys.length > MAX_MEMBERS) bounded['…'] = `[${keys.length - MAX_MEMBERS} more]`;
  return bounded;
}
