import type { JsonValue } from '@log-monitor/log-record';
import { isObject, type Members } from './foreign-members.js';
import { without } from './layout.js';

const MAX_DEPTH = 32;

/**
 * OTLP in JSON as the collector's Kafka exporter writes it (`otlp_json`): resources, scopes, records. Each record gets what its
 * resource and its scope say.
 *
 * @returns undefined when the message is none of OTLP
 */
export function splitOtlp(members: Members): Members[] | undefined {
  const groups = members['resourceLogs'] ?? members['resource_logs'];
  if (!Array.isArray(groups)) return undefined;
  const records: Members[] = [];
  for (const group of groups.filter(isObject)) {
    const resource = isObject(group['resource']) ? keyValues(group['resource']['attributes'], 0) : {};
    const scopes = group['scopeLogs'] ?? group['scope_logs'] ?? group['instrumentationLibraryLogs'];
    for (const scopeLogs of listOf(scopes)) {
      const scope = isObject(scopeLogs['scope']) ? without(scopeLogs['scope'], 'droppedAttributesCount') : {};
      for (const record of listOf(scopeLogs['logRecords'] ?? scopeLogs['log_records'])) {
        records.push({ ...record, resource, scope });
      }
    }
  }
  return records;
}

/** A LogRecord of OTLP, by itself or out of a message of several (opentelemetry-proto, logs.proto, JSON mapping). */
export function readLogRecord(members: Members): Members | undefined {
  const { attributes, body } = members;
  const isOtlp =
    Array.isArray(attributes) || (isObject(body) && Object.keys(body).some((name) => VALUES.includes(name)));
  if (!isOtlp && !('timeUnixNano' in members || 'observedTimeUnixNano' in members)) return undefined;
  const read = without(
    members,
    'attributes',
    'body',
    'timeUnixNano',
    'observedTimeUnixNano',
    'droppedAttributesCount',
    'flags',
    'scope',
  );
  const time = [members['timeUnixNano'], members['observedTimeUnixNano']].find(
    (value) => value !== undefined && value !== '0' && value !== 0,
  );
  if (time !== undefined) read['timestamp'] = time;
  if (body !== undefined) read['body'] = isObject(body) ? anyValue(body, 0) : body;
  // OTLP says ERROR by its number even where the text is the producer's own word.
  read['attributes'] = Array.isArray(attributes) ? keyValues(attributes, 0) : (attributes ?? {});
  const { scope } = members;
  if (isObject(scope) && typeof scope['name'] === 'string' && scope['name'] !== '') read['logger'] = scope['name'];
  return read;
}

const VALUES = ['stringValue', 'boolValue', 'intValue', 'doubleValue', 'arrayValue', 'kvlistValue', 'bytesValue'];

function listOf(value: JsonValue | undefined): Members[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

function keyValues(value: JsonValue | undefined, depth: number): Members {
  const read: Members = {};
  for (const { key, value: inner } of listOf(value)) {
    if (typeof key === 'string') read[key] = isObject(inner) ? anyValue(inner, depth + 1) : (inner ?? null);
  }
  return read;
}

/** An `AnyValue`. 64-bit integers travel as text; what a double holds becomes a number again. */
function anyValue(value: Members, depth: number): JsonValue {
  if (depth > MAX_DEPTH) return null;
  const { stringValue, boolValue, intValue, doubleValue, arrayValue, kvlistValue, bytesValue } = value;
  const plain = stringValue ?? boolValue ?? doubleValue ?? bytesValue;
  if (plain !== undefined) return plain;
  if (intValue !== undefined) return Number.isSafeInteger(Number(intValue)) ? Number(intValue) : intValue;
  if (isObject(arrayValue)) return listOf(arrayValue['values']).map((inner) => anyValue(inner, depth + 1));
  if (isObject(kvlistValue)) return keyValues(kvlistValue['values'], depth + 1);
  return null;
}
