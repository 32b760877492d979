import type { StoredRecord } from '@log-monitor/monitor-api';
import type { CsvColumn } from '../csv.js';

/** The columns of exported records. */
export const RECORD_CSV: readonly CsvColumn<StoredRecord>[] = [
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
  ['group_id', (record) => record.group?.id],
  ['group_title', (record) => record.group?.title],
];
