import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { waitFor } from '@log-monitor/tools';
import { BenchPipeline, TIMEOUT_MS } from './bench-pipeline.js';
import { LoadClient, percentile } from './open-loop.js';

/**
 * What 200 slow questions at once do to ingest: at 5,000 records/s, and at saturation.
 * BENCH_RECORDS: records that the questions look through; BENCH_BACKLOG: records that wait in Kafka for the second part.
 */
const RECORDS = Number(process.env['BENCH_RECORDS'] ?? 1_000_000);
const BACKLOG = Number(process.env['BENCH_BACKLOG'] ?? 400_000);
const ASKERS = 200;
const RATE = 5000;
const SECONDS = 20;
const SAMPLE_MS = 250;
const DATABASE = String(process.env['DATABASE_URL']);

async function seed(): Promise<void> {
  const script = fileURLToPath(new URL('../seed.mjs', import.meta.url));
  const child = spawn(process.execPath, [script, DATABASE, String(RECORDS)], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`seed.mjs ended with ${code}`);
}

/** Asks on and on, 200 questions at once that find nothing in everything kept. */
class SlowQuestions {
  readonly statuses = new Map<number, number>();
  private running = true;
  private readonly client: LoadClient;
  private readonly done: Promise<unknown>;

  constructor(url: string) {
    this.client = new LoadClient(url, ASKERS);
    this.done = Promise.all(Array.from({ length: ASKERS }, (_, asker) => this.askOnAndOn(asker)));
  }

  async stop(): Promise<void> {
    this.running = false;
    await this.done;
    this.client.close();
  }

  private async askOnAndOn(asker: number): Promise<void> {
    for (let n = 0; this.running; n += 1) {
      const { status, retryAfter } = await this.client.ask(
        `/api/v1/logs/search?search=needle-${asker}-${n}&from=now-7d`,
      );
      this.statuses.set(status, (this.statuses.get(status) ?? 0) + 1);
      if (this.running) await new Promise((resolve) => setTimeout(resolve, retryAfter * 1000));
    }
  }
}

const reader = new pg.Client({ connectionString: DATABASE });

/** Seconds between now and the newest moment of which everything in Kafka is stored, as the database has it. */
async function secondsBehind(): Promise<number> {
  const { rows } = await reader.query<{ behind: number }>(
    'SELECT extract(epoch FROM clock_timestamp() - complete_through)::float8 AS behind FROM ingest_progress',
  );
  return rows[0]?.behind ?? Number.NaN;
}

async function stored(): Promise<number> {
  const { rows } = await reader.query<{ sum: string | null }>('SELECT sum(next_offset) FROM ingest_position');
  return Number(rows[0]?.sum ?? 0);
}

async function behindUnderQuestions() {
  const pipeline = new BenchPipeline(`bench-steady-${process.pid}`);
  await pipeline.createTopics();
  await pipeline.startMonitor(DATABASE);
  const logging = Promise.all([1, 2].map((n) => pipeline.log(`steady-${n}`, (RATE / 2) * SECONDS, RATE / 2)));
  let over = false;
  void logging.then(() => (over = true));
  await new Promise((resolve) => setTimeout(resolve, 3000));
  const questions = new SlowQuestions(pipeline.url);
  const behind: number[] = [];
  while (!over) {
    behind.push(await secondsBehind());
    await new Promise((resolve) => setTimeout(resolve, SAMPLE_MS));
  }
  await questions.stop();
  await logging;
  await pipeline.stopMonitor();
  return { behind, statuses: questions.statuses };
}

/** Records per second while a backlog is stored, between a tenth and nine tenths of it. */
async function rateOf(name: string, withQuestions: boolean): Promise<number> {
  const pipeline = new BenchPipeline(`bench-${name}-${process.pid}`);
  await pipeline.createTopics();
  await Promise.all([1, 2, 3].map((n) => pipeline.log(`${name}-${n}`, BACKLOG / 3, 0)));
  await reader.query('DELETE FROM ingest_position');
  await pipeline.startMonitor(DATABASE);
  const questions = withQuestions ? new SlowQuestions(pipeline.url) : undefined;
  await waitFor(async () => (await stored()) > BACKLOG * 0.1, { timeoutMs: TIMEOUT_MS, what: 'ingest to run' });
  const from = { at: performance.now(), stored: await stored() };
  await waitFor(async () => (await stored()) > BACKLOG * 0.9, {
    timeoutMs: TIMEOUT_MS,
    what: 'the backlog to be stored',
  });
  const rate = ((await stored()) - from.stored) / ((performance.now() - from.at) / 1000);
  await questions?.stop();
  await pipeline.stopMonitor();
  return rate;
}

await seed();
await reader.connect();
const { behind, statuses } = await behindUnderQuestions();
const alone = await rateOf('alone', false);
const beside = await rateOf('beside', true);
await reader.end();
const answered = [...statuses].map(([status, count]) => `${count} × ${status}`).join(', ');
console.log(
  JSON.stringify({
    title: 'Overload: ingest beside 200 slow questions',
    method: `${ASKERS} clients each ask for a text that is nowhere in the ${RECORDS.toLocaleString('en-US')} records of seven days, and again as soon as they are answered, or as late as a refusal asks for (Retry-After). First while two services log ${RATE.toLocaleString('en-US')} records/s: behind is the time since the newest moment of which all is stored, which is measured twice a second, so that half a second of it is the measure's. Then while ${BACKLOG.toLocaleString('en-US')} records that wait in Kafka are stored, without and with them.`,
    columns: ['what', 'value', 'unit', 'goal'],
    rows: [
      ['behind at 5,000 records/s, p50', Number(percentile(behind, 0.5).toFixed(2)), 's', ''],
      ['behind at 5,000 records/s, longest', Number(percentile(behind, 1).toFixed(2)), 's', '< 2'],
      ['ingest of a backlog, alone', Math.round(alone), 'records/s', ''],
      ['ingest of a backlog, beside the questions', Math.round(beside), 'records/s', ''],
      ['what is kept of it', Number((beside / alone).toFixed(2)), 'ratio', '≥ 0.6'],
      ['answers to the questions', answered, '', '200 or 503'],
    ],
  }),
);
