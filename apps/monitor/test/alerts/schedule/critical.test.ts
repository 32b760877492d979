import { waitFor } from '@log-monitor/tools';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { logBatch } from '../../parts/log-batch.js';
import { FakeInstance } from '../../parts/native-records.js';
import { rawMessage } from '../../parts/raw-message.js';
import { TestEvaluation } from '../../parts/test-evaluation.js';
import { TestStore } from '../../parts/test-store.js';

const PARTITION = { topic: 'application-logs', partition: 0 };
let store: TestStore;
let evaluation: TestEvaluation;
let offset: number;

beforeEach(async () => {
  store = await TestStore.create();
  evaluation = new TestEvaluation(store);
  await store.store.openPosition(PARTITION, 0);
  offset = 0;
});

afterEach(async () => {
  await evaluation.stop();
  await store.close();
});

async function log(app: FakeInstance, levels: readonly ('INFO' | 'CRITICAL')[], kafkaTime = Date.now()): Promise<void> {
  const messages = levels.map((level) =>
    rawMessage(app.record(level, `${level} record`), { offset: offset++, kafkaTime }),
  );
  await store.store.store(logBatch(PARTITION, messages));
}

async function told(count: number): Promise<string[]> {
  await waitFor(async () => (await evaluation.told()).length >= count, { timeoutMs: 10_000, what: 'an alert' });
  return evaluation.told();
}

/** The next look has happened. */
async function looked(): Promise<void> {
  const isTaken = async (): Promise<boolean> => (await store.value('SELECT count(*)::int FROM alert_critical')) === 0;
  await waitFor(isTaken, { timeoutMs: 10_000, what: 'a look at what is CRITICAL' });
}

describe('a CRITICAL record', () => {
  it('is told of within two seconds after it was stored, with the record', async () => {
    evaluation.newEvaluator().onApplicationBootstrap();
    await waitFor(async () => (await store.value('SELECT owner FROM alert_progress')) !== null, {
      timeoutMs: 10_000,
      what: 'the lease',
    });
    const began = performance.now();
    await log(new FakeInstance('shop'), ['INFO', 'CRITICAL']);
    expect(await told(1)).toEqual(['fired shop']);
    expect(performance.now() - began).toBeLessThan(2000);
    expect(await store.value(`SELECT body -> 'samples' -> 0 ->> 'message' FROM alert_event`)).toBe('CRITICAL record');
    expect(await store.value('SELECT count(*)::int FROM alert_notification')).toBe(1);
  });

  it('is told once for all that come within the cooldown, for each service by itself', async () => {
    evaluation.newEvaluator().onApplicationBootstrap();
    const [shop, booking] = [new FakeInstance('shop'), new FakeInstance('booking')];
    await log(shop, ['CRITICAL', 'CRITICAL']);
    await told(1);
    await log(shop, ['CRITICAL']);
    await log(booking, ['CRITICAL']);
    expect((await told(2)).sort()).toEqual(['fired booking', 'fired shop']);
    await looked();
    expect(await evaluation.told()).toHaveLength(2);
  });

  it('of the monitor itself, and one that came to Kafka long ago, set nothing off', async () => {
    evaluation.newEvaluator().onApplicationBootstrap();
    await log(new FakeInstance(evaluation.configuration.identity.service), ['CRITICAL']);
    await log(new FakeInstance('shop'), ['CRITICAL'], Date.now() - 3600_000);
    await looked();
    expect(await evaluation.told()).toEqual([]);
  });

  it('is told once when the monitor ends after it was stored and before it was told', async () => {
    await log(new FakeInstance('shop'), ['CRITICAL']);
    const [first, second] = [evaluation.newEvaluator(), evaluation.newEvaluator()];
    first.onApplicationBootstrap();
    second.onApplicationBootstrap();
    await told(1);
    await looked();
    expect(await evaluation.told()).toEqual(['fired shop']);
  });
});
