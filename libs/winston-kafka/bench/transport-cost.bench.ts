import { openSync } from 'node:fs';
import pino from 'pino';
import winston from 'winston';
import TransportStream from 'winston-transport';
import { KafkaTransport } from '@log-monitor/winston-kafka';
import { benchTopics, bootstrapServers, median, printResult, round, sleep } from './support.js';

const CALLS = 2_000;
const ROUNDS = 60;

class Stringifying extends TransportStream {
  bytes = 0;
  override log(info: object, callback: () => void): void {
    this.bytes += JSON.stringify(info).length;
    callback();
  }
}

interface Contender {
  name: string;
  call: (index: number) => void;
  /** Work that belongs to the calls and is measured with them. */
  after?: () => void;
  settle: () => Promise<unknown>;
}

const topics = await benchTopics('cost');
const kafka = { service: 'bench', brokers: bootstrapServers(), spool: false as const, ...topics };
const winstonOver = (
  name: string,
  transport: TransportStream & { flush?: (ms: number) => Promise<boolean> },
): Contender => {
  const logger = winston.createLogger({ level: 'info', format: winston.format.timestamp(), transports: [transport] });
  return {
    name,
    call: (index) =>
      void logger.info('Order accepted for processing', {
        orderId: index,
        requestId: `req-${index}`,
        customer: 'c-17',
      }),
    settle: async () => transport.flush?.(20_000),
  };
};
/** The statistics count what has been encoded, so reading them encodes what the calls have left for later. */
function withEncoding(transport: KafkaTransport): Contender {
  return {
    ...winstonOver('winston, this transport, call and the encoding that follows it', transport),
    after: () => void transport.stats(),
  };
}
const destination = pino.destination({ fd: openSync('/dev/null', 'w'), sync: false, minLength: 4096 });
const plain = pino(destination);
const contenders: Contender[] = [
  winstonOver('winston, transport that only does JSON.stringify', new Stringifying()),
  winstonOver('winston, this transport', new KafkaTransport(kafka)),
  winstonOver('winston, this transport, redaction off', new KafkaTransport({ ...kafka, redact: false })),
  withEncoding(new KafkaTransport(kafka)),
  {
    name: 'pino, asynchronous destination',
    call: (index) =>
      plain.info({ orderId: index, requestId: `req-${index}`, customer: 'c-17' }, 'Order accepted for processing'),
    settle: async () => undefined,
  },
];

/** Microseconds of processor time per call; the contenders take turns, so that other load meets all alike. */
const costs = contenders.map((): number[] => []);
for (let turn = 0; turn < ROUNDS + 10; turn++) {
  for (const [index, { call, after, settle }] of contenders.entries()) {
    const started = process.hrtime.bigint();
    for (let each = 0; each < CALLS; each++) call(each);
    after?.();
    const microseconds = Number(process.hrtime.bigint() - started) / 1_000 / CALLS;
    if (turn >= 10) costs[index]?.push(microseconds);
    await settle();
    await sleep(2);
  }
}
const medians = costs.map(median);
const ratioTo = (index: number, other: number): number =>
  round(median((costs[index] ?? []).map((cost, turn) => cost / (costs[other]?.[turn] ?? 1))));
const [json, ours, pinoAt] = [0, 1, contenders.length - 1];
printResult({
  title: 'Cost of one log call',
  method: `${ROUNDS} rounds of ${CALLS} calls of logger.info with three fields, the contenders in turn, a real broker behind ours, which is flushed between rounds outside the measured time. Median over the rounds; ratios are medians of the ratio within each round.`,
  columns: ['contender', 'µs per call', 'ratio to JSON.stringify', 'ratio to pino', 'goal'],
  rows: contenders.map(({ name }, index) => [
    name,
    round(medians[index] ?? 0),
    ratioTo(index, json),
    ratioTo(index, pinoAt),
    index === ours ? '≤ 1.3 × JSON.stringify, ≤ 1.5 × pino' : index > ours && index < pinoAt ? 'none' : 'reference',
  ]),
  notes: [
    'The spool is off here: an INFO does not go to it by default.',
    'A call whose fields are all texts, numbers and the like is copied in the call and encoded at the end of the turn of the event loop; the row with the encoding counts both, as fields with objects in them pay in the call.',
  ],
});
process.exit(0);
