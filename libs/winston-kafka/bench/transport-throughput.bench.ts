import kafkajs, { type Producer } from 'kafkajs';
import winston from 'winston';
import { KafkaTransport } from '@log-monitor/winston-kafka';
import { benchTopics, bootstrapServers, kafkaClient, median, printResult, round } from './support.js';

const RECORDS = 40_000;
const REPEATS = 5;
const SWEEP = [50, 100, 200, 400, 800, 1600, 2400];
const IN_FLIGHT = 4;

const key = '5b0f2a1e-0000-4000-8000-000000000001';
const headers = { 'content-type': Buffer.from('application/json'), 'last-seq': Buffer.from('123456') };
const value = (index: number): string =>
  `{"v":1,"id":"0198c0de-7c1a-7cc3-98c4-dc0c0c07398f","timestamp":"2026-11-21T07:00:00.123Z","seq":${index},"instance":"${key}","service":"bench","host":"vm","pid":4711,"version":"1.0.0","level":"INFO","message":"Order accepted for processing","requestId":"req-${index}","attributes":{"orderId":${index},"customer":"c-17"}}`;

interface Run {
  recordsPerSecond: number;
  /** Microseconds of this process's processor time per record. */
  processorTime: number;
}

/** Starts a measurement; what it returns ends it. */
function measure(): () => Run {
  const started = performance.now();
  const before = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(before);
    return {
      recordsPerSecond: (RECORDS / (performance.now() - started)) * 1_000,
      processorTime: (user + system) / RECORDS,
    };
  };
}

/** kafkajs alone with everything ready: the same bytes, key and headers, several sends in flight. */
async function raw(producer: Producer, topic: string, batch: number): Promise<Run> {
  const values = Array.from({ length: RECORDS }, (_, index) => Buffer.from(value(index)));
  const end = measure();
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < RECORDS) {
      const from = next;
      next += batch;
      await producer.send({
        topic,
        messages: values.slice(from, from + batch).map((each) => ({ key, value: each, headers })),
      });
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, worker));
  return end();
}

/** Calls of a winston logger until Kafka has acknowledged the last one. */
async function ours(logger: winston.Logger, transport: KafkaTransport): Promise<Run> {
  const end = measure();
  for (let index = 0; index < RECORDS; index++) {
    logger.info('Order accepted for processing', { orderId: index, requestId: `req-${index}`, customer: 'c-17' });
    if (index % 500 === 499) await new Promise((resolve) => setImmediate(resolve));
  }
  const flushed = await transport.flush(60_000);
  const run = end();
  if (!flushed) throw new Error(`not all delivered: ${JSON.stringify(transport.stats())}`);
  return run;
}

const topics = await benchTopics('throughput');
const producer = kafkaClient().producer({ createPartitioner: kafkajs.Partitioners.DefaultPartitioner });
await producer.connect();
const transport = new KafkaTransport({ service: 'bench', brokers: bootstrapServers(), spool: false, ...topics });
const logger = winston.createLogger({ level: 'info', transports: [transport] });
await raw(producer, topics.topic, 400);
await ours(logger, transport);
const rawRuns = SWEEP.map((): Run[] => []);
const ourRuns: Run[] = [];
for (let repeat = 0; repeat < REPEATS; repeat++) {
  for (const [index, batch] of SWEEP.entries()) {
    rawRuns[index]?.push(await raw(producer, topics.topic, batch));
    // Ours in between, so that other load on the machine meets all alike.
    if (index % 2 === 1) ourRuns.push(await ours(logger, transport));
  }
}
const rateOf = (runs: readonly Run[]): number => median(runs.map(({ recordsPerSecond }) => recordsPerSecond));
const timeOf = (runs: readonly Run[]): number => median(runs.map(({ processorTime }) => processorTime));
const best = Math.max(...rawRuns.map(rateOf));
const row = (what: string, runs: readonly Run[], goal: string): (string | number)[] => [
  what,
  Math.round(rateOf(runs)),
  round(rateOf(runs) / best),
  round(timeOf(runs), 1),
  goal,
];
printResult({
  title: 'Throughput of one process',
  method: `${RECORDS} records of about 330 bytes: raw kafkajs with the same bytes, key and headers already encoded and ${IN_FLIGHT} sends in flight, over a sweep of batch sizes; ours from the first winston call to the last acknowledgement, encoding included. Medians of ${REPEATS} repeats in turn, of ours three times as many. The processor time is that of the process that logs.`,
  columns: ['what', 'records/s', 'ratio to raw at its best', 'µs of processor time per record', 'goal'],
  rows: [
    ...SWEEP.map((batch, index) => row(`raw kafkajs, batches of ${batch}`, rawRuns[index] ?? [], 'reference')),
    row('winston with this transport', ourRuns, '≥ 0.8'),
  ],
});
process.exit(0);
