import type { JsonValue } from '@log-monitor/log-record';
import type { StoredRecord } from '@log-monitor/monitor-api';
import type { RecordFilter } from '../records/record-filter.js';

/**
 * Makes of a filter the test that the live tail puts each record to: the same as the conditions of a search in SQL.
 *
 * @returns true for a record that the filter lets through
 */
export function recordMatcher(filter: RecordFilter): (record: StoredRecord) => boolean {
  const { services, levels, hosts, loggers, requestId, userId, traceId } = filter;
  const search = filter.search?.toLowerCase();
  const attributes = Object.entries(filter.attributes ?? {});
  return (record) =>
    isAmong(services, record.service) &&
    isAmong<string>(levels, record.level) &&
    isAmong(hosts, record.host) &&
    isAmong(loggers, record.logger) &&
    (requestId === undefined || record.requestId === requestId) &&
    (userId === undefined || record.userId === userId) &&
    (traceId === undefined || record.traceId === traceId) &&
    attributes.every(([name, value]) => hasAttribute(record.attributes, name, value)) &&
    (search === undefined || textsOf(record).some((text) => text?.toLowerCase().includes(search)));
}

function isAmong<Value extends string>(wanted: readonly Value[] | undefined, value: Value | undefined): boolean {
  return wanted === undefined || wanted.length === 0 || (value !== undefined && wanted.includes(value));
}

function textsOf({ message, error }: StoredRecord): (string | undefined)[] {
  return [message, error?.type, error?.message];
}

function hasAttribute(attributes: StoredRecord['attributes'], name: string, value: string): boolean {
  if (attributes === undefined) return false;
  return textOf(attributes[name]) === value || textOf(memberAt(attributes, name.split('.'))) === value;
}

function memberAt(value: JsonValue, path: readonly string[]): JsonValue | undefined {
  let at: JsonValue | undefined = value;
  for (const name of path) {
    if (typeof at !== 'object' || at === null) return undefined;
    at = Array.isArray(at) ? at[Number(name)] : Object.hasOwn(at, name) ? at[name] : undefined;
  }
  return at;
}

/** As PostgreSQL's ->> gives it for everything but objects and lists, which nobody asks for by their text. */
function textOf(value: JsonValue | undefined): string | undefined {
  if (value === undefined || value === null || typeof value === 'object') return undefined;
  return String(value);
}
