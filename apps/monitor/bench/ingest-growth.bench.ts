import pg from 'pg';
import { fillTopics } from './ingest-load.js';
import { measureIngest } from './ingest-run.js';

/** Records of each of the two measured loads. */
const RECORDS = Number(process.env['BENCH_RECORDS'] ?? 1_000_000);
/** How many times the first load lies in the table when the second one comes. */
const TIMES = 20;
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

const first = await fillTopics(BROKER, 'bench-small', RECORDS);
const second = await fillTopics(BROKER, 'bench-large', RECORDS);
first.copyText.length = 0;
second.copyText.length = 0;
const reader = new pg.Client({ connectionString: DATABASE });
await reader.connect();
const small = await measureIngest(first, BROKER, DATABASE, reader);
const stored = await multiply(reader);
const large = await measureIngest(second, BROKER, DATABASE, reader);
await reader.end();

const round = (value: number, digits = 0): number => Number(value.toFixed(digits));
console.log(
  JSON.stringify({
    title: 'Ingest: rate against the size of the store',
    method: `${RECORDS.toLocaleString('en-US')} records are stored into an empty store, then what is stored is multiplied by ${TIMES} inside the database, all in the partition of today, then as many records again are stored. Same run, same machine, measured as in the section on ingest.`,
    columns: ['store', 'records/s', 'ratio', 'goal'],
    rows: [
      ['empty at the start', round(small.recordsPerSecond), 1, ''],
      [
        `${stored.toLocaleString('en-US')} records`,
        round(large.recordsPerSecond),
        round(large.recordsPerSecond / small.recordsPerSecond, 2),
        '≥ 0.9',
      ],
    ],
  }),
);
