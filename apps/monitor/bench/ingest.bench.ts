import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { fillTopics, type IngestLoad } from './ingest-load.js';
import { measureIngest } from './ingest-run.js';

const RECORDS = Number(process.env['BENCH_RECORDS'] ?? 1_000_000);
const BROKER = String(process.env['KAFKA_BOOTSTRAP_SERVERS']);
const DATABASE = String(process.env['DATABASE_URL']);

/** The limit: COPY of ready-made text into one bare table, one stream, best of three. */
async function measureCopyLimit({ copyText, records }: IngestLoad): Promise<number> {
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
    best = Math.max(best, records / ((performance.now() - started) / 1000));
  }
  await client.query('DROP TABLE bare');
  await client.query('CHECKPOINT');
  await client.end();
  return best;
}

async function sizeOnDisk(reader: pg.Client): Promise<number> {
  const result = await reader.query<{ size: string }>(
    `SELECT sum(pg_total_relation_size(i.inhrelid)) AS size FROM pg_inherits i WHERE i.inhparent IN ('log_record'::regclass, 'error_record'::regclass)`,
  );
  return Number(result.rows[0]?.size);
}

const load = await fillTopics(BROKER, 'bench-logs', RECORDS);
const limit = await measureCopyLimit(load);
load.copyText.length = 0;
const reader = new pg.Client({ connectionString: DATABASE });
await reader.connect();
const { recordsPerSecond, highestRss, microseconds } = await measureIngest(load, BROKER, DATABASE, reader);
const disk = await sizeOnDisk(reader);
await reader.end();

const round = (value: number, digits = 0): number => Number(value.toFixed(digits));
console.log(
  JSON.stringify({
    title: 'Ingest: from Kafka to committed rows',
    method: `${RECORDS.toLocaleString('en-US')} records (95 % INFO, 5 % ERROR with stack, ${round(load.bytes / RECORDS)} bytes of JSON on average, errors on both topics) are read from Kafka and stored with ledger, counters, indexes, de-duplication and exactly-once, measured between 10 % and 95 %. The limit is COPY of the same rows as ready-made text into one bare table without index, one stream, best of three, in the same run. Broker, database and monitor share the machine. The stages are the monitor's own count of where it spent or waited; several partitions are in work at once.`,
    columns: ['what', 'value', 'unit', 'goal'],
    rows: [
      ['COPY limit of this run', round(limit), 'records/s', ''],
      ['ingest', round(recordsPerSecond), 'records/s', limit > 220_000 ? '≥ 80,000' : ''],
      ['ingest / COPY limit', round(recordsPerSecond / limit, 2), 'ratio', '≥ 0.35'],
      ['waiting for a fetch', round(microseconds.fetch, 1), 'µs/record', ''],
      ['decoding', round(microseconds.decode, 1), 'µs/record', ''],
      ['writing rows, ledger, counters', round(microseconds.write, 1), 'µs/record', ''],
      ['committing', round(microseconds.commit, 1), 'µs/record', ''],
      ['highest RSS of the monitor', round(highestRss / 1024 / 1024), 'MB', '< 250'],
      ['on disk, indexes included', round(disk / RECORDS), 'bytes/record', ''],
      ['on disk / bytes as JSON', round(disk / load.bytes, 2), 'ratio', '≤ 0.9'],
    ],
  }),
);
