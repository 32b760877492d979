import type { ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { waitFor } from '@log-monitor/tools';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { type AccessLoad, writeAccessLogs } from './access-load.js';
import { measureGoAccess } from './goaccess.js';
import { measureIngest } from './ingest-run.js';
import type { ReportRun } from './report-run.js';
import { collected, createWebTopic, startCollector, WEB_TOPIC, webTopics } from './web-topic.js';

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

const folder = await mkdtemp(path.join(tmpdir(), 'access-bench-'));
const load = await writeAccessLogs(folder, LINES);
const reader = new pg.Client({ connectionString: DATABASE });
await reader.connect();
const limit = await measureCopyLimit(load, reader);
load.copyText.length = 0;
const goAccess = await measureGoAccess(load.files, LINES);
await createWebTopic();
const one = async (sql: string): Promise<number> =>
  Number(Object.values((await reader.query<Record<string, unknown>>(sql)).rows[0] ?? {})[0]);
let collector: ChildProcess | undefined;
let began = 0;
let stored = 0;
let counted = 0;
const { recordsPerSecond, highestRss, microseconds, processorMicroseconds } = await measureIngest(
  { topic: WEB_TOPIC, records: LINES },
  BROKER,
  DATABASE,
  reader,
  {
    topics: webTopics(),
    begin: () => {
      began = performance.now();
      collector = startCollector(load.files, folder);
    },
    finished: async () => {
      stored = performance.now();
      await waitFor(async () => (await one('SELECT sum(requests) FROM access_source')) >= LINES, {
        timeoutMs: COUNTING_DEADLINE_MS,
        what: 'all requests to be counted in windows',
      });
      counted = performance.now();
    },
  },
);
await collected(collector);
const rows = await one('SELECT count(*) FROM access_record');
if (rows !== LINES) throw new Error(`${rows} rows of ${LINES} lines`);
const disk = await one(
  `SELECT sum(pg_total_relation_size(inhrelid)) FROM pg_inherits WHERE inhparent = 'access_record'::regclass`,
);
await reader.end();
await rm(folder, { recursive: true });

const round = (value: number, digits = 0): number => Number(value.toFixed(digits));
const megabytes = (bytes: number): number => round(bytes / 1024 / 1024);
const peer = (figure: (run: ReportRun) => number): number | string =>
  goAccess === undefined ? 'goaccess is not installed' : figure(goAccess);
console.log(
  JSON.stringify({
    title: 'Access logs: from files to committed rows and counters',
    method: `${LINES.toLocaleString('en-US')} lines of one day in nginx's format "combined" (${round(load.bytes / LINES)} bytes on average, 20,000 clients, two paths of three asked for once), in six files. One collector reads them and sends them to Kafka; the monitor reads them from there, parses them, and stores them with ledger, counts and exactly-once; measured between 10 % and 95 %. The windows are counted while lines are stored. The limit is COPY of the same requests as ready-made text into one bare table without index, one stream, best of three. GoAccess reads the same files into one report. All in the same run; collector, broker, database and monitor share the machine.`,
    columns: ['what', 'value', 'unit', 'goal'],
    rows: [
      ['COPY limit of this run', round(limit), 'lines/s', ''],
      ['GoAccess, report only', peer(({ linesPerSecond }) => round(linesPerSecond)), 'lines/s', ''],
      ['file to committed rows', round(recordsPerSecond), 'lines/s', '≥ 60,000'],
      ['all, from the start of the collector to the last row', round(LINES / ((stored - began) / 1000)), 'lines/s', ''],
      ['all windows counted after the last row', round((counted - stored) / 1000, 1), 's', ''],
      ['processor time of the monitor', round(processorMicroseconds, 1), 'µs/line', ''],
      ['waiting for a fetch', round(microseconds.fetch, 1), 'µs/line', ''],
      ['looking through messages', round(microseconds.decode, 1), 'µs/line', ''],
      ['writing rows, ledger, counts', round(microseconds.write, 1), 'µs/line', ''],
      ['committing', round(microseconds.commit, 1), 'µs/line', ''],
      ['highest RSS of the monitor', megabytes(highestRss), 'MB', '< 300'],
      ['highest RSS of GoAccess', peer((run) => megabytes(run.highestRss)), 'MB', ''],
      ['rows on disk, indexes included', round(disk / LINES), 'bytes/line', ''],
    ],
  }),
);
