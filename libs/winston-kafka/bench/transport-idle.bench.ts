import { KafkaTransport } from '@log-monitor/winston-kafka';
import { benchTopics, bootstrapServers, kafkaClient, printResult, round, sleep } from './support.js';

const SECONDS = Number(process.env['IDLE_SECONDS'] ?? 30);

/** Percent of one core that this process uses while nothing happens. */
async function idleShare(): Promise<number> {
  await sleep(1_000);
  const before = process.cpuUsage();
  const started = performance.now();
  await sleep(SECONDS * 1_000);
  const { user, system } = process.cpuUsage(before);
  return ((user + system) / 1_000 / (performance.now() - started)) * 100;
}

const topics = await benchTopics('idle');
const nothing = await idleShare();
const producer = kafkaClient().producer();
await producer.connect();
await producer.send({ topic: topics.topic, messages: [{ value: 'x' }] });
const raw = await idleShare();
await producer.disconnect();
await sleep(500);
const memoryBefore = process.memoryUsage().rss;
const transport = new KafkaTransport({ service: 'bench', brokers: bootstrapServers(), ...topics });
transport.log({ level: 'error', message: 'x' }, () => undefined);
await transport.flush(20_000);
const ours = await idleShare();
const memory = (process.memoryUsage().rss - memoryBefore) / 1024 ** 2;
const holding = process
  .getActiveResourcesInfo()
  .filter((name) => !['TTYWrap', 'PipeWrap', 'FSReqPromise'].includes(name));
printResult({
  title: 'Cost of an idle connection',
  method: `Processor time over ${SECONDS} s of doing nothing: the bare process, a connected producer of kafkajs as it is, and this transport connected to both topics.`,
  columns: ['what', 'value', 'goal'],
  rows: [
    ['bare process, % of a core', round(nothing), 'reference'],
    ['connected kafkajs producer, % of a core', round(raw), 'reference'],
    ['this transport, connected, % of a core', round(ours), '< 0.5'],
    ['memory added, MiB of RSS', round(memory, 1), '< 15'],
    ['handles and timers that keep the process alive', holding.length === 0 ? 'none' : holding.join(', '), 'none'],
  ],
});
// No process.exit(): that the process ends by itself is part of what is measured.
