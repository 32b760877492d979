import {
  type AccessErrorRecord,
  type AccessRecord,
  bytesSent,
  LATENCY_KINDS,
  type UnparsedReason,
} from '@log-monitor/access-record';
import { AccessTally, KEPT_FACETS } from '@log-monitor/access-statistics';
import { SEVERITY } from '@log-monitor/log-record';
import type pg from 'pg';

interface Placed {
  /** Microseconds since 1970. */
  micros: number;
  offset: number;
  line: string;
}

export interface AccessRows {
  /** Number of the source. */
  source: number;
  name: string;
  requests?: readonly (Placed & { record: AccessRecord })[];
  errors?: readonly (Placed & { record: AccessErrorRecord })[];
  unparsed?: readonly (Placed & { reason: UnparsedReason })[];
}

const TIME = `to_timestamp(floor($1::float8 / 1000) / 1000) + ($1::bigint % 1000) * interval '1 microsecond'`;
const INSERT_SOURCE = `
  INSERT INTO access_source (id, name, topic, server, first_seen, last_seen, lines, requests, errors, unparsed)
  OVERRIDING SYSTEM VALUE VALUES ($1, $2, 'web-logs', 'web-1', now(), now(), $3, $4, $5, $6)`;
const INSERT_REQUEST = `
  INSERT INTO access_record (time, received_at, kafka_offset, bytes, duration_ms, upstream_ms, source_id, element, flags, kafka_partition, status, latency,
    health_check, client, host, method, route, path, request_id, trace_id, line)
  VALUES (${TIME}, now(), $2, $3, $4, $5, $6, 0, 0, 0, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)`;
const INSERT_ERROR = `
  INSERT INTO access_error (time, received_at, kafka_offset, source_id, element, flags, kafka_partition, level, message_class, message, client, host, upstream, line)
  VALUES (${TIME}, now(), $2, $3, 0, 0, 0, $4, $5, $6, $7, $8, $9, $10)`;
const INSERT_UNPARSED = `
  INSERT INTO access_unparsed (time, received_at, kafka_offset, source_id, element, flags, size, kafka_partition, reason, line)
  VALUES (${TIME}, now(), $2, $3, 0, 0, $4, 0, $5, $6)`;

/** Puts lines of one source into a store, with what a batch of them counts. */
export async function insertAccessRows(client: pg.Client, rows: AccessRows): Promise<void> {
  const { source, name, requests = [], errors = [], unparsed = [] } = rows;
  const lines = requests.length + errors.length + unparsed.length;
  await client.query(INSERT_SOURCE, [source, name, lines, requests.length, errors.length, unparsed.length]);
  const tally = new AccessTally();
  for (const { micros, offset, line, record } of requests) {
    const { durationMs, upstreamDurationMs, httpResponseStatusCode, latency, healthCheck, clientAddress } = record;
    await client.query(INSERT_REQUEST, [
      ...[micros, offset, bytesSent(record) ?? null, durationMs ?? null, upstreamDurationMs ?? null, source],
      ...[httpResponseStatusCode ?? null, LATENCY_KINDS.indexOf(latency), healthCheck, clientAddress ?? null],
      ...[record.serverAddress ?? null, record.httpRequestMethod ?? null, record.httpRoute ?? null],
      ...[record.urlPath ?? null, record.requestId ?? null, record.traceId ?? null, line],
    ]);
    if (!healthCheck) tally.add(source, micros / 1000, record);
  }
  for (const { micros, offset, line, record } of errors) {
    const { level, messageClass, message, clientAddress, host, upstream } = record;
    await client.query(INSERT_ERROR, [
      ...[micros, offset, source, SEVERITY[level], messageClass, message],
      ...[clientAddress ?? null, host ?? null, upstream ?? null, line],
    ]);
    tally.addError(source, micros / 1000, record);
  }
  for (const { micros, offset, line, reason } of unparsed) {
    await client.query(INSERT_UNPARSED, [micros, offset, source, line.length, reason, Buffer.from(line)]);
  }
  const times = [...requests, ...errors].map(({ micros }) => micros / 1000);
  const columns = KEPT_FACETS.map((_, index) => `$${index + 3}`).join(', ');
  await client.query(
    `INSERT INTO access_delta (earliest, latest, ${KEPT_FACETS.join(', ')}) VALUES ($1, $2, ${columns})`,
    [
      new Date(Math.min(...times)),
      new Date(Math.max(...times)),
      ...KEPT_FACETS.map((facet) => tally.encode(facet) ?? null),
    ],
  );
}
