import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { LogRecord } from '@log-monitor/log-record';
import { type ErrorMix, fillTopics } from './ingest-load.js';
import { measureCost } from './paired-ingest.js';

const RECORDS = Number(process.env['BENCH_RECORDS'] ?? 600_000);
const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 5);
/** One ERROR in so many records, and the goal. */
const MIXES = [
  [20, '≥ 0.9'],
  [5, ''],
] as const;

/** The bench runs as a bundle in a folder next to its source. */
const CORPUS = ['node', 'python', 'java', 'demo'].flatMap((name) =>
  readFileSync(
    fileURLToPath(new URL(`../../../../libs/error-fingerprint/test/corpus/${name}.jsonl`, import.meta.url)),
    'utf8',
  )
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

const rows: [string, string | number, string, string][] = [];
for (const [every, goal] of MIXES) {
  const load = await fillTopics(
    String(process.env['KAFKA_BOOTSTRAP_SERVERS']),
    `bench-${every}`,
    RECORDS,
    errorsOfAllKinds(every),
  );
  load.copyText.length = 0;
  const cost = await measureCost(load, { without: 'without-groups.mjs', rounds: ROUNDS });
  const share = `${100 / every} % errors`;
  rows.push(
    [`${share}: without groups`, Math.round(cost.without.recordsPerSecond), 'records/s', ''],
    [`${share}: with groups`, Math.round(cost.with.recordsPerSecond), 'records/s', ''],
    [`${share}: with / without`, Number(cost.ratio.toFixed(2)), 'ratio', goal],
    [`${share}: monitor's processor without`, cost.without.processorMicroseconds.toFixed(2), 'µs/record', ''],
    [`${share}: monitor's processor with`, cost.with.processorMicroseconds.toFixed(2), 'µs/record', ''],
  );
}

console.log(
  JSON.stringify({
    title: 'What grouping errors costs ingest',
    method: `${RECORDS.toLocaleString('en-US')} records are read from Kafka and stored, ${ROUNDS} times with groups and ${ROUNDS} times by a monitor from which everything was taken that groups errors, in turns, each time into a new database; medians, the ratio as the median of the pairs. The errors are the ${CORPUS.length.toLocaleString('en-US')} labelled ones of Node, Python and Java with stacks, in turn, each with a number of its own in its message. Once with 5 % of errors, as in the other benchmarks, and once with 20 %, as in an outage in which everything fails in its own way.`,
    columns: ['what', 'value', 'unit', 'goal'],
    rows,
  }),
);
