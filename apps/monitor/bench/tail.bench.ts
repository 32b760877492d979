import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import kafkajs from 'kafkajs';
import { TailClient, type TailEvent } from '../test/parts/tail-client.js';
import { percentile } from './open-loop.js';

/**
 * From the log call in a service to the event in a reader of the live tail, through transport, Kafka, ingest and store.
 * BENCH_RATE: records per second; BENCH_SECONDS: how long.
 */
const RATE = Number(process.env['BENCH_RATE'] ?? 5000);
const SECONDS = Number(process.env['BENCH_SECONDS'] ?? 30);
const SERVICES = 2;
/** Connections, topics and code that is not compiled yet. */
const WARM_UP_MS = 3000;
const TOPIC = `bench-tail-${process.pid}`;
const END_TIMEOUT_MS = 60_000;

const place = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const variables = {
  PATH: process.env['PATH'],
  HOME: process.env['HOME'],
  NODE_ENV: 'production',
  KAFKA_BOOTSTRAP_SERVERS: String(process.env['KAFKA_BOOTSTRAP_SERVERS']),
  LOG_TOPIC: TOPIC,
  ERROR_LOG_TOPIC: `${TOPIC}-errors`,
};

/** As the monitor makes them; here, so that the services do not meet a broker without topics. */
async function createTopics(): Promise<void> {
  const kafka = new kafkajs.Kafka({ brokers: [variables.KAFKA_BOOTSTRAP_SERVERS], logLevel: kafkajs.logLevel.NOTHING });
  const admin = kafka.admin();
  await admin.connect();
  const configEntries = [{ name: 'message.timestamp.type', value: 'LogAppendTime' }];
  const topics = [TOPIC, `${TOPIC}-errors`].map((topic) => ({ topic, numPartitions: 6, configEntries }));
  await admin.createTopics({ topics, waitForLeaders: true });
  await admin.disconnect();
}

async function startMonitor(): Promise<{ child: ChildProcess; url: string }> {
  const port = 20_000 + (process.pid % 20_000);
  const child = spawn(process.execPath, [place('../../dist/main.js')], {
    env: { ...variables, DATABASE_URL: process.env['DATABASE_URL'], LOG_MONITOR_SERVER_PORT: String(port) },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const url = `http://127.0.0.1:${port}`;
  await until('the monitor to be ready', async () => {
    if (child.exitCode !== null) throw new Error(`the monitor ended with ${child.exitCode}`);
    return await fetch(`${url}/health/ready`).then(
      ({ ok }) => ok,
      () => false,
    );
  });
  return { child, url };
}

async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + END_TIMEOUT_MS;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`waited too long for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** @returns how many records it logged */
async function log(service: string): Promise<number> {
  const plan = { service, records: (RATE / SERVICES) * SECONDS, rate: RATE / SERVICES };
  const script = place('../../test/parts/logging-service.mjs');
  const child = spawn(process.execPath, [script, JSON.stringify(plan)], {
    env: variables,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.on('data', (data: Buffer) => (output += data.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`${service} ended with ${code}`);
  return (JSON.parse(output) as { logged: number }).logged;
}

const latencies: { at: number; ms: number }[] = [];
const ids = new Set<string>();
let events = 0;
let skipped = 0;

function onEvent({ event, data = '{}' }: TailEvent): void {
  if (event === 'skipped') skipped += (JSON.parse(data) as { count: number }).count;
  if (event !== undefined || data === '{}') return;
  const now = Date.now();
  const { id, timestamp, service } = JSON.parse(data) as { id: string; timestamp: string; service: string };
  if (!service.startsWith('bench-')) return;
  events += 1;
  ids.add(id);
  const at = Date.parse(timestamp);
  latencies.push({ at, ms: now - at });
}

await createTopics();
const monitor = await startMonitor();
const reader = new TailClient(onEvent).open(monitor.url);
await until('the tail to answer', () => reader.connected);
const logged = (await Promise.all(Array.from({ length: SERVICES }, (_, n) => log(`bench-${n}`)))).reduce(
  (sum, count) => sum + count,
  0,
);
await until('all records to arrive', () => ids.size >= logged || skipped > 0);
reader.cut();
monitor.child.kill('SIGTERM');
await once(monitor.child, 'exit');

const first = latencies.reduce((earliest, { at }) => Math.min(earliest, at), Number.POSITIVE_INFINITY);
const times = latencies.filter(({ at }) => at >= first + WARM_UP_MS).map(({ ms }) => ms);
console.log(
  JSON.stringify({
    title: 'Live tail: from the log call to the event',
    method: `${SERVICES} services log ${RATE.toLocaleString('en-US')} records/s through the transport for ${SECONDS} s, 5 % of them errors; one reader gets every record as a server-sent event. A record's time is that of its log call, in milliseconds of the one clock that all share; the first ${WARM_UP_MS / 1000} s are left out. Services, broker, database, monitor and reader share the machine.`,
    columns: ['what', 'value', 'unit', 'goal'],
    rows: [
      ['p50', percentile(times, 0.5), 'ms', '≤ 300'],
      ['p99', percentile(times, 0.99), 'ms', '≤ 1,000'],
      ['longest', percentile(times, 1), 'ms', ''],
      ['logged', logged, 'records', ''],
      ['arrived', ids.size, 'records', 'all'],
      ['arrived twice', events - ids.size, 'records', '0'],
    ],
  }),
);
