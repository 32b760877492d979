import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { type LogRecord, makeRecordId } from '@log-monitor/log-record';
import kafkajs from 'kafkajs';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';

const RECORDS = Number(process.env['BENCH_RECORDS'] ?? 1_000_000);
const INSTANCES = 12;
const PARTITIONS = 6;
const TOPIC = 'bench-logs';
const BROKER = String(process.env['KAFKA_BOOTSTRAP_SERVERS']);
const DATABASE = String(process.env['DATABASE_URL']);
const MONITOR = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
const STACK = `ConnectionError: connect ECONNREFUSED 10.0.0.7:5432\n${'    at Pool.connect (/app/node_modules/pg-pool/index.js:45:11)\n'.repeat(5)}`;

interface Measured {
  recordsPerSecond: number;
  highestRss: number;
}

const instances = Array.from({ length: INSTANCES }, (_, index) => ({
  instance: randomUUID(),
  service: `service-${index % 6}`,
  host: `host-${index % 4}`,
  partition: index % PARTITIONS,
  seq: 0,
}));

/** The standard mix: 95 % INFO, 5 % ERROR with a stack, about 300 bytes. */
function newRecord(number: number): { record: LogRecord; partition: number } {
  const source = instances[number % INSTANCES] as (typeof instances)[number];
  const { partition, instance, service, host } = source;
  source.seq += 1;
  const time = Date.now() - Math.floor((RECORDS - number) / 1000);
  const isError = number % 20 === 0;
  const record: LogRecord = {
    v: 1,
    id: makeRecordId(time),
    timestamp: new Date(time).toISOString(),
    level: isError ? 'ERROR' : 'INFO',
    service,
    host,
    instance,
    seq: source.seq,
    message: isError ? `order ${number} could not be stored` : `order ${number} accepted`,
    ...(isError && {
      error: { type: 'ConnectionError', message: 'connect ECONNREFUSED', code: 'ECONNREFUSED', stack: STACK },
    }),
    requestId: `req-${number}`,
    attributes: { orderId: number },
  };
  return { record, partition };
}

/** Fills both topics, and gives back the bytes and the same rows as ready-made COPY text for the limit. */
async function fill(): Promise<{ bytes: number; copyText: Buffer[] }> {
  const kafka = new kafkajs.Kafka({ brokers: [BROKER], logLevel: kafkajs.logLevel.NOTHING });
  const admin = kafka.admin();
  await admin.connect();
  const configEntries = [{ name: 'message.timestamp.type', value: 'LogAppendTime' }];
  const topics = [TOPIC, `${TOPIC}-errors`].map((topic) => ({ topic, numPartitions: PARTITIONS, configEntries }));
  await admin.createTopics({ topics, waitForLeaders: true });
  await admin.disconnect();
  const producer = kafka.producer({
    createPartitioner:
      () =>
      ({ message }) =>
        Number(message.partition),
  });
  await producer.connect();
  const copyText: Buffer[] = [];
  let bytes = 0;
  for (let number = 0; number < RECORDS;) {
    const main: kafkajs.Message[] = [];
    const errors: kafkajs.Message[] = [];
    let text = '';
    for (; main.length < 5000 && number < RECORDS; number += 1) {
      const { record, partition } = newRecord(number);
      const message = {
        key: record.instance,
        value: JSON.stringify(record),
        partition,
        headers: { 'last-seq': String(record.seq) },
      };
      bytes += Buffer.byteLength(message.value);
      main.push(message);
      if (record.error !== undefined) errors.push(message);
      text += copyLine(record);
    }
    copyText.push(Buffer.from(text));
    await producer.sendBatch({
      topicMessages: [
        { topic: TOPIC, messages: main },
        { topic: `${TOPIC}-errors`, messages: errors },
      ],
    });
  }
  await producer.disconnect();
  return { bytes, copyText };
}

function copyLine({ id, timestamp, level, service, host, message, error, attributes }: LogRecord): string {
  const stack = error?.stack?.replaceAll('\n', '\\n') ?? '\\N';
  return `${[id, timestamp, level, service, host, message, stack, JSON.stringify(attributes)].join('\t')}\n`;
}

