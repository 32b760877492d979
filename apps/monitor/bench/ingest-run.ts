import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { freePort, NODE_ARGUMENTS, waitFor } from '@log-monitor/tools';
import type pg from 'pg';
import type { IngestLoad } from './ingest-load.js';
import { highestBytes, processorSeconds } from './report-run.js';

const MONITOR = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
const READY_MS = 60_000;
const STAGES = ['fetch', 'decode', 'write', 'commit'] as const;

type StageSeconds = Record<(typeof STAGES)[number], number>;

export interface IngestRate {
  recordsPerSecond: number;
  /** Highest resident memory of the monitor, bytes. */
  highestRss: number;
  /** Time spent per record in each stage, microseconds; partitions overlap, so they do not add up to the time that passed. */
  microseconds: StageSeconds;
  /** Processor time of the monitor per record, microseconds. */
  processorMicroseconds: number;
}

/** What surrounds a run. */
interface IngestSurroundings {
  /** Arguments of Node for the monitor's process. */
  nodeArguments?: readonly string[];
  /** The monitor's variables that name its topics. */
  topics?: NodeJS.ProcessEnv;
  /** Called once the monitor waits for records. */
  begin?: () => void;
  /** Resolves when everything that belongs to the load is done. */
  finished?: () => Promise<void>;
}

interface Sample {
  at: number;
  stored: number;
  stages: StageSeconds;
  processorSeconds: number;
}

/**
 * Lets a monitor of its own store a whole load; measured between 10 % and 95 % of the records, start-up apart.
 */
export async function measureIngest(
  load: Pick<IngestLoad, 'topic' | 'records'>,
  broker: string,
  databaseUrl: string,
  reader: pg.Client,
  { nodeArguments = [], topics = logTopics(load.topic), begin, finished }: IngestSurroundings = {},
): Promise<IngestRate> {
  const port = await freePort();
  const monitor = startMonitor(nodeArguments, topics, broker, databaseUrl, port);
  try {
    if (begin !== undefined) {
      const ready = async (): Promise<boolean> => (await fetch(`http://127.0.0.1:${port}/health/ready`)).ok;
      await waitFor(ready, { timeoutMs: READY_MS, what: 'the monitor to be ready' });
      begin();
    }
    const rate = await watch(load, reader, monitor.pid ?? 0, port);
    while ((await storedRecords(reader, load.topic)) < load.records) await pause(100);
    await finished?.();
    return { ...rate, highestRss: highestBytes(monitor.pid ?? 0) };
  } finally {
    monitor.kill('SIGTERM');
    await once(monitor, 'exit');
  }
}

function logTopics(topic: string): NodeJS.ProcessEnv {
  return { LOG_TOPIC: topic, ERROR_LOG_TOPIC: `${topic}-errors`, ACCESS_LOG_TOPICS: 'off' };
}

function startMonitor(
  nodeArguments: readonly string[],
  topics: NodeJS.ProcessEnv,
  broker: string,
  databaseUrl: string,
  port: number,
): ChildProcess {
  return spawn(process.execPath, [...(NODE_ARGUMENTS.monitor ?? []), ...nodeArguments, MONITOR], {
    env: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      NODE_ENV: 'production',
      KAFKA_BOOTSTRAP_SERVERS: broker,
      DATABASE_URL: databaseUrl,
      KAFKA_GROUP_ID: topics['LOG_TOPIC'],
      ...topics,
      LOG_MONITOR_SERVER_PORT: String(port),
    },
    stdio: ['ignore', 2, 2],
  });
}

async function watch(
  load: Pick<IngestLoad, 'topic' | 'records'>,
  reader: pg.Client,
  pid: number,
  port: number,
): Promise<Omit<IngestRate, 'highestRss'>> {
  let from: Sample | undefined;
  for (;;) {
    const stored = await storedRecords(reader, load.topic);
    const at = performance.now();
    const taken = processorSeconds(pid);
    if (from === undefined && stored >= load.records * 0.1)
      from = { at, stored, processorSeconds: taken, stages: await stageSeconds(port) };
    if (from !== undefined && stored >= load.records * 0.95) {
      const stages = await stageSeconds(port);
      const records = stored - from.stored;
      const before = from.stages;
      const each = STAGES.map((stage) => [stage, ((stages[stage] - before[stage]) / records) * 1e6]);
      const recordsPerSecond = records / ((at - from.at) / 1000);
      const microseconds = Object.fromEntries(each) as StageSeconds;
      const processorMicroseconds = ((taken - from.processorSeconds) / records) * 1e6;
      return { recordsPerSecond, microseconds, processorMicroseconds };
    }
    await pause(25);
  }
}

async function stageSeconds(port: number): Promise<StageSeconds> {
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  const seconds = STAGES.map((stage) => {
    const found = new RegExp(`^logmonitor_ingest_stage_seconds_total\\{stage="${stage}"\\} (\\S+)$`, 'm').exec(text);
    return [stage, Number(found?.[1] ?? 0)];
  });
  return Object.fromEntries(seconds) as StageSeconds;
}

async function storedRecords(reader: pg.Client, topic: string): Promise<number> {
  try {
    const result = await reader.query<{ sum: string | null }>(
      'SELECT sum(next_offset) FROM ingest_position WHERE topic = $1',
      [topic],
    );
    return Number(result.rows[0]?.sum ?? 0);
  } catch {
    // The monitor has not made the table yet.
    return 0;
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
