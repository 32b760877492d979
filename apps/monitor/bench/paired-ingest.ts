import { fileURLToPath } from 'node:url';
import pg from 'pg';
import type { IngestLoad } from './ingest-load.js';
import { type IngestRate, measureIngest } from './ingest-run.js';

const BROKER = String(process.env['KAFKA_BOOTSTRAP_SERVERS']);
const DATABASE = String(process.env['DATABASE_URL']);

interface Pairing {
  /** File in this folder that takes a part out of the monitor before it starts. */
  without: string;
  rounds: number;
  /** The monitor's variables that name its topics. */
  topics?: NodeJS.ProcessEnv;
}

/** What a part of the monitor costs. */
export interface Cost {
  /** Of the pairs: how quick it is with the part against without. */
  ratio: number;
  with: Pick<IngestRate, 'recordsPerSecond' | 'processorMicroseconds'>;
  without: Pick<IngestRate, 'recordsPerSecond' | 'processorMicroseconds'>;
}

/** Lets the monitor as it is, and one without a part of it, store the same load in turns, each time into a new database. */
export async function measureCost(load: Pick<IngestLoad, 'topic' | 'records'>, pairing: Pairing): Promise<Cost> {
  // The bench runs as a bundle in a folder next to its source.
  const preload = ['--import', fileURLToPath(new URL(`../${pairing.without}`, import.meta.url))];
  const whole: IngestRate[] = [];
  const partial: IngestRate[] = [];
  for (let round = 0; round < pairing.rounds; round += 1) {
    // Who goes first changes, so that a machine that grows slower favours nobody.
    const order = round % 2 === 0 ? [whole, partial] : [partial, whole];
    for (const rates of order) rates.push(await measure(load, rates === partial ? preload : [], pairing.topics));
  }
  const ratios = whole.map(
    ({ recordsPerSecond }, at) => recordsPerSecond / (partial[at] as IngestRate).recordsPerSecond,
  );
  return { ratio: median(ratios), with: middle(whole), without: middle(partial) };
}

/** Into a database of its own, which is removed again. */
async function measure(
  load: Pick<IngestLoad, 'topic' | 'records'>,
  nodeArguments: readonly string[],
  topics: NodeJS.ProcessEnv | undefined,
): Promise<IngestRate> {
  const admin = new pg.Client({ connectionString: DATABASE });
  await admin.connect();
  await admin.query('CREATE DATABASE run');
  const url = new URL(DATABASE);
  url.pathname = '/run';
  const reader = new pg.Client({ connectionString: url.href });
  await reader.connect();
  try {
    return await measureIngest(load, BROKER, url.href, reader, { nodeArguments, ...(topics && { topics }) });
  } finally {
    await reader.end();
    await admin.query('DROP DATABASE run WITH (FORCE)');
    await admin.query('CHECKPOINT');
    await admin.end();
  }
}

function middle(rates: readonly IngestRate[]): Cost['with'] {
  return {
    recordsPerSecond: median(rates.map(({ recordsPerSecond }) => recordsPerSecond)),
    processorMicroseconds: median(rates.map(({ processorMicroseconds }) => processorMicroseconds)),
  };
}

/** The middle one, for an odd number of values. */
function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}
