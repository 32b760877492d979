import { startKafka, startPostgres, waitFor, type LocalKafka, type LocalPostgres } from '@log-monitor/tools';
import pg from 'pg';
import { expect, it } from 'vitest';
import { expectTruth } from '../parts/expect-truth.js';
import { copiesInKafka } from '../parts/kafka-copies.js';
import { startLoggingService, truthOf } from '../parts/logging-service.js';
import { MonitorProcess } from '../parts/monitor-process.js';
import { residentMebibytes } from '../parts/resident-memory.js';

const MINUTES = Number(process.env['SOAK_MINUTES'] ?? 1);
const SEED = Number(process.env['SOAK_SEED'] ?? 1);
const SERVICES = ['orders', 'users', 'payments'];
/** Per service: a third of what one such machine stores without effort. */
const RATE = 1000;

/** mulberry32: small, seeded, good enough to choose faults. */
function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

interface Parts {
  kafka: LocalKafka;
  postgres: LocalPostgres;
  first: MonitorProcess;
  second: MonitorProcess;
}

const seconds = (count: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, count * 1000));

/** Each fault ends with everything running again. */
const FAULTS: Record<string, (parts: Parts, random: () => number) => Promise<void>> = {
  'monitor killed': async ({ first }) => {
    await first.end('SIGKILL');
    first.start();
  },
  'monitor restarted': async ({ first }) => {
    await first.end('SIGTERM');
    first.start();
  },
  'monitor stopped as a zombie': async ({ first }, random) => {
    process.kill(first.pid, 'SIGSTOP');
    await seconds(5 + random() * 15);
    process.kill(first.pid, 'SIGCONT');
  },
  'second monitor comes and goes': async ({ second }, random) => {
    second.start();
    await seconds(5 + random() * 10);
    await second.end(random() < 0.5 ? 'SIGKILL' : 'SIGTERM');
  },
  'PostgreSQL crashed': async ({ postgres }, random) => {
    await postgres.crash();
    await seconds(random() * 10);
    await postgres.restart();
  },
  'PostgreSQL frozen': async ({ postgres }, random) => {
    postgres.pause();
    await seconds(random() * 15);
    postgres.resume();
  },
  'Kafka killed': async ({ kafka }, random) => {
    await kafka.kill();
    await seconds(random() * 10);
    await kafka.restart();
  },
  'Kafka frozen': async ({ kafka }, random) => {
    kafka.pause();
    await seconds(random() * 15);
    kafka.resume();
  },
};

it(`${MINUTES} minutes with random faults of seed ${SEED}: 0 lost, 0 duplicated`, async () => {
  const random = seededRandom(SEED);
  const [kafka, postgres] = await Promise.all([startKafka(), startPostgres()]);
  const variables = { KAFKA_BOOTSTRAP_SERVERS: kafka.bootstrapServers, DATABASE_URL: postgres.url };
  const parts: Parts = {
    kafka,
    postgres,
    first: await MonitorProcess.create(variables),
    second: await MonitorProcess.create(variables),
  };
  await parts.first.start().ready();
  const records = MINUTES * 60 * RATE;
  const started = Date.now();
  const logged = Promise.all(
    SERVICES.map((service) => startLoggingService({ service, records, rate: RATE }, variables).logged),
  );
  logged.catch(() => undefined);
  const counts = new Map<string, number>();
  const memory: number[] = [];
  while (Date.now() - started < MINUTES * 60_000) {
    await seconds(3 + random() * 12);
    const name = Object.keys(FAULTS)[Math.floor(random() * Object.keys(FAULTS).length)] as string;
    counts.set(name, (counts.get(name) ?? 0) + 1);
    console.log(`${Math.round((Date.now() - started) / 1000)} s: ${name}`);
    await FAULTS[name]?.(parts, random);
    await parts.first.ready(90_000);
    memory.push(residentMebibytes(parts.first.pid));
  }
  const result = await logged;
  // Whoever had to end while Kafka was away has left the rest on disk, for the next start of any service on the host.
  result.push(await startLoggingService({ service: 'successor', records: 300, rate: 10 }, variables).logged);
  const reader = new pg.Pool({ connectionString: postgres.url, max: 1 });
  try {
    const after = Date.now();
    await waitFor(
      async () => {
        const answer = await parts.first.get<{ completeThrough: string; lag: { records: number } }>('/api/v1/ingest');
        return answer.lag.records === 0 && Date.parse(answer.completeThrough) > after;
      },
      { timeoutMs: 120_000, what: 'lag 0' },
    );
    const copies = await copiesInKafka(kafka.bootstrapServers, 'application-logs');
    const truths = result.map((service) => truthOf(service, copies.get(service.instance)));
    await expectTruth(reader, truths, { monitor: parts.first });
    console.log(
      JSON.stringify({
        seed: SEED,
        minutes: MINUTES,
        records: records * SERVICES.length,
        lost: 0,
        duplicated: 0,
        copiesRecognised: truths.reduce((sum, { duplicates }) => sum + duplicates, 0),
        faults: Object.fromEntries(counts),
        memoryMegabytes: { lowest: Math.min(...memory), highest: Math.max(...memory), last: memory.at(-1) },
      }),
    );
    expect(Math.max(...memory)).toBeLessThan(400);
  } finally {
    await reader.end();
    await Promise.all([parts.first.end('SIGKILL'), parts.second.end('SIGKILL')]);
    await Promise.all([kafka.stop(), postgres.stop()]);
  }
});
