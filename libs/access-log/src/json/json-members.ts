import { cleanText } from '../text/line-text.js';
import { isJsonObject, type JsonObject } from './read-json-line.js';

const EMPTY: JsonObject = {};

/** Headers looked through for one that is spelled in another case. */
const MAX_HEADERS = 200;

/** @returns undefined for null, objects and lists */
export function scalarText(value: unknown): string | undefined {
  if (typeof value === 'string') return cleanText(value);
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

/** The text of a member; the first one where it is a list. */
export function textOf(object: JsonObject, key: string): string | undefined {
  const value = object[key];
  return scalarText(Array.isArray(value) ? value[0] : value);
}

/** A finite number, or a string that is one. */
export function numberOf(object: JsonObject, key: string): number | undefined {
  const value = object[key];
  // JSON can say 1e400.
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  if (typeof value !== 'string' || value === '' || value === '-' || value.length > 32) return undefined;
  const number = Number(value);
  return Number.isFinite(number) ? number : undefined;
}

/** A whole number from 0 up to what is exact; undefined for others. */
export function countOf(object: JsonObject, key: string): number | undefined {
  const number = numberOf(object, key);
  return number !== undefined && number >= 0 && Number.isSafeInteger(number) ? number : undefined;
}

/** A status from 0 to 999; -1 counts as 0. NaN for what is no status. */
export function statusOf(object: JsonObject, key: string): number | undefined {
  const value = object[key];
  if (value === undefined || value === null || value === '' || value === '-') return undefined;
  const status = numberOf(object, key);
  if (status === -1) return 0;
  return status !== undefined && Number.isInteger(status) && status >= 0 && status <= 999 ? status : Number.NaN;
}

/** The member if it is an object, else an empty one. */
export function objectOf(object: JsonObject, key: string): JsonObject {
  const value = object[key];
  return isJsonObject(value) ? value : EMPTY;
}

/** A header in any case; the first value where it came more than once. */
export function headerOf(headers: JsonObject, lowerCaseName: string): string | undefined {
  const direct = textOf(headers, lowerCaseName);
  if (direct !== undefined) return direct;
  let looked = 0;
  for (const name in headers) {
    looked += 1;
    if (looked > MAX_HEADERS) return undefined;
    if (name.length === lowerCaseName.length && name.toLowerCase() === lowerCaseName) return textOf(headers, name);
  }
  return undefined;
}

/** `X-Forwarded-For` as one list, also where it came as several headers. */
export function forwardedForOf(headers: JsonObject): string | undefined {
  const name = Object.hasOwn(headers, 'x-forwarded-for') ? 'x-forwarded-for' : 'X-Forwarded-For';
  const value = headers[name];
  return Array.isArray(value)
    ? value.slice(0, 32).map(scalarText).filter(Boolean).join(', ')
    : headerOf(headers, 'x-forwarded-for');
}
