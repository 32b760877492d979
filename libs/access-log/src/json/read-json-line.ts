import { repairJson } from './repair-json.js';

export type JsonObject = Readonly<Record<string, unknown>>;

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A line's JSON. */
export interface JsonLine {
  readonly object: JsonObject;
  /** True when the line was invalid and has been mended. */
  readonly repaired: boolean;
}

/** @returns undefined when the line is no JSON object, mended neither */
export function readJsonLine(line: string): JsonLine | undefined {
  const begin = line.trimStart();
  if (!begin.startsWith('{')) return undefined;
  const object = parseObject(line);
  if (object !== undefined) return { object, repaired: false };
  const mended = parseObject(repairJson(line));
  return mended === undefined ? undefined : { object: mended, repaired: true };
}

function parseObject(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) ? value : undefined;
  } catch {
    // The caller mends the text, or says that it is no JSON.
    return undefined;
  }
}
