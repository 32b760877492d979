import { monitorEventLoopDelay } from 'node:perf_hooks';
import { startKafka } from '@log-monitor/tools';
import winston from 'winston';
import Transport from 'winston-transport';
import { KafkaTransport } from '@log-monitor/winston-kafka';
import { benchTopics, printResult, quantile, round, sleep } from './support.js';

const SECONDS = Number(process.env['FREEZE_SECONDS'] ?? 60);
const CALLS_PER_SECOND = 2_000;
const EVERY_MS = 10;
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

/** Calls at a steady rate; returns the time of each in microseconds. */
async function steady(target: winston.Logger, seconds: number): Promise<Float64Array> {
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
    await sleep(EVERY_MS);
  }
  return times.sort();
}

await steady(reference, 3);
await steady(logger, 3);
await transport.flush(20_000);
const delay = monitorEventLoopDelay({ resolution: 5 });
kafka.pause();
// In slices, in turns: this machine is not equally fast from minute to minute.
const slices: { ours: Float64Array; theirs: Float64Array }[] = [];
for (let slice = 0; slice < SLICES; slice += 1) {
  const theirs = await steady(reference, SECONDS / SLICES);
  delay.enable();
  slices.push({ theirs, ours: await steady(logger, SECONDS / SLICES) });
  delay.disable();
}
const times = Float64Array.from(slices.flatMap(({ ours }) => [...ours])).sort();
const referenceTimes = Float64Array.from(slices.flatMap(({ theirs }) => [...theirs])).sort();
kafka.resume();
const resumed = performance.now();
const delivered = await transport.flush(120_000);
const { accepted, delivered: count } = transport.stats();
await transport.shutdown(5_000);
await kafka.stop();
printResult({
  title: 'Calls while the broker is frozen',
  method: `The broker is stopped by SIGSTOP for ${2 * SECONDS} s; for half of that time, in turns, a service logs ${CALLS_PER_SECOND} records a second through it, in bunches every ${EVERY_MS} ms, and as many through a transport that only stringifies.`,
  columns: ['what', 'value', 'goal'],
  rows: [
    ['p99 of a call, µs', round(quantile(times, 0.99), 1), '< 50'],
    ['p99.9 of a call, µs', round(quantile(times, 0.999), 1), '< 500'],
    [
      'p99 of the same call with a transport that only does JSON.stringify, µs',
      round(quantile(referenceTimes, 0.99), 1),
      'reference',
    ],
    ['p99.9 of the same, µs', round(quantile(referenceTimes, 0.999), 1), 'reference'],
    [
      'event-loop delay p99, ms (5 ms of it is the meter’s own resolution)',
      round(delay.percentile(99) / 1e6, 1),
      '< 20',
    ],
    ['everything arrived afterwards', delivered && accepted === count ? 'yes' : `no: ${count} of ${accepted}`, 'yes'],
    ['seconds from thaw to the last acknowledgement', round((performance.now() - resumed) / 1_000, 1), 'none'],
  ],
});
process.exit(0);
