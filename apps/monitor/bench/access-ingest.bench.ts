import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { waitFor } from '@log-monitor/tools';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { type AccessLoad, fillAccessTopic } from './access-load.js';
import { measureIngest } from './ingest-run.js';

const LINES = Number(process.env['BENCH_LINES'] ?? 1_000_000);
const BROKER = String(process.env['KAFKA_BOOTSTRAP_SERVERS']);
const DATABASE = String(process.env['DATABASE_URL']);
const COUNTING_DEADLINE_MS = 300_000;

/** The limit: COPY of ready-made text into one bare table, one stream, best of three. */
async function measureCopyLimit({ copyText, records }: AccessLoad, client: pg.Client): Promise<number> {
  let best = 0;
  for (let round = 0; round < 3; round += 1) {
    await client.query('DROP TABLE IF EXISTS bare');
    await client.query(
      'CREATE TABLE bare (time timestamptz, client text, method text, path text, status smallint, bytes bigint, line text)',
    );
    const started = performance.now();
    await pipeline(Readable.from(copyText), client.query(copyFrom('COPY bare FROM STDIN')));
    best = Math.max(best, records / ((performance.now() - started) / 1000));
  }
  await client.query('DROP TABLE bare');
  await client.query('CHECKPOINT');
  return best;
}

const load = await fillAccessTopic(BROKER, 'bench-web', LINES);
const reader = new pg.Client({ connectionString: DATABASE });
await reader.connect();
const limit = await measureCopyLimit(load, reader);
load.copyText.length = 0;
const one = async (sql: string): Promise<number> =>
  Number(Object.values((await reader.query<Record<string, unknown>>(sql)).rows[0] ?? {})[0]);
let stored = 0;
let countedAfter = 0;
const topics = { LOG_TOPIC: 'bench-logs', ERROR_LOG_TOPIC: 'bench-logs-errors', ACCESS_LOG_TOPICS: load.topic };
const { recordsPerSecond, highestRss, microseconds } = await measureIngest(
  load,
  BROKER,
  DATABASE,
  reader,
  topics,
  async () => {
    stored = performance.now();
    await waitFor(async () => (await one('SELECT sum(requests) FROM access_source')) >= LINES, {
      timeoutMs: COUNTING_DEADLINE_MS,
      what: 'all requests to be counted in windows',
    });
    countedAfter = performance.now() - stored;
  },
);
const rows = await one('SELECT count(*) FROM access_record');
if (rows !== LINES) throw new Error(`${rows} rows of ${LINES} lines`);
const disk = await one(
  `SELECT sum(pg_total_relation_size(inhrelid)) FROM pg_inherits WHERE inhparent = 'access_record'::regclass`,
);
await reader.end();

const round = (value: number, digits = 0): number => Number(value.toFixed(digits));
console.log(
  JSON.stringify({
    title: 'Access logs: from Kafka to committed rows and counters',
    method: `${LINES.toLocaleString('en-US')} lines of one day in nginx's format "combined" (${round(load.bytes / LINES)} bytes on average, six collectors whose lines have numbers, 20,000 clients) are read from Kafka, parsed, and stored with ledger, counts and exactly-once; measured between 10 % and 95 %. The windows are counted while lines are stored. The limit is COPY of the same requests as ready-made text into one bare table without index, one stream, best of three, in the same run. Broker, database and monitor share the machine.`,
    columns: ['what', 'value', 'unit', 'goal'],
    rows: [
      ['COPY limit of this run', round(limit), 'lines/s', ''],
      ['ingest', round(recordsPerSecond), 'lines/s', '≥ 60,000'],
      ['ingest / COPY limit', round(recordsPerSecond / limit, 2), 'ratio', ''],
      ['waiting for a fetch', round(microseconds.fetch, 1), 'µs/line', ''],
      ['parsing', round(microseconds.decode, 1), 'µs/line', ''],
      ['writing rows, ledger, counts', round(microseconds.write, 1), 'µs/line', ''],
      ['committing', round(microseconds.commit, 1), 'µs/line', ''],
      ['all windows counted after the last row', round(countedAfter / 1000, 1), 's', ''],
      ['highest RSS of the monitor', round(highestRss / 1024 / 1024), 'MB', '< 300'],
      ['rows on disk, indexes included', round(disk / LINES), 'bytes/line', ''],
    ],
  }),
);
