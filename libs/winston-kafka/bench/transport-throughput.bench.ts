import kafkajs, { type Producer } from 'kafkajs';
import winston from 'winston';
import { KafkaTransport } from '@log-monitor/winston-kafka';
import { benchTopics, bootstrapServers, kafkaClient, median, printResult, round } from './support.js';

const RECORDS = 40_000;
const REPEATS = 3;
const SWEEP = [50, 100, 200, 400, 800, 1600, 2400];
const IN_FLIGHT = 4;

const key = '5b0f2a1e-0000-4000-8000-000000000001';
const headers = { 'content-type': Buffer.from('application/json'), 'last-seq': Buffer.from('123456') };
const value = (index: number): string =>
  `{"v":1,"id":"0198c0de-7c1a-7cc3-98c4-dc0c0c07398f","timestamp":"2026-11-21T07:00:00.123Z","seq":${index},"instance":"${key}","service":"bench","host":"vm","pid":4711,"version":"1.0.0","level":"INFO","message":"Order accepted for processing","requestId":"req-${index}","attributes":{"orderId":${index},"customer":"c-17"}}`;

/** kafkajs alone with everything ready: the same bytes, key and headers, several sends in flight. */
async function raw(producer: Producer, topic: string, batch: number): Promise<number> {
  const values = Array.from({ length: RECORDS }, (_, index) => Buffer.from(value(index)));
  const started = performance.now();
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
  return (RECORDS / (performance.now() - started)) * 1_000;
}

/** Calls of a winston logger until Kafka has acknowledged the last one. */
async function ours(logger: winston.Logger, transport: KafkaTransport): Promise<number> {
  const started = performance.now();
  for (let index = 0; index < RECORDS; index++) {
    logger.info('Order accepted for processing', { orderId: index, requestId: `req-${index}`, customer: 'c-17' });
    if (index % 500 === 499) await new Promise((resolve) => setImmediate(resolve));
  }
  const flushed = await transport.flush(60_000);
  const rate = (RECORDS / (performance.now() - started)) * 1_000;
  if (!flushed) throw new Error(`not all delivered: ${JSON.stringify(transport.stats())}`);
  return rate;
}

const topics = await benchTopics('throughput');
const producer = kafkaClient().producer({ createPartitioner: kafkajs.Partitioners.DefaultPartitioner });
await producer.connect();
const transport = new KafkaTransport({ service: 'bench', brokers: bootstrapServers(), spool: false, ...topics });
const logger = winston.createLogger({ level: 'info', transports: [transport] });
await raw(producer, topics.topic, 400);
await ours(logger, transport);
const rawRates = SWEEP.map((): number[] => []);
const ourRates: number[] = [];
for (let repeat = 0; repeat < REPEATS; repeat++) {
  for (const [index, batch] of SWEEP.entries()) rawRates[index]?.push(await raw(producer, topics.topic, batch));
  ourRates.push(await ours(logger, transport), await ours(logger, transport));
}
const best = Math.max(...rawRates.map(median));
printResult({
  title: 'Throughput of one process',
  method: `${RECORDS} records of about 330 bytes: raw kafkajs with the same bytes, key and headers already encoded and ${IN_FLIGHT} sends in flight, over a sweep of batch sizes; ours from the first winston call to the last acknowledgement. Medians of ${REPEATS} repeats in turn.`,
  columns: ['what', 'records/s', 'ratio to raw at its best', 'goal'],
  rows: [
    ...SWEEP.map((batch, index) => [
      `raw kafkajs, batches of ${batch}`,
      Math.round(median(rawRates[index] ?? [])),
      round(median(rawRates[index] ?? []) / best),
      'reference',
    ]),
    ['winston with this transport', Math.round(median(ourRates)), round(median(ourRates) / best), '≥ 0.8'],
  ],
});
process.exit(0);
