import { type StoredRecord } from '@log-monitor/monitor-api';

const COLUMNS: readonly [name: string, value: (record: StoredRecord) => string | number | undefined][] = [
  ['timestamp', (record) => record.timestamp],
  ['level', (record) => record.level],
  ['service', (record) => record.service],
  ['host', (record) => record.host],
  ['logger', (record) => record.logger],
  ['message', (record) => record.message],
  ['error_type', (record) => record.error?.type],
  ['error_message', (record) => record.error?.message],
  ['error_code', (record) => record.error?.code],
  ['stack', (record) => record.error?.stack],
  ['request_id', (record) => record.requestId],
  ['user_id', (record) => record.userId],
  ['trace_id', (record) => record.traceId],
  ['attributes', (record) => record.attributes && JSON.stringify(record.attributes)],
  ['version', (record) => record.version],
  ['instance', (record) => record.instance],
  ['seq', (record) => record.seq],
  ['id', (record) => record.id],
];

export const CSV_HEADER = `${COLUMNS.map(([name]) => name).join(',')}\r\n`;

/** One line of RFC 4180. */
export function csvLine(record: StoredRecord): string {
  return `${COLUMNS.map(([, value]) => csvField(value(record))).join(',')}\r\n`;
}

/** What a spreadsheet would take for a formula gets an apostrophe before it (CWE-1236). */
function csvField(value: string | number | undefined): string {
  if (value === undefined) return '';
  if (typeof value === 'number') return String(value);
  const neutral = /^[=+\-@\t\r\n\0]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(neutral) ? `"${neutral.replaceAll('"', '""')}"` : neutral;
}
