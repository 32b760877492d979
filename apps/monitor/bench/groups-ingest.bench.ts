import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { LogRecord } from '@log-monitor/log-record';
import pg from 'pg';
import { type ErrorMix, fillTopics, type IngestLoad } from './ingest-load.js';
import { type IngestRate, measureIngest } from './ingest-run.js';

const RECORDS = Number(process.env['BENCH_RECORDS'] ?? 600_000);
const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 5);
const BROKER = String(process.env['KAFKA_BOOTSTRAP_SERVERS']);
const DATABASE = String(process.env['DATABASE_URL']);
/** One ERROR in so many records. */
const MIXES = [20, 5];

/** The bench runs as a bundle in a folder next to its source. */
const place = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const WITHOUT = ['--import', place('../without-groups.mjs')];
const CORPUS = ['node', 'python', 'java', 'demo'].flatMap((name) =>
  readFileSync(place(`../../../../libs/error-fingerprint/test/corpus/${name}.jsonl`), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Pick<LogRecord, 'message' | 'error'>),
);

/** The labelled errors in turn, each with a number in its message, so that no two records are the same word for word. */
function errorsOfAllKinds(every: number): ErrorMix {
  const of: ErrorMix['of'] = (number) => {
    const { message, error } = CORPUS[(number / every) % CORPUS.length] as (typeof CORPUS)[number];
    return { message: `${message} (request ${number})`, ...(error && { error }) };
  };
  return { every, of };
}

/** Into a new database, which is removed again. */
async function measure(load: IngestLoad, admin: pg.Client, nodeArguments: readonly string[]): Promise<IngestRate> {
  await admin.query('CREATE DATABASE run');
  const url = new URL(DATABASE);
  url.pathname = '/run';
  const reader = new pg.Client({ connectionString: url.href });
  await reader.connect();
  try {
    return await measureIngest(load, BROKER, url.href, reader, { nodeArguments });
  } finally {
    await reader.end();
    await admin.query('DROP DATABASE run WITH (FORCE)');
    await admin.query('CHECKPOINT');
  }
}

/** The middle one, for an odd number of values. */
function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

const admin = new pg.Client({ connectionString: DATABASE });
await admin.connect();
const rows: [string, string | number, string, string][] = [];
for (const every of MIXES) {
  const load = await fillTopics(BROKER, `bench-${every}`, RECORDS, errorsOfAllKinds(every));
  load.copyText.length = 0;
  const grouped: IngestRate[] = [];
  const plain: IngestRate[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    // Who goes first changes, so that a machine that grows slower favours nobody.
    const order = round % 2 === 0 ? [grouped, plain] : [plain, grouped];
    for (const rates of order) rates.push(await measure(load, admin, rates === plain ? WITHOUT : []));
  }
  const ratio = median(grouped.map((rate, round) => rate.recordsPerSecond / (plain[round]?.recordsPerSecond ?? 0)));
  const share = `${100 / every} % errors`;
  const speed = (rates: IngestRate[]): number => Math.round(median(rates.map((rate) => rate.recordsPerSecond)));
  const taken = (rates: IngestRate[]): string => median(rates.map((rate) => rate.processorMicroseconds)).toFixed(2);
  rows.push(
    [`${share}: without groups`, speed(plain), 'records/s', ''],
    [`${share}: with groups`, speed(grouped), 'records/s', ''],
    [`${share}: with / without`, Number(ratio.toFixed(2)), 'ratio', '≥ 0.9'],
    [`${share}: processor time of the monitor without`, taken(plain), 'µs/record', ''],
    [`${share}: processor time of the monitor with`, taken(grouped), 'µs/record', ''],
  );
}
await admin.end();

console.log(
  JSON.stringify({
    title: 'What grouping errors costs ingest',
    method: `${RECORDS.toLocaleString('en-US')} records are read from Kafka and stored, ${ROUNDS} times with groups and ${ROUNDS} times by a monitor from which everything was taken that groups errors, in turns, each time into a new database; medians, the ratio as the median of the pairs. The errors are the ${CORPUS.length.toLocaleString('en-US')} labelled ones of Node, Python and Java with stacks, in turn, each with a number of its own in its message. Once as a bad ordinary day, once as an outage.`,
    columns: ['what', 'value', 'unit', 'goal'],
    rows,
  }),
);
