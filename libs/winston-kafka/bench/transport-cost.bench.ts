import { openSync } from 'node:fs';
import pino from 'pino';
import winston from 'winston';
import TransportStream from 'winston-transport';
import { KafkaTransport, createLogger } from '@log-monitor/winston-kafka';
import { benchTopics, bootstrapServers, median, printResult, round, sleep } from './support.js';

const CALLS = 2_000;
const WARM_UP_ROUNDS = 15;
const ROUNDS = 60;

interface Shape {
  name: string;
  message: string;
  fields: (index: number) => object;
}

const small: Shape = {
  name: 'three fields',
  message: 'Order accepted for processing',
  fields: (index) => ({ orderId: index, requestId: `req-${index}`, customer: 'c-17' }),
};
const deep: Shape = {
  name: 'objects and lists inside',
  message: 'Order accepted for processing',
  fields: (index) => ({
    orderId: index,
    customer: { id: 'c-17', address: { city: 'Berlin', zip: '10115' }, tags: ['new', 'b2b', 'net-30'] },
    items: [
      { sku: 'x-1', count: 2, price: 9.5 },
      { sku: 'x-2', count: 1, price: 19 },
    ],
  }),
};
const large: Shape = {
  name: 'texts of 1,400 characters',
  message: 'Reply received',
  fields: (index) => ({ orderId: index, reply: 'the customer has asked for another day '.repeat(30), raw: '{"ok":true}\n'.repeat(20) }), // prettier-ignore
};

class Stringifying extends TransportStream {
  bytes = 0;
  override log(info: object, callback: () => void): void {
    this.bytes += JSON.stringify(info).length;
    callback();
  }
}

interface Contender {
  name: string;
  goal: string;
  shape: Shape;
  call: (index: number) => void;
  settle: () => Promise<unknown>;
  /** The contender with JSON.stringify and the same fields. */
  reference: number;
}

const topics = await benchTopics('cost');
const kafka = { service: 'bench', brokers: bootstrapServers(), spool: false as const, ...topics };
const contenders: Contender[] = [];

function addWinston(name: string, shape: Shape, transport: KafkaTransport | Stringifying, goal: string): void {
  const logger = winston.createLogger({ level: 'info', format: winston.format.timestamp(), transports: [transport] });
  add(`winston, ${name}, ${shape.name}`, shape, logger, transport, goal);
}

function addOwn(shape: Shape, transport: KafkaTransport, goal: string): void {
  const logger = createLogger({ level: 'info', console: false, kafka: false, transports: [transport] });
  add(`the logger of createLogger or LogMonitor, ${shape.name}`, shape, logger, transport, goal);
}

function add(
  name: string,
  shape: Shape,
  logger: winston.Logger,
  transport: KafkaTransport | Stringifying,
  goal: string,
): void {
  const isReference = transport instanceof Stringifying;
  const reference = contenders.findIndex((other) => other.shape === shape);
  contenders.push({
    name,
    goal,
    shape,
    call: (index) => void logger.info(shape.message, shape.fields(index)),
    settle: async () => (isReference ? undefined : transport.flush(20_000)),
    reference: isReference ? contenders.length : reference,
  });
}

const GOAL = '≤ 1.3 × JSON.stringify, ≤ 1.5 × pino';
addWinston('transport that only does JSON.stringify', small, new Stringifying(), 'reference');
addWinston('this transport', small, new KafkaTransport(kafka), GOAL);
addOwn(small, new KafkaTransport(kafka), GOAL);
addWinston('this transport with redaction off', small, new KafkaTransport({ ...kafka, redact: false }), 'none');
for (const shape of [deep, large]) {
  addWinston('transport that only does JSON.stringify', shape, new Stringifying(), 'reference');
  addWinston('this transport', shape, new KafkaTransport(kafka), 'none');
}
const destination = pino.destination({ fd: openSync('/dev/null', 'w'), sync: false, minLength: 4096 });
const plain = pino(destination);
const pinoAt = contenders.length;
contenders.push({
  name: `pino, asynchronous destination, ${small.name}`,
  goal: 'reference',
  shape: small,
  call: (index) => plain.info(small.fields(index), small.message),
  settle: async () => undefined,
  reference: 0,
});

/**
 * Microseconds of processor time per call, the collector's and the compiler's threads included. The contenders take
 * turns, so that other load on the machine meets all alike.
 */
const costs = contenders.map((): number[] => []);
for (let turn = 0; turn < WARM_UP_ROUNDS + ROUNDS; turn++) {
  for (const [index, { call, settle }] of contenders.entries()) {
    const before = process.cpuUsage();
    for (let each = 0; each < CALLS; each++) call(each);
    const { user, system } = process.cpuUsage(before);
    if (turn >= WARM_UP_ROUNDS) costs[index]?.push((user + system) / CALLS);
    await settle();
    await sleep(2);
  }
}
const ratio = (index: number, other: number): number =>
  round(median((costs[index] ?? []).map((cost, turn) => cost / (costs[other]?.[turn] ?? 1))));
printResult({
  title: 'Cost of one log call',
  method: `${ROUNDS} rounds of ${CALLS} calls of logger.info, the contenders in turn, a real broker for ours, which is flushed between rounds outside the measured time. Processor time per call, median over the rounds; ratios are medians of the ratio within each round. pino is compared where the fields are the same.`,
  columns: ['contender', 'µs per call', 'ratio to JSON.stringify', 'ratio to pino', 'goal'],
  rows: contenders.map(({ name, shape, reference, goal }, index) => [
    name,
    round(median(costs[index] ?? [])),
    ratio(index, reference),
    shape === small ? ratio(index, pinoAt) : '',
    goal,
  ]),
  notes: [
    'Nothing is left for later: when a call returns, its record is encoded, redacted and in the queue’s memory, ready to be sent.',
    'The spool is off here: an INFO does not go to it by default.',
  ],
});
process.exit(0);
