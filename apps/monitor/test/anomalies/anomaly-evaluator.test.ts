import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { AnomalyEvaluator } from '../../src/anomalies/schedule/anomaly-evaluator.js';
import { AnomalyMetrics } from '../../src/anomalies/schedule/anomaly-metrics.js';
import { SilenceDesk } from '../../src/anomalies/silence/silence-desk.js';
import type { AccessLine } from '../../src/batch/access-batch.js';
import { MetricsRegistry } from '../../src/metrics/metrics-registry.js';
import { AccessPartition, FakeWebServer, request } from '../parts/access-lines.js';
import { TestStore } from '../parts/test-store.js';

const HOST = 'shop.example.com';
const CLIENT = '203.0.113.9';
const WINDOWS = 200;

type Lines = Omit<AccessLine, 'offset'>[];

let store: TestStore;
let begin: number;
let number = 0;

beforeAll(async () => {
  store = await TestStore.create();
});
afterAll(() => store.close());
beforeEach(async () => {
  await store.rows('TRUNCATE access_facts, access_anomaly, access_anomaly_state, access_anomaly_silence');
  begin = Math.floor(store.pool.clock.now() / 600_000) * 600_000 - 2 * 3_600_000;
});

const newEvaluator = () => new AnomalyEvaluator(store.pool, new AnomalyMetrics(new MetricsRegistry()));

/** Visitors, a flood in windows 100 to 110, a surge of 5xx in 120 to 140, nobody in 150 to 160. */
function linesOf(server: FakeWebServer, window: number): Lines {
  const visitors = window >= 150 && window < 160 ? 0 : 30;
  const isFailing = window >= 120 && window < 140;
  const flood = window >= 100 && window < 110 ? 90 : 0;
  return Array.from({ length: visitors + flood }, (_, at) => {
    const isFlood = at >= visitors;
    const record = request({
      serverAddress: HOST,
      clientAddress: isFlood ? CLIENT : `10.0.${at}.1`,
      httpRoute: '/orders/:id',
      httpResponseStatusCode: isFailing && at % 3 === 0 ? 502 : 200,
      durationMs: 20 + (at % 9),
    });
    return server.line(begin + window * 10_000 + at * 50, record);
  });
}

const allLines = (server: FakeWebServer): Lines =>
  Array.from({ length: WINDOWS }, (_, at) => linesOf(server, at)).flat();

/** Stores lines in batches, in turn in two partitions by two writers. */
async function send(lines: Lines, size: number): Promise<void> {
  const writers = [0, 1].map(() => ({ partition: new AccessPartition(number++), store: store.newStore() }));
  for (const { partition, store: writer } of writers)
    await writer.openPosition({ topic: 'web-logs', partition: partition.partition }, 0);
  for (let from = 0, turn = 0; from < lines.length; from += size, turn += 1) {
    const { partition, store: writer } = writers[turn % 2] as (typeof writers)[0];
    await writer.store(partition.batch(lines.slice(from, from + size)));
  }
}

const completeThrough = (window: number) =>
  store.rows('UPDATE ingest_progress SET complete_through = to_timestamp($1)', [begin / 1000 + window * 10]);

async function judgeAll(evaluator: AnomalyEvaluator): Promise<void> {
  while ((await evaluator.evaluate()) > 0);
}

/** What was found, without what depends on the number of the source. */
const findings = () =>
  store.rows(
    `SELECT detector, host, client, first_seen, found_at, last_seen, ended_at, score, observed, samples, why
       FROM access_anomaly ORDER BY first_seen, detector`,
  );

const kinds = async () => (await findings()).map(({ detector }) => detector as unknown);

