import type { AccessRequest } from '@log-monitor/monitor-api';
import type { CsvColumn } from '../csv.js';

/** The columns of exported requests. */
export const REQUEST_CSV: readonly CsvColumn<AccessRequest>[] = [
  ['time', (request) => request.time],
  ['host', (request) => request.host],
  ['project', (request) => request.project],
  ['method', (request) => request.method],
  ['path', (request) => request.path],
  ['route', (request) => request.route],
  ['status', (request) => request.status],
  ['duration_ms', (request) => request.durationMs],
  ['upstream_ms', (request) => request.upstreamMs],
  ['bytes', (request) => request.bytes],
  ['client', (request) => request.client],
  ['source', (request) => request.source],
  ['server', (request) => request.server],
  ['cluster', (request) => request.cluster],
  ['request_id', (request) => request.requestId],
  ['trace_id', (request) => request.traceId],
  ['flags', (request) => request.flags.join(' ')],
  ['line', (request) => request.line],
  ['id', (request) => request.id],
];
