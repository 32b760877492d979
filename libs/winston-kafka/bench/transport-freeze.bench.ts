import { fork } from 'node:child_process';
import { once } from 'node:events';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { startKafka } from '@log-monitor/tools';
import winston from 'winston';
import Transport from 'winston-transport';
import { KafkaTransport, createLogger } from '@log-monitor/winston-kafka';
import { type Row, benchTopics, printResult, quantile, round, sleep } from './support.js';

const SECONDS = Number(process.env['FREEZE_SECONDS'] ?? 60);
const CALLS_PER_SECOND = 2_000;
/** In bunches, p99 is the first call after a pause; spread, as far as Node's timers go, most calls are. */
const PATTERNS = [
  { name: 'in bunches every 10 ms', everyMs: 10 },
  { name: 'spread, every 1 ms', everyMs: 1 },
];
const SLICES = 6;

const CONTENDERS = [
  { contender: 'createLogger', name: 'the logger of createLogger or LogMonitor', goals: ['< 50', '< 500'] },
  { contender: 'winston', name: 'winston.createLogger with this transport', goals: ['< 50', '< 500'] },
  {
    contender: 'stringify',
    name: 'winston.createLogger with a transport that only does JSON.stringify',
    goals: ['reference', 'reference'],
  },
] as const;
type Contender = (typeof CONTENDERS)[number]['contender'];

interface Order {
  everyMs: number;
  seconds: number;
}

interface Slice {
  /** Microseconds of each call. */
  times: number[];
  loopDelayMs: number;
}

/** What winston itself costs on this machine: the first call after each pause finds cold caches, whoever logs. */
class StringifyTransport extends Transport {
  override log(info: unknown, next: () => void): void {
    JSON.stringify(info);
    next();
  }
}

/** Calls at a steady rate, those that are due each time. */
async function steady(logger: winston.Logger, { everyMs, seconds }: Order): Promise<Slice> {
  const times = new Float64Array(seconds * CALLS_PER_SECOND);
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  const started = performance.now();
  let done = 0;
  while (done < times.length) {
    const due = Math.min(times.length, Math.ceil(((performance.now() - started) / 1_000) * CALLS_PER_SECOND));
    for (; done < due; done++) {
      const before = process.hrtime.bigint();
      logger.info('Order accepted for processing', { orderId: done, requestId: `req-${done}`, customer: 'c-17' });
      times[done] = Number(process.hrtime.bigint() - before) / 1_000;
    }
    await sleep(everyMs);
  }
  delay.disable();
  return { times: [...times], loopDelayMs: delay.percentile(99) / 1e6 };
}

/** A process that logs by one of the contenders when it is told to, as a service does. */
function serve(contender: Contender, brokers: string, topics: { topic: string; errorTopic: string }): void {
  const transport = new KafkaTransport({
    service: 'bench',
    brokers,
    onNotice: () => undefined,
    spool: false,
    ...topics,
  });
  const loggers: Record<Contender, () => winston.Logger> = {
    createLogger: () => createLogger({ level: 'info', console: false, kafka: false, transports: [transport] }),
    winston: () => winston.createLogger({ level: 'info', transports: [transport] }),
    stringify: () => winston.createLogger({ level: 'info', transports: [new StringifyTransport()] }),
  };
  const logger = loggers[contender]();
  process.on('message', (order: Order | 'flush') => {
    if (order !== 'flush') return void steady(logger, order).then((slice) => process.send?.(slice));
    void transport.flush(120_000).then((flushed) => {
      const { accepted, delivered } = transport.stats();
      process.send?.(flushed && accepted === delivered);
    });
  });
  process.send?.('ready');
}

async function measure(): Promise<void> {
  const kafka = await startKafka({ heapMb: 512 });
  const topics = await benchTopics('freeze', kafka.bootstrapServers);
  const services = CONTENDERS.map(({ contender }) =>
    fork(fileURLToPath(import.meta.url), [contender, kafka.bootstrapServers, topics.topic, topics.errorTopic]),
  );
  for (const service of services) await once(service, 'message');
  const ask = async <Answer>(index: number, order: Order | 'flush'): Promise<Answer> => {
    services[index]?.send(order);
    const [answer] = (await once(services[index] as (typeof services)[number], 'message')) as [Answer];
    return answer;
  };
  for (const { everyMs } of PATTERNS) for (const index of services.keys()) await ask(index, { everyMs, seconds: 3 });
  for (const index of services.keys()) await ask(index, 'flush');
  const taken = PATTERNS.map(() => CONTENDERS.map((): Slice[] => []));
  const seconds = SECONDS / PATTERNS.length / SLICES;
  kafka.pause();
  // In alternating slices: this machine is not equally fast from minute to minute.
  for (let slice = 0; slice < SLICES; slice += 1)
    for (const [at, { everyMs }] of PATTERNS.entries())
      for (const index of services.keys()) taken[at]?.[index]?.push(await ask(index, { everyMs, seconds }));
  kafka.resume();
  const resumed = performance.now();
  const arrived: boolean[] = [];
  for (const index of services.keys()) arrived.push(await ask(index, 'flush'));
  const caughtUpAfterMs = performance.now() - resumed;
  for (const service of services) service.kill();
  await kafka.stop();
  const ours = taken.flatMap((contenders) => contenders.slice(0, 2).flat());
  printResult({
    title: 'Calls while the broker is frozen',
    method: `The broker is stopped by SIGSTOP while three processes alternate every ${seconds} s and log ${CALLS_PER_SECOND} records a second for ${SECONDS} s each, half of the time in bunches, half of it spread. The fields are those of the section on cost; winston's own loggers have its default format.`,
    columns: ['what', 'p99 of a call, µs', 'goal', 'p99.9 of a call, µs', 'goal'],
    rows: [
      ...PATTERNS.flatMap(({ name }, at) => CONTENDERS.map((_, index) => rowOf(name, index, taken[at]?.[index] ?? []))),
      [
        'event-loop delay of ours, p99, ms (5 ms of it is the meter’s own resolution)',
        round(Math.max(...ours.map(({ loopDelayMs }) => loopDelayMs)), 1),
        '< 20',
        '',
        '',
      ],
      ['everything arrived afterwards', arrived.every(Boolean) ? 'yes' : 'no', 'yes', '', ''],
      ['seconds from thaw to the last acknowledgement', round(caughtUpAfterMs / 1_000, 1), 'none', '', ''],
    ],
  });
}

function rowOf(pattern: string, index: number, slices: readonly Slice[]): Row {
  const { name, goals } = CONTENDERS[index] as (typeof CONTENDERS)[number];
  const sorted = Float64Array.from(slices.flatMap(({ times }) => times)).sort();
  const [p99, p999] = [quantile(sorted, 0.99), quantile(sorted, 0.999)];
  return [`${pattern}: ${name}`, round(p99, 1), goals[0], round(p999, 1), goals[1]];
}

const [contender, brokers = '', topic = '', errorTopic = ''] = process.argv.slice(2);
if (process.send !== undefined) serve(contender as Contender, brokers, { topic, errorTopic });
else {
  await measure();
  process.exit(0);
}
