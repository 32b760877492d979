import { TailClient, type TailEvent } from '../test/parts/tail-client.js';
import { waitFor } from '@log-monitor/tools';
import { BenchPipeline, TIMEOUT_MS } from './bench-pipeline.js';
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

const pipeline = new BenchPipeline(`bench-tail-${process.pid}`);
await pipeline.createTopics();
await pipeline.startMonitor(String(process.env['DATABASE_URL']));
const reader = new TailClient(onEvent).open(pipeline.url);
await waitFor(() => reader.connected, { timeoutMs: TIMEOUT_MS, what: 'the tail to answer' });
const perService = RATE / SERVICES;
const counts = await Promise.all(
  Array.from({ length: SERVICES }, (_, n) => pipeline.log(`bench-${n}`, perService * SECONDS, perService)),
);
const logged = counts.reduce((sum, count) => sum + count, 0);
await waitFor(() => ids.size >= logged || skipped > 0, { timeoutMs: TIMEOUT_MS, what: 'all records to arrive' });
reader.cut();
await pipeline.stopMonitor();

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
