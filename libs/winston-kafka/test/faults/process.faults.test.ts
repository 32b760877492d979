import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { freePort, startKafka } from '@log-monitor/tools';
import { type TransportStats } from '../../src/index.js';
import { lastJson, readOracle, runService, scratchFolder, startService } from '../support/child.js';
import { type Topics, createTopics, ledgersOf, onlyLedger, readTopic, sorted, upTo } from '../support/topics.js';

const bootstrap = inject('kafkaBootstrapServers');
const scratch = scratchFolder();
/** What the fixture says while Kafka is away. */
interface Away {
  growthMiB: number;
  buffered: number;
  dropped: { queue_overflow: number };
}

let topics: Topics;
let spool: string;
let number = 0;

beforeEach(async () => {
  topics = await createTopics(bootstrap);
  spool = join(scratch.path, String(++number));
});
afterAll(() => scratch.remove());

const options = (more: object = {}): never =>
  ({ brokers: bootstrap, spool: { dir: spool }, ...topics, ...more }) as never;

describe('faults of the process (FAULTS rows 5, 8, 10, 11, 12)', () => {
  it.each([
    ['default', 'ERROR', 4],
    ['every level', 'DEBUG', 1],
  ] as const)(
    'row 8, %s: kill -9 at 50 random moments of a burst loses nothing from %s up whose call had returned',
    async (_name, level, threshold) => {
      const plan = { options: options({ spool: { dir: spool, level } }) };
      const oracles: string[] = [];
      for (let round = 0; round < 50; round++) {
        const oracle = join(scratch.path, `oracle-${number}-${round}`);
        oracles.push(oracle);
        const service = startService({ ...plan, mode: 'steady', count: 100, oracle });
        await service.said('ready');
        await sleep(Math.random() * 400);
        service.process.kill('SIGKILL');
        await service.ended;
      }
      const recovery = lastJson(await runService({ ...plan, mode: 'recover', timeoutMs: 60_000 }));
      expect(recovery).toMatchObject({ spool: { state: 'on' } });
      const ledgers = [...ledgersOf(await readTopic(bootstrap, topics.topic)).values()];
      const wanted = oracles.map((oracle) => readOracle(oracle).filter(({ severity }) => severity >= threshold));
      // Each run's calls are found whole in one ledger: runs are told apart by how far they came.
      const lost = wanted.filter(
        (calls) => calls.length > 0 && !ledgers.some(({ received }) => calls.every(({ seq }) => received.has(seq))),
      );
      expect(lost).toEqual([]);
      for (const { received, lastSeq } of ledgers) expect(Math.max(...received.keys())).toBeLessThanOrEqual(lastSeq);
    },
  );

  it('row 5: away past the caps: memory bounded, counts exact, no ERROR dropped while an INFO was held', async () => {
    const port = await freePort();
    const fixture = fileURLToPath(new URL('../fixtures/away.mjs', import.meta.url));
    const count = 1_000_000;
    const env = {
      ...process.env,
      NODE_ENV: 'production',
      COUNT: String(count),
      OPTIONS: JSON.stringify({ brokers: `127.0.0.1:${port}`, spool: false, ...topics }),
    };
    const child = spawn(process.execPath, ['--expose-gc', fixture], { env, stdio: ['pipe', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    while (!output.includes('\n')) await sleep(200);
    const away = JSON.parse(output.split('\n')[0] ?? '') as Away;
    expect(away.growthMiB).toBeLessThan(64 + 20);
    expect(away.dropped.queue_overflow + away.buffered).toBe(count);
    const kafka = await startKafka({ port, heapMb: 384 });
    try {
      await createTopics(kafka.bootstrapServers, {}, topics);
      child.stdin.write('go\n');
      while (output.split('\n').length < 3) await sleep(200);
      const ledger = await onlyLedger(kafka.bootstrapServers, topics.topic);
      expect(ledger.received.size + ledger.dropped.size).toBe(count);
      expect(ledger.received.size).toBe(away.buffered);
      const errorsDropped = [...ledger.dropped.keys()].filter((seq) => seq % 10 === 0).length;
      const infosKept = ledger.records.filter(({ level }) => level === 'INFO').length;
      expect(errorsDropped === 0 || infosKept === 0).toBe(true);
    } finally {
      await kafka.stop();
    }
  });

  it('row 10: out of memory loses no ERROR whose call had returned', async () => {
    const oracle = join(scratch.path, `oracle-${number}`);
    const end = await runService({
      mode: 'memory',
      count: 2_000,
      oracle,
      options: options(),
      nodeArguments: ['--max-old-space-size=64'],
    });
    expect(end.code).not.toBe(0);
    await runService({ mode: 'recover', options: options() });
    const { received } = await onlyLedger(bootstrap, topics.topic);
    expect(readOracle(oracle).filter(({ seq, severity }) => severity >= 4 && !received.has(seq))).toEqual([]);
  });

  it('row 11: 100,000 calls in one tick with a heap of 200 MB', async () => {
    const end = await runService({
      mode: 'end',
      count: 100_000,
      options: options({ shutdownTimeoutMs: 60_000 }),
      nodeArguments: ['--max-old-space-size=200'],
      timeoutMs: 120_000,
    });
    expect([end.code, end.stderr]).toEqual([0, '']);
    const { received, dropped } = await onlyLedger(bootstrap, topics.topic);
    expect(sorted([...received.keys(), ...dropped.keys()])).toEqual(upTo(100_000));
  });

  it('row 12: no room for the spool: the service is unaffected, the statistics say so, all is delivered', async () => {
    const end = await runService({
      mode: 'flush',
      count: 5_000,
      options: options({ lingerMs: 500 }),
      shell: 'ulimit -f 16',
    });
    expect(end.code).toBe(0);
    const stats = lastJson(end) as unknown as TransportStats & { flushed: boolean };
    expect(stats).toMatchObject({ flushed: true, delivered: 5_000, spool: { state: 'degraded' } });
    expect(stats.spool.reason).toMatch(/EFBIG/);
    const { received } = await onlyLedger(bootstrap, topics.topic);
    expect(sorted(received.keys())).toEqual(upTo(5_000));
    expect(readdirSync(spool, { recursive: true }).filter((name) => String(name).endsWith('.spool'))).toEqual([]);
  });
});
