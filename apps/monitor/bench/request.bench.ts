import pg from 'pg';
import { waitFor } from '@log-monitor/tools';
import { BenchPipeline, TIMEOUT_MS } from './bench-pipeline.js';
import { LoadClient, percentile } from './open-loop.js';

/**
 * One request among all records of today, while more come in: the day that everybody asks about. BENCH_RECORDS: how many records the day holds.
 */
const RECORDS = Number(process.env['BENCH_RECORDS'] ?? 10_000_000);
const LOADS = 5;
const RATE = 5000;
const SECONDS = 30;
const WARM_UP_SECONDS = 10;
const QUESTIONS_PER_SECOND = 50;
const CONNECTIONS = 8;
const GOAL_MS = 20;
const DATABASE = String(process.env['DATABASE_URL']);

/** $1 number of the first record, $2 how many, $3 time of the first and $4 of the last. Request ids are random and four records long; levels and texts vary. */
const LOAD = `
  INSERT INTO log_record (time, seq, kafka_offset, id, service_id, source_id, kafka_partition, level, message, logger, request_id, user_id, attributes)
  SELECT $3::timestamptz + ($4::timestamptz - $3::timestamptz) * ((n - $1) / $2::float8), n, n, gen_random_uuid(), 1 + n % 20, 1 + n % 40, n % 6,
         1 + n % 3, 'GET /api/rooms/' || n % 5000 || ' answered 200 in ' || n % 300 || ' ms', 'Logger' || n % 12,
         md5((n / 4)::text), 'u-' || n % 1000, CASE WHEN n % 3 = 0 THEN jsonb_build_object('orderId', n % 100000) END
    FROM generate_series($1::bigint, $1::bigint + $2::bigint - 1) n`;

/** The same of a load as ingest notes it: batches of 5,000, each spread over half a minute of twenty services, so by the second. $1 and $2 as above. */
const LOAD_PLACES = `
  INSERT INTO log_request (time, length_ms, service_id, hashes)
  SELECT date_trunc('second', time), 1000, service_id, array_agg(DISTINCT hashtext(request_id))
    FROM log_record WHERE seq >= $1 AND seq < $1::bigint + $2::bigint AND request_id = md5((seq / 4)::text)
   GROUP BY seq / 5000, 1, 3`;

const database = new pg.Client({ connectionString: DATABASE });

/** Loads one after the other, each over the same hours, as repeated imports or bursts lie in a table. Nothing is tidied up afterwards. */
async function fillToday(): Promise<void> {
  await database.query(`INSERT INTO service (name) SELECT 'loaded-' || n FROM generate_series(1, 20) n`);
  await database.query(`INSERT INTO host (name) SELECT 'host-' || n FROM generate_series(1, 10) n`);
  await database.query(
    `INSERT INTO source (service_id, host_id, instance) SELECT 1 + n % 20, 1 + n % 10, gen_random_uuid() FROM generate_series(0, 39) n`,
  );
  const now = Date.now();
  const midnight = Math.floor(now / 86_400_000) * 86_400_000;
  const first = new Date(Math.max(midnight, now - 3 * 3_600_000));
  const each = RECORDS / LOADS;
  for (let load = 0; load < LOADS; load += 1) {
    await database.query(LOAD, [load * each, each, first, new Date(now)]);
    await database.query(LOAD_PLACES, [load * each, each]);
    console.error(`load ${load + 1} of ${LOADS}`);
  }
  // Lists begin at the oldest minute that was counted.
  await database.query(
    `INSERT INTO log_count (minute, count, service_id, kafka_partition, level, is_errors_topic)
     SELECT date_trunc('minute', time), count(*), service_id, kafka_partition, level, false FROM log_record GROUP BY 1, 3, 4, 5
     ON CONFLICT DO NOTHING`,
  );
}

async function ask(client: LoadClient, path: (n: number) => string): Promise<number[]> {
  const taken = await client.openLoop(path, SECONDS, QUESTIONS_PER_SECOND);
  const failed = taken.filter(({ status }) => status !== 200).length;
  if (failed > 0) throw new Error(`${failed} answers were not 200`);
  return taken.map(({ ms }) => ms);
}

/** Ids of requests that the loads have, spread over all of them. */
async function storedRequests(): Promise<string[]> {
  const { rows } = await database.query<{ id: string }>(
    `SELECT md5((n * ${Math.floor(RECORDS / 4 / 1000)})::text) AS id FROM generate_series(0, 999) n`,
  );
  return rows.map(({ id }) => id);
}

const pipeline = new BenchPipeline(`bench-request-${process.pid}`);
await pipeline.createTopics();
// Once before the load: the monitor makes the tables and today's partition.
await pipeline.startMonitor(DATABASE);
await database.connect();
await fillToday();
const requests = await storedRequests();
const client = new LoadClient(pipeline.url, CONNECTIONS);
const search = (id: string): string => `/api/v1/logs/search?limit=50&requestId=${id}`;
const logging = Promise.all(
  [1, 2].map((n) => pipeline.log(`steady-${n}`, (RATE / 2) * (2 * SECONDS + WARM_UP_SECONDS + 20), RATE / 2)),
);
await waitFor(async () => (await fetch(`${pipeline.url}/api/v1/logs/errors?limit=1&service=steady-1`)).ok, {
  timeoutMs: TIMEOUT_MS,
  what: 'the steady load to arrive',
});
// Connections are opened, and plans made, once.
await client.openLoop(
  (n) => search(requests[(n * 11) % requests.length] as string),
  WARM_UP_SECONDS,
  QUESTIONS_PER_SECOND,
);
const found = await ask(client, (n) => search(requests[(n * 7) % requests.length] as string));
const absent = await ask(client, (n) => search(`nowhere-${n}`));
client.close();
await logging;
await database.end();
await pipeline.stopMonitor();
const round = (ms: number): number => Number(ms.toFixed(1));
const row = (what: string, ms: number[]): (string | number)[] => [
  what,
  round(percentile(ms, 0.5)),
  round(percentile(ms, 0.95)),
  `≤ ${GOAL_MS}`,
];
console.log(
  JSON.stringify({
    title: 'A request of today',
    method: `${RECORDS.toLocaleString('en-US')} records of today in ${LOADS} loads one after the other over the same three hours, random request ids of four records each, nothing tidied up; while two services log ${RATE.toLocaleString('en-US')} records/s, all records of one request are asked for over HTTP, open loop at ${QUESTIONS_PER_SECOND} requests/s over ${CONNECTIONS} connections. Milliseconds. Client, services, Kafka, monitor and database share the machine.`,
    columns: ['request', 'p50', 'p95', 'goal p95'],
    rows: [row('one that is stored', found), row('one that does not exist', absent)],
  }),
);
