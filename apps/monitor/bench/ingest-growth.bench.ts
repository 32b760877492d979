import pg from 'pg';
import { fillTopics } from './ingest-load.js';
import { measureIngest } from './ingest-run.js';

/** Records of each load. */
const RECORDS = Number(process.env['BENCH_RECORDS'] ?? 1_000_000);
/** How many times the first load lies in the large store before the measured ones come. */
const TIMES = 20;
/** The machine's own speed changes by a third from minute to minute: the stores take turns. */
const ROUNDS = 3;
const BROKER = String(process.env['KAFKA_BOOTSTRAP_SERVERS']);
const DATABASE = String(process.env['DATABASE_URL']);

/** Copies of what is stored, with ids of their own, so that only the number of rows differs. */
async function multiply(reader: pg.Client): Promise<number> {
  for (const table of ['log_record', 'error_record']) {
    const { rows } = await reader.query<{ columns: string }>(
      `SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) AS columns FROM pg_attribute
       WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped`,
      [table],
    );
    const columns = String(rows[0]?.columns);
    const copied = columns.replace(/\bid\b/, 'gen_random_uuid()');
    await reader.query(`CREATE TEMP TABLE first_load AS TABLE ${table}`);
    for (let copy = 1; copy < TIMES; copy += 1) {
      await reader.query(`INSERT INTO ${table} (${columns}) SELECT ${copied} FROM first_load`);
    }
    await reader.query('DROP TABLE first_load');
    await reader.query(`VACUUM ANALYZE ${table}`);
  }
  await reader.query('CHECKPOINT');
  const { rows } = await reader.query<{ count: string }>(
    'SELECT (SELECT count(*) FROM log_record) + (SELECT count(*) FROM error_record) AS count',
  );
  return Number(rows[0]?.count);
}

/** Lets a monitor store one more load, already in Kafka and written back to disk, into a database. */
async function load(databaseUrl: string, topic: string): Promise<number> {
  const filled = await fillTopics(BROKER, topic, RECORDS);
  filled.copyText.length = 0;
  const reader = new pg.Client({ connectionString: databaseUrl });
  await reader.connect();
  try {
    await reader.query('CHECKPOINT');
    return (await measureIngest(filled, BROKER, databaseUrl, reader)).recordsPerSecond;
  } finally {
    await reader.end();
  }
}

async function inEmptyStore(measure: (databaseUrl: string) => Promise<number>): Promise<number> {
  const url = new URL(DATABASE);
  url.pathname = '/bench_empty';
  await admin.query('CREATE DATABASE bench_empty');
  try {
    return await measure(url.href);
  } finally {
    await admin.query('DROP DATABASE bench_empty WITH (FORCE)');
  }
}

const admin = new pg.Client({ connectionString: DATABASE });
await admin.connect();
await load(DATABASE, 'bench-first');
const stored = await multiply(admin);
const rounds: { small: number; large: number }[] = [];
for (let turn = 0; turn < ROUNDS; turn += 1) {
  const small = await inEmptyStore((url) => load(url, `bench-small-${turn}`));
  rounds.push({ small, large: await load(DATABASE, `bench-large-${turn}`) });
}
await admin.end();

const round = (value: number, digits = 0): number => Number(value.toFixed(digits));
const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
console.log(
  JSON.stringify({
    title: 'Ingest: rate against the size of the store',
    method: `${RECORDS.toLocaleString('en-US')} records are stored into an empty store, and as many into one whose partition of today holds ${TIMES} times as many, multiplied there inside the database; ${ROUNDS} times in turns, both new in Kafka and after a checkpoint. Measured as in the section on ingest; medians, the ratio that of each turn.`,
    columns: ['store', 'records/s', 'ratio', 'goal'],
    rows: [
      ['empty', round(median(rounds.map(({ small }) => small))), 1, ''],
      [
        `${stored.toLocaleString('en-US')} records and more`,
        round(median(rounds.map(({ large }) => large))),
        round(median(rounds.map(({ small, large }) => large / small)), 2),
        '≥ 0.9',
      ],
    ],
  }),
);
