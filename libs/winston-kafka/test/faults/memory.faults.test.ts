import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { freePort, startKafka, waitFor } from '@log-monitor/tools';
import type { TransportStats } from '../../src/index.js';
import { lastJson, readOracle, runService, scratchFolder } from '../support/child.js';
import {
  type Topics,
  createTopics,
  ledgersOf,
  onlyLedger,
  readTopic,
  sorted,
  upTo,
} from '../../../kafka-delivery/test/support/topics.js';

const bootstrap = inject('kafkaBootstrapServers');
const scratch = scratchFolder();
let topics: Topics;
let spool: string;
let number = 0;

beforeEach(async () => {
  topics = await createTopics(bootstrap);
  spool = join(scratch.path, String(++number));
});
afterAll(() => scratch.remove());

/** What the fixture says while Kafka is away. */
interface Away extends TransportStats {
  growthMiB: number;
}

describe('memory', () => {
  it.each([
    ['one call in ten', 10],
    ['every second call, more than the caps hold', 2],
  ])(
    'Kafka away past the caps, %s an ERROR: memory bounded, drops exact, no ERROR dropped while an INFO was held',
    async (_name, errorEvery) => {
      const count = 1_000_000;
      const port = await freePort();
      const fixture = fileURLToPath(new URL('../fixtures/away.mjs', import.meta.url));
      const env = {
        ...process.env,
        NODE_ENV: 'production',
        COUNT: String(count),
        ERROR_EVERY: String(errorEvery),
        OPTIONS: JSON.stringify({ brokers: `127.0.0.1:${port}`, spool: { dir: spool }, ...topics }),
      };
      const child = spawn(process.execPath, ['--expose-gc', fixture], { env, stdio: ['pipe', 'pipe', 'inherit'] });
      const closed = once(child, 'close');
      let output = '';
      child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
      const line = (index: number): Promise<string> =>
        waitFor(() => output.split('\n').slice(0, -1)[index], { timeoutMs: 300_000, what: `line ${index}` });
      const away = JSON.parse(await line(0)) as Away;
      console.log(`grown by ${away.growthMiB.toFixed(1)} MiB, ${away.buffered} held, of ${count}`);
      const kafka = await startKafka({ port, heapMb: 384 });
      try {
        await createTopics(kafka.bootstrapServers, {}, topics);
        child.stdin.write('go\n');
        expect(JSON.parse(await line(1))).toMatchObject({ delivered: away.buffered, buffered: 0 });
        await closed;
        const { received, dropped, records } = await onlyLedger(kafka.bootstrapServers, topics.topic);
        expect(dropped.size).toBe(away.dropped.queue_overflow);
        expect(received.size).toBe(away.buffered);
        expect(received.size + dropped.size).toBe(count);
        for (const seq of received.keys()) expect(dropped.has(seq)).toBe(false);
        const isError = (seq: number): boolean => seq % errorEvery === 0;
        const infos = records.filter(({ level }) => level === 'INFO').length;
        const errorsDropped = sorted([...dropped.keys()].filter(isError));
        // Either there was room for every ERROR, or no INFO was left; and the oldest have gone.
        expect(Math.min(errorsDropped.length, infos)).toBe(0);
        expect(errorsDropped.at(-1) ?? 0).toBeLessThan(sorted([...received.keys()].filter(isError))[0] ?? 0);
        if (errorEvery === 2) expect(errorsDropped.length).toBeGreaterThan(0);
      } finally {
        await kafka.stop();
      }
      expect(away.growthMiB).toBeLessThan(64 + 20);
    },
  );

  it('out of memory loses no ERROR whose call had returned, and no hole is unknown', async () => {
    const oracle = join(scratch.path, `oracle-${number}`);
    const options = { brokers: bootstrap, spool: { dir: spool }, ...topics };
    const nodeArguments = ['--max-old-space-size=64'];
    const end = await runService({ mode: 'memory', count: 2_000, oracle, options, nodeArguments });
    expect(end.code).not.toBe(0);
    await runService({ mode: 'recover', options });
    const { instance, calls } = readOracle(oracle);
    expect(calls).toHaveLength(2_000);
    const ledger = ledgersOf(await readTopic(bootstrap, topics.topic)).get(instance);
    expect(calls.filter(({ seq, severity }) => severity >= 4 && !ledger?.received.has(seq))).toEqual([]);
    expect([ledger?.ended, ledger?.lastSeq]).toEqual([false, 2_000]);
  });

  it('100,000 calls in one tick with a heap of 200 MB: under five seconds, all delivered or counted', async () => {
    const end = await runService({
      mode: 'end',
      count: 100_000,
      options: { brokers: bootstrap, spool: { dir: spool }, shutdownTimeoutMs: 60_000, ...topics },
      nodeArguments: ['--max-old-space-size=200'],
      timeoutMs: 120_000,
    });
    expect([end.code, end.stderr]).toEqual([0, '']);
    const { callsMs, delivered, dropped } = lastJson(end) as unknown as TransportStats & { callsMs: number };
    console.log(`${callsMs} ms of calls, ${delivered} delivered`);
    const ledger = await onlyLedger(bootstrap, topics.topic);
    expect(sorted([...ledger.received.keys(), ...ledger.dropped.keys()])).toEqual(upTo(100_000));
    expect([ledger.received.size, ledger.dropped.size]).toEqual([delivered, dropped.queue_overflow]);
    expect(callsMs).toBeLessThan(5_000);
  });
});