describe('requests that are stored', () => {
  it('are judged by event time, and what is unusual is found once', async () => {
    await send(allLines(new FakeWebServer('once', { ledger: false })), 700);
    await completeThrough(WINDOWS + 2);
    const evaluator = newEvaluator();
    await judgeAll(evaluator);
    expect(await kinds()).toEqual(['flood', 'fault_surge', 'traffic_drop']);
    const [flood, surge] = await findings();
    expect(flood).toMatchObject({ client: CLIENT, host: HOST });
    for (const [found, window] of [
      [flood, 100],
      [surge, 120],
    ] as const)
      expect((found?.found_at as Date).getTime() - begin).toBeLessThanOrEqual(window * 10_000 + 30_000);
    expect(await evaluator.evaluate()).toBe(0);
  });

  it('are found the same in any order and batches, when a monitor is killed at any moment, and by two monitors', async () => {
    const usual = allLines(new FakeWebServer('usual', { ledger: false }));
    await send(usual, 900);
    await completeThrough(WINDOWS + 2);
    await judgeAll(newEvaluator());
    const expected = await findings();
    expect(expected).toHaveLength(3);
    await store.rows('TRUNCATE access_facts, access_anomaly, access_anomaly_state');
    const other = allLines(new FakeWebServer('other', { ledger: false }));
    // Lines come up to 15 s late, and in every order within that.
    const shuffled = other.map((line, at) => ({ line, at: line.time + ((at * 7919) % 15_000) }));
    const lines = shuffled.sort((a, b) => a.at - b.at).map(({ line, at }) => ({ ...line, kafkaTime: at }));
    const two = [newEvaluator(), newEvaluator()];
    for (let window = 0, sent = 0, turn = 0; window <= WINDOWS + 10; window += 7, turn += 1) {
      const next = lines.filter(({ kafkaTime }) => kafkaTime < begin + window * 10_000);
      await send(next.slice(sent), 137);
      sent = next.length;
      await completeThrough(Math.min(window, WINDOWS + 2));
      // One that is new has nothing in memory, as after a kill.
      const evaluator = turn % 3 === 0 ? newEvaluator() : (two[turn % 2] as AnomalyEvaluator);
      await judgeAll(evaluator);
    }
    await completeThrough(WINDOWS + 2);
    await judgeAll(newEvaluator());
    expect(await findings()).toEqual(expected);
  });

  it('are judged when they are of the past, and a rest at the end when nothing more comes', async () => {
    const server = new FakeWebServer('import', { ledger: false });
    const now = store.pool.clock.now();
    const lines = allLines(server).map((line) => ({ ...line, time: line.time - 400 * 86_400_000 * 5, kafkaTime: now }));
    await send(lines, 700);
    await store.rows('UPDATE ingest_progress SET complete_through = to_timestamp($1)', [now / 1000 + 60]);
    await judgeAll(newEvaluator());
    expect(await kinds()).toEqual(['flood', 'fault_surge', 'traffic_drop']);
  });

  it('take no more place than what is needed to go on', async () => {
    await send(allLines(new FakeWebServer('short', { ledger: false })), 700);
    await completeThrough(WINDOWS + 2);
    await judgeAll(newEvaluator());
    await completeThrough(WINDOWS + 30);
    await judgeAll(newEvaluator());
    const kept = await store.value(
      `SELECT count(*)::int FROM access_facts f, access_anomaly_state s WHERE f.last_window < s.position - interval '5 minutes'`,
    );
    expect(kept).toBe(0);
  });
});

describe('rules that keep back', () => {
  it('hold for what was found before, and what comes later; what is kept back is seen again without them', async () => {
    await send(allLines(new FakeWebServer('silent', { ledger: false })), 700);
    const desk = new SilenceDesk(store.pool);
    const shown = async () =>
      (await store.rows('SELECT detector FROM access_anomaly WHERE silenced_by IS NULL ORDER BY id')).map(
        ({ detector }) => detector as unknown,
      );
    await completeThrough(118);
    await judgeAll(newEvaluator());
    expect(await shown()).toEqual(['flood']);
    const { id } = await desk.add({ client: CLIENT }, 'our load test', 'somebody');
    expect(await shown()).toEqual([]);
    await desk.add({ host: HOST, detectors: ['traffic_drop'] }, '', 'somebody');
    await completeThrough(WINDOWS + 2);
    await judgeAll(newEvaluator());
    expect(await shown()).toEqual(['fault_surge']);
    expect(await desk.remove(id)).toBe(true);
    expect(await desk.remove(id)).toBe(false);
    expect(await shown()).toEqual(['flood', 'fault_surge']);
    await expect(desk.add({}, '', 'somebody')).rejects.toThrow('everything');
  });
});
