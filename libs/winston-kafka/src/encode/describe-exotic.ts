import { types } from 'node:util';

const MAX_ENTRIES = 1_001;

/**
 * How a value that is no plain object, array or error is shown: a text, or a plain object or array to be encoded in
 * its place.
 *
 * @returns undefined when the value is shown by its own members
 */
export function describeExotic(value: object): string | object | undefined {
  if (types.isDate(value)) return Number.isNaN(value.getTime()) ? '[Invalid Date]' : value.toISOString();
  if (ArrayBuffer.isView(value)) return `[${nameOf(value)} ${value.byteLength} bytes]`;
  if (types.isAnyArrayBuffer(value)) return `[${nameOf(value)} ${value.byteLength} bytes]`;
  if (types.isMap(value)) return entriesOf(value);
  if (types.isSet(value)) return firstOf(value);
  if (types.isRegExp(value)) return String(value);
  if (types.isPromise(value)) return '[Promise]';
  if (types.isWeakMap(value) || types.isWeakSet(value)) return `[${nameOf(value)}]`;
  if (types.isBoxedPrimitive(value)) return String(value.valueOf());
  return undefined;
}

/**
 * Requests and responses hang on sockets, servers and parsers. What a reader wants of them is this.
 *
 * @returns undefined when the value is neither
 */
export function describeHttpMessage(value: object): object | undefined {
  const message = value as Record<string, unknown>;
  if (typeof message['method'] === 'string' && 'headers' in message && 'httpVersion' in message) {
    const { method, url, headers } = message;
    return { method, url, headers };
  }
  if (typeof message['statusCode'] === 'number' && typeof message['getHeaders'] === 'function') {
    return { statusCode: message['statusCode'], headersSent: message['headersSent'] };
  }
  return undefined;
}

function entriesOf(map: ReadonlyMap<unknown, unknown>): object {
  const shown = Object.create(null) as Record<string, unknown>;
  let count = 0;
  for (const [key, value] of Map.prototype.entries.call(map) as Iterable<[unknown, unknown]>) {
    if (++count > MAX_ENTRIES) break;
    shown[typeof key === 'object' && key !== null ? `[${nameOf(key)} ${count}]` : String(key)] = value;
  }
  return shown;
}

function firstOf(set: ReadonlySet<unknown>): unknown[] {
  const shown: unknown[] = [];
  for (const value of Set.prototype.values.call(set) as Iterable<unknown>) {
    if (shown.length >= MAX_ENTRIES) break;
    shown.push(value);
  }
  return shown;
}

function nameOf(value: object): string {
  const { constructor } = value;
  return typeof constructor === 'function' && typeof constructor.name === 'string' ? constructor.name : 'Object';
}