/** The limit: COPY of ready-made text into one bare table, one stream, best of three. */
async function measureCopyLimit(copyText: readonly Buffer[]): Promise<number> {
  const client = new pg.Client({ connectionString: DATABASE });
  await client.connect();
  let best = 0;
  for (let round = 0; round < 3; round += 1) {
    await client.query('DROP TABLE IF EXISTS bare');
    await client.query(
      'CREATE TABLE bare (id uuid, time timestamptz, level text, service text, host text, message text, stack text, context jsonb)',
    );
    const started = performance.now();
    await pipeline(Readable.from(copyText), client.query(copyFrom('COPY bare FROM STDIN')));
    best = Math.max(best, RECORDS / ((performance.now() - started) / 1000));
  }
  await client.query('DROP TABLE bare');
  await client.query('CHECKPOINT');
  await client.end();
  return best;
}

function startMonitor(): ChildProcess {
  return spawn(process.execPath, [MONITOR], {
    env: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      NODE_ENV: 'production',
      KAFKA_BOOTSTRAP_SERVERS: BROKER,
      DATABASE_URL: DATABASE,
      LOG_TOPIC: TOPIC,
      ERROR_LOG_TOPIC: `${TOPIC}-errors`,
      LOG_MONITOR_SERVER_PORT: '0',
      ...(process.env['NODE_OPTIONS'] && { NODE_OPTIONS: process.env['NODE_OPTIONS'] }),
    },
    stdio: ['ignore', 'inherit', 'inherit'].map((target) => (target === 'inherit' ? 2 : 'ignore')),
  });
}

/** Between 10 % and 95 % of the records, start-up apart. */
async function measureIngest(reader: pg.Client, pid: number): Promise<Measured> {
  let from: { at: number; stored: number } | undefined;
  let highestRss = 0;
  for (;;) {
    const stored = await storedRecords(reader);
    highestRss = Math.max(highestRss, residentBytes(pid));
    const now = performance.now();
    if (from === undefined && stored >= RECORDS * 0.1) from = { at: now, stored };
    if (from !== undefined && stored >= RECORDS * 0.95) {
      return { recordsPerSecond: (stored - from.stored) / ((now - from.at) / 1000), highestRss };
    }
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

async function storedRecords(reader: pg.Client): Promise<number> {
  try {
    const result = await reader.query<{ sum: string | null }>(
      'SELECT sum(next_offset) FROM ingest_position WHERE topic = $1',
      [TOPIC],
    );
    return Number(result.rows[0]?.sum ?? 0);
  } catch {
    // The monitor has not made the table yet.
    return 0;
  }
}

function residentBytes(pid: number): number {
  const match = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Number(match?.[1] ?? 0) * 1024;
}

async function sizeOnDisk(reader: pg.Client): Promise<number> {
  const result = await reader.query<{ size: string }>(
    `SELECT sum(pg_total_relation_size(i.inhrelid)) AS size FROM pg_inherits i WHERE i.inhparent IN ('log_record'::regclass, 'error_record'::regclass)`,
  );
  return Number(result.rows[0]?.size);
}

const { bytes, copyText } = await fill();
const limit = await measureCopyLimit(copyText);
copyText.length = 0;
const reader = new pg.Client({ connectionString: DATABASE });
await reader.connect();
const monitor = startMonitor();
const measured = await measureIngest(reader, monitor.pid ?? 0);
while ((await storedRecords(reader)) < RECORDS) await new Promise((resolve) => setTimeout(resolve, 100));
const disk = await sizeOnDisk(reader);
monitor.kill('SIGTERM');
await once(monitor, 'exit');
await reader.end();

const round = (value: number, digits = 0): number => Number(value.toFixed(digits));
console.log(
  JSON.stringify({
    title: 'Ingest: from Kafka to committed rows',
    method: `${RECORDS.toLocaleString('en-US')} records (95 % INFO, 5 % ERROR with stack, ${round(bytes / RECORDS)} bytes of JSON on average, errors on both topics) are read from Kafka and stored with ledger, counters, indexes, de-duplication and exactly-once, measured between 10 % and 95 %. The limit is COPY of the same rows as ready-made text into one bare table without index, one stream, best of three, in the same run. Broker, database and monitor share the machine.`,
    columns: ['what', 'value', 'unit', 'goal'],
    rows: [
      ['COPY limit of this run', round(limit), 'records/s', ''],
      ['ingest', round(measured.recordsPerSecond), 'records/s', limit > 220_000 ? '≥ 80,000' : ''],
      ['ingest / COPY limit', round(measured.recordsPerSecond / limit, 2), 'ratio', '≥ 0.35'],
      ['highest RSS of the monitor', round(measured.highestRss / 1024 / 1024), 'MB', '< 250'],
      ['on disk, indexes included', round(disk / RECORDS), 'bytes/record', ''],
      ['on disk / bytes as JSON', round(disk / bytes, 2), 'ratio', '≤ 0.9'],
    ],
  }),
);
