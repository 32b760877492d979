import { type KafkaTransportOptions } from '../../src/index.js';
import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type LocalKafka, startKafka } from '@log-monitor/tools';
import { type TransportStats } from '../../src/index.js';
import { lastJson, readOracle, runService, scratchFolder, startService } from '../support/child.js';
import { type Topics, createTopics, onlyLedger, ledgersOf, readTopic, sorted, upTo } from '../support/topics.js';

const EXIT_MS = 5_000;
const scratch = scratchFolder();
let kafka: LocalKafka;
let topics: Topics;
let spool: string;
let number = 0;

beforeAll(async () => {
  kafka = await startKafka({ heapMb: 384 });
});
afterAll(async () => {
  await kafka?.stop();
  scratch.remove();
});
beforeEach(async () => {
  topics = await createTopics(kafka.bootstrapServers);
  spool = join(scratch.path, String(++number));
});

const options = (more: object = {}): object => ({
  brokers: kafka.bootstrapServers,
  spool: { dir: spool, maxBytes: 256 * 1024 ** 2 },
  ...topics,
  ...more,
});

describe('ending with a backlog (FAULTS row 9, and a full buffer)', () => {
  it('SIGTERM, broker away: ends within five seconds, and the next start delivers all of it once', async () => {
    await kafka.kill();
    const oracle = join(scratch.path, `oracle-${number}`);
    const service = startService({ mode: 'steady', count: 10, options: options({ handleSignals: true }), oracle });
    await service.said('ready');
    await sleep(3_000);
    const asked = Date.now();
    service.process.kill('SIGTERM');
    const end = await service.ended;
    expect(end.signal).toBe('SIGTERM');
    expect(Date.now() - asked).toBeLessThan(EXIT_MS);
    await kafka.restart();
    await runService({ mode: 'recover', options: options() });
    const { received } = await onlyLedger(kafka.bootstrapServers, topics.topic);
    const calls = readOracle(oracle).map(({ seq }) => seq);
    expect(calls.length).toBeGreaterThan(1_000);
    expect(sorted(received.keys())).toEqual(upTo(Math.max(...calls)));
    expect([...received.values()].filter((copies) => copies !== 1)).toEqual([]);
  });

  it.each(['up', 'away'])(
    'SIGTERM with a full buffer, broker %s: within five seconds, all accounted for',
    async (state) => {
      const count = 300_000;
      if (state === 'away') await kafka.kill();
      else kafka.pause();
      const service = startService({
        mode: 'wait',
        count,
        options: options({ handleSignals: true }),
        timeoutMs: 120_000,
      });
      await service.said('ready');
      if (state === 'up') kafka.resume();
      const asked = Date.now();
      service.process.kill('SIGTERM');
      const end = await service.ended;
      const took = Date.now() - asked;
      expect(end.signal).toBe('SIGTERM');
      if (state === 'away') await kafka.restart();
      await runService({ mode: 'recover', options: options(), timeoutMs: 200_000 });
      const { received, dropped, records } = await onlyLedger(kafka.bootstrapServers, topics.topic);
      expect(received.size + dropped.size).toBe(count);
      // Every tenth call is an ERROR or CRITICAL twice over (numbers 6 and 10 of each ten).
      expect(records.filter(({ level }) => level === 'ERROR' || level === 'CRITICAL').length).toBeGreaterThanOrEqual(
        count / 5,
      );
      expect(took).toBeLessThan(EXIT_MS);
    },
  );
});

describe('a spool that can not be written (FAULTS row 12)', () => {
  it('read-only folder: the service is unaffected, the statistics say so, all is delivered', async () => {
    mkdirSync(spool, { mode: 0o500 });
    // root may write anywhere unless that capability is taken from it.
    const shell = process.getuid?.() === 0 ? 'exec setpriv --bounding-set=-dac_override,-dac_read_search "$@"' : ':';
    try {
      const end = await runService({ mode: 'flush', count: 2_000, options: options(), shell });
      expect([end.code, end.signal]).toEqual([0, null]);
      const stats = lastJson(end) as unknown as TransportStats & { flushed: boolean };
      expect(stats).toMatchObject({ flushed: true, delivered: 2_000, spool: { state: 'degraded' } });
      expect(stats.spool.reason).toMatch(/EACCES/);
    } finally {
      chmodSync(spool, 0o700);
    }
    const { received } = await onlyLedger(kafka.bootstrapServers, topics.topic);
    expect(sorted(received.keys())).toEqual(upTo(2_000));
  });
});

describe('bad configuration at a restart (FAULTS row 14)', () => {
  it.each([
    ['addresses that are none', { brokers: undefined }, { KAFKA_BOOTSTRAP_SERVERS: '://nowhere' }],
    ['a password the broker does not ask for', { sasl: { mechanism: 'plain', username: 'u', password: 'p' } }, {}],
    ['a limit of the spool that is no number', {}, { LOG_SPOOL_MAX_BYTES: 'lots', LOG_TOPIC: 'no such topic!' }],
  ])('%s: what the process before left is still there once it is put right', async (_name, bad, env) => {
    await kafka.kill();
    await runService({ mode: 'exit', count: 50, options: options() });
    await kafka.restart();
    // Wrong on purpose, as a caller without types could be.
    const wrong = { ...options(), shutdownTimeoutMs: 500, ...bad, spool: { dir: spool } } as KafkaTransportOptions;
    const end = await runService({ mode: 'exit', count: 5, options: wrong, env });
    expect(end.code).toBe(3);
    await runService({ mode: 'recover', options: options() });
    const ledgers = [...ledgersOf(await readTopic(kafka.bootstrapServers, topics.topic)).values()];
    const first = ledgers.filter(({ received }) => received.size === 50);
    expect(first).toHaveLength(1);
    expect([...(first[0]?.received.values() ?? [])]).toEqual(new Array(50).fill(1));
  });
});
