import {
  ACCESS_FLAGS,
  type AccessErrorRecord,
  type AccessFlag,
  type AccessRecord,
  bytesSent,
  isServerFault,
  LATENCY_KINDS,
  type UnparsedLine,
} from '@log-monitor/access-record';
import { scrubText, SEVERITY } from '@log-monitor/log-record';
import type pg from 'pg';
import { BinaryRows } from '../copy/binary-rows.js';
import type { BlockPool } from '../copy/block-pool.js';
import { copyRows } from '../copy/copy-rows.js';
import type { AccessLine } from '../../batch/access-batch.js';
import { keptLine, MOST_LINE_UNITS } from './kept-line.js';

/** Bytes of a line that no format reads. */
const MOST_UNPARSED_BYTES = 16_384;
/** Lengths of all columns, and the values of those with a fixed size, with room to spare. */
const FIXED_BYTES = 256;

const RECORD_COLUMNS = [
  'time',
  'received_at',
  'kafka_offset',
  'bytes',
  'duration_ms',
  'upstream_ms',
  'source_id',
  'element',
  'flags',
  'kafka_partition',
  'status',
  'latency',
  'health_check',
  'client',
  'host',
  'method',
  'route',
  'path',
  'request_id',
  'trace_id',
  'line',
];
const ERROR_COLUMNS = [
  'time',
  'received_at',
  'kafka_offset',
  'source_id',
  'element',
  'flags',
  'kafka_partition',
  'level',
  'message_class',
  'message',
  'client',
  'host',
  'upstream',
  'line',
];
const UNPARSED_COLUMNS = [
  'time',
  'received_at',
  'kafka_offset',
  'source_id',
  'element',
  'flags',
  'size',
  'kafka_partition',
  'reason',
  'line',
];

/** Where and under which time a line is filed. */
interface LinePlace {
  readonly sourceId: number;
  /** Milliseconds since 1970. */
  readonly time: number;
}

/** Rows of one table. */
class TableRows {
  readonly rows: BinaryRows;
  isEmpty = true;
  readonly #sql: string;
  readonly #columns: number;

  constructor(table: string, columns: readonly string[], blocks: BlockPool) {
    this.rows = new BinaryRows(blocks);
    this.#sql = `COPY ${table} (${columns.join(', ')}) FROM STDIN (FORMAT binary)`;
    this.#columns = columns.length;
  }

  /** Begins a row. @param most bytes of its texts */
  row(most: number): BinaryRows {
    this.isEmpty = false;
    this.rows.row(this.#columns, FIXED_BYTES + most);
    return this.rows;
  }

  /** Writes the rows with COPY, once. */
  async copy(client: pg.PoolClient): Promise<void> {
    if (this.isEmpty) return;
    await copyRows(client, this.#sql, this.rows);
  }
}

/** Lines as rows: written as soon as they are read, so that no record outlives its turn. */
export class AccessRows {
  readonly requests: TableRows;
  readonly errors: TableRows;
  readonly unparsed: TableRows;

  /** @param partition of Kafka */
  constructor(
    private readonly partition: number,
    blocks: BlockPool,
  ) {
    this.requests = new TableRows('access_record', RECORD_COLUMNS, blocks);
    this.errors = new TableRows('access_error', ERROR_COLUMNS, blocks);
    this.unparsed = new TableRows('access_unparsed', UNPARSED_COLUMNS, blocks);
  }

  addRequest(given: AccessLine, line: AccessRecord, { sourceId, time }: LinePlace): void {
    const { clientAddress, serverAddress, httpRequestMethod, httpRoute, urlPath, requestId, traceId } = line;
    const raw = keptLine(given.raw);
    const texts = [clientAddress, serverAddress, httpRequestMethod, httpRoute, urlPath, requestId, traceId, raw];
    const rows = this.requests.row(3 * unitsOf(texts));
    rows.timestamptz(time);
    rows.timestamptz(given.kafkaTime);
    rows.int8(given.offset);
    const bytes = bytesSent(line);
    if (bytes === undefined || !Number.isSafeInteger(bytes)) rows.null();
    else rows.int8(bytes);
    float8(rows, line.durationMs);
    float8(rows, line.upstreamDurationMs);
    rows.int4(sourceId);
    rows.int4(given.element);
    rows.int4(flagBits(line.flags) | grpcFaultBit(line));
    rows.int2(this.partition);
    if (line.httpResponseStatusCode === undefined) rows.null();
    else rows.int2(line.httpResponseStatusCode);
    rows.int2(LATENCY_KINDS.indexOf(line.latency));
    rows.boolean(line.healthCheck);
    for (const value of texts) text(rows, value);
  }

  addError(given: AccessLine, line: AccessErrorRecord, { sourceId, time }: LinePlace): void {
    const { messageClass, clientAddress, host, upstream } = line;
    const message = scrubText(line.message.slice(0, MOST_LINE_UNITS));
    const texts = [messageClass, message, clientAddress, host, upstream, keptLine(given.raw)];
    const rows = this.errors.row(3 * unitsOf(texts));
    rows.timestamptz(time);
    rows.timestamptz(given.kafkaTime);
    rows.int8(given.offset);
    rows.int4(sourceId);
    rows.int4(given.element);
    rows.int4(flagBits(line.flags));
    rows.int2(this.partition);
    rows.int2(SEVERITY[line.level]);
    for (const value of texts) text(rows, value);
  }

  addUnparsed(given: AccessLine, line: UnparsedLine, { sourceId, time }: LinePlace): void {
    const bytes = Buffer.from(line.raw, 'utf8');
    const kept = Buffer.from(scrubText(bytes.subarray(0, MOST_UNPARSED_BYTES).toString('utf8')), 'utf8');
    const rows = this.unparsed.row(kept.length);
    rows.timestamptz(time);
    rows.timestamptz(given.kafkaTime);
    rows.int8(given.offset);
    rows.int4(sourceId);
    rows.int4(given.element);
    rows.int4(flagBits(line.flags));
    rows.int4(bytes.length);
    rows.int2(this.partition);
    rows.text(line.reason);
    rows.bytea(kept);
  }
}

function text(rows: BinaryRows, value: string | undefined): void {
  if (value === undefined) rows.null();
  else rows.text(value);
}

function float8(rows: BinaryRows, value: number | undefined): void {
  if (value === undefined) rows.null();
  else rows.float8(value);
}

/** One bit for each flag, by its index in `ACCESS_FLAGS`. */
function flagBits(flags: readonly AccessFlag[] | undefined): number {
  if (flags === undefined) return 0;
  return flags.reduce((bits, flag) => bits | (1 << ACCESS_FLAGS.indexOf(flag)), 0);
}

/** No column has gRPC's status: of a request that it alone makes a fault of the server, a bit says so. */
function grpcFaultBit({ httpResponseStatusCode, rpcGrpcStatusCode }: AccessRecord): number {
  const isFault = isServerFault(undefined, rpcGrpcStatusCode) && !isServerFault(httpResponseStatusCode, undefined);
  return isFault ? flagBits(['grpc_fault']) : 0;
}

function unitsOf(texts: readonly (string | undefined)[]): number {
  let units = 0;
  for (const value of texts) if (value !== undefined) units += value.length;
  return units;
}
