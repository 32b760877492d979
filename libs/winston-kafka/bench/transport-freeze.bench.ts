import { monitorEventLoopDelay } from 'node:perf_hooks';
import { startKafka } from '@log-monitor/tools';
import winston from 'winston';
import Transport from 'winston-transport';
import { KafkaTransport } from '@log-monitor/winston-kafka';
import { type Row, benchTopics, printResult, quantile, round, sleep } from './support.js';

const SECONDS = Number(process.env['FREEZE_SECONDS'] ?? 60);
const CALLS_PER_SECOND = 2_000;
/** In bunches, p99 is the first call after a pause; spread, as far as Node's timers go, most calls are. */
const PATTERNS = [
  { name: 'in bunches every 10 ms', everyMs: 10 },
  { name: 'spread, every 1 ms', everyMs: 1 },
];
const SLICES = 6;

const kafka = await startKafka({ heapMb: 512 });
const topics = await benchTopics('freeze', kafka.bootstrapServers);
const transport = new KafkaTransport({
  service: 'bench',
  brokers: kafka.bootstrapServers,
  onNotice: () => undefined,
  spool: false,
  ...topics,
});

/** What winston itself costs on this machine: the first call after each pause finds cold caches, whoever is behind it. */
class StringifyTransport extends Transport {
  override log(info: unknown, next: () => void): void {
    JSON.stringify(info);
    next();
  }
}

const logger = winston.createLogger({ level: 'info', transports: [transport] });
const reference = winston.createLogger({ level: 'info', transports: [new StringifyTransport()] });
let index = 0;

/** Calls at a steady rate, those that are due each time; returns the time of each in microseconds. */
async function steady(target: winston.Logger, everyMs: number, seconds: number): Promise<Float64Array> {
  const times = new Float64Array(seconds * CALLS_PER_SECOND);
  const started = performance.now();
  let done = 0;
  while (done < times.length) {
    const due = Math.min(times.length, Math.ceil(((performance.now() - started) / 1_000) * CALLS_PER_SECOND));
    for (; done < due; done++) {
      const before = process.hrtime.bigint();
      target.info('Order accepted for processing', { orderId: index, requestId: `req-${index}`, customer: 'c-17' });
      times[done] = Number(process.hrtime.bigint() - before) / 1_000;
      index += 1;
    }
    await sleep(everyMs);
  }
  return times;
}

for (const { everyMs } of PATTERNS) {
  await steady(reference, everyMs, 2);
  await steady(logger, everyMs, 2);
}
await transport.flush(20_000);
const delay = monitorEventLoopDelay({ resolution: 5 });
const runs = PATTERNS.map((pattern) => ({ ...pattern, ours: [] as number[], theirs: [] as number[] }));
const seconds = SECONDS / PATTERNS.length / SLICES;
kafka.pause();
// In slices, in turns: this machine is not equally fast from minute to minute.
for (let slice = 0; slice < SLICES; slice += 1) {
  for (const { everyMs, ours, theirs } of runs) {
    for (const time of await steady(reference, everyMs, seconds)) theirs.push(time);
    delay.enable();
    for (const time of await steady(logger, everyMs, seconds)) ours.push(time);
    delay.disable();
  }
}
kafka.resume();
const resumed = performance.now();
const delivered = await transport.flush(120_000);
const caughtUpAfterMs = performance.now() - resumed;
const { accepted, delivered: count } = transport.stats();
await transport.shutdown(5_000);
await kafka.stop();

function rowsOf(name: string, times: number[], reference: number[]): Row[] {
  const sorted = Float64Array.from(times).sort();
  const sortedReference = Float64Array.from(reference).sort();
  const row = (what: string, q: number, goal: string): Row[] => [
    [`${name}: ${what} of a call, µs`, round(quantile(sorted, q), 1), goal],
    ['the same with a transport that only does JSON.stringify', round(quantile(sortedReference, q), 1), 'reference'],
  ];
  return [...row('p99', 0.99, '< 50'), ...row('p99.9', 0.999, '< 500')];
}

printResult({
  title: 'Calls while the broker is frozen',
  method: `The broker is stopped by SIGSTOP for ${2 * SECONDS} s; for half of that time, in turns, a service logs ${CALLS_PER_SECOND} records a second through it, and as many through a transport that only stringifies; both in bunches and spread.`,
  columns: ['what', 'value', 'goal'],
  rows: [
    ...runs.flatMap(({ name, ours, theirs }) => rowsOf(name, ours, theirs)),
    [
      'event-loop delay p99, ms (5 ms of it is the meter’s own resolution)',
      round(delay.percentile(99) / 1e6, 1),
      '< 20',
    ],
    ['everything arrived afterwards', delivered && accepted === count ? 'yes' : `no: ${count} of ${accepted}`, 'yes'],
    ['seconds from thaw to the last acknowledgement', round(caughtUpAfterMs / 1_000, 1), 'none'],
  ],
});
process.exit(0);
