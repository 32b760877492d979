import { appendFileSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { lastJson, readOracle, runService, scratchFolder, startService } from '../support/child.js';
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

const options = (): object => ({ brokers: bootstrap, spool: { dir: spool }, ...topics });
const NOBODY = '127.0.0.1:1';
/** Folder by folder: Node 18 takes a socket for a folder when it lists recursively. */
const spoolFiles = (): string[] =>
  readdirSync(spool).flatMap((folder) =>
    readdirSync(join(spool, folder))
      .filter((name) => name.includes('.spool'))
      .map((name) => join(folder, name)),
  );

describe('endings with the broker up', () => {
  it.each(['nothing', 'end', 'flush', 'close'])('%s: everything arrives, and the end is told', async (mode) => {
    const end = await runService({ mode, count: 500, options: options() });
    expect([end.code, end.stderr]).toEqual([0, '']);
    const ledger = await onlyLedger(bootstrap, topics.topic);
    expect(sorted(ledger.received.keys())).toEqual(upTo(500));
    expect([...ledger.received.values()].every((copies) => copies === 1)).toBe(true);
    expect([ledger.ended, ledger.lastSeq]).toEqual([true, 500]);
    expect(spoolFiles()).toEqual([]);
    expect(await readTopic(bootstrap, topics.errorTopic)).toHaveLength(100);
  });

  it.each([
    ['exit', 3],
    ['throws', 1],
    ['rejects', 1],
    ['handled', 1],
  ] as const)('%s: the exit code stays, and the next start delivers what was held', async (mode, code) => {
    const end = await runService({ mode, count: 50, options: options() });
    expect(end.code).toBe(code);
    const arrivedBefore = ledgersOf(await readTopic(bootstrap, topics.topic));
    const before = [...arrivedBefore.values()][0]?.received.size ?? 0;
    if (before < 50) {
      const recovery = await runService({ mode: 'recover', options: options() });
      expect(lastJson(recovery)).toMatchObject({ spool: { corrupt: 0 } });
    }
    const ledger = await onlyLedger(bootstrap, topics.topic);
    // `handled` logs the exception itself too.
    expect(sorted(ledger.received.keys()).slice(0, 50)).toEqual(upTo(50));
    expect(spoolFiles()).toEqual([]);
  });
});

describe('idle and connected', () => {
  it('arms no timers, as kafkajs would, and keeps no process alive', async () => {
    const end = await runService({ mode: 'idle', options: options() });
    expect([end.code, end.stderr]).toEqual([0, '']);
    const { timers, kept, connected } = lastJson(end);
    // kafkajs as it is re-arms one some five hundred times in this half second.
    expect(timers).toBeLessThan(5);
    expect([kept, connected]).toEqual([[], true]);
  });
});

describe('endings with the broker away', () => {
  it.each(['nothing', 'end', 'close', 'exit'])(
    '%s: ends within five seconds and leaves all to the next start',
    async (mode) => {
      const away = { ...options(), brokers: NOBODY };
      const end = await runService({ mode, count: 200, options: away });
      expect(end.code).toBe(mode === 'exit' ? 3 : 0);
      expect(spoolFiles()).toHaveLength(1);
      // The spool belongs to the brokers it was written for: the same address has to come back.
      const moved = spoolFiles()[0] as string;
      expect(readFileSync(join(spool, moved)).length).toBeGreaterThan(200 * 100);
    },
  );

  it('SIGTERM with handlers asked for: the signal still ends the process, with its own code', async () => {
    const service = startService({
      mode: 'wait',
      count: 300,
      options: { ...options(), handleSignals: true },
    });
    await service.ready();
    service.process.kill('SIGTERM');
    const end = await service.ended;
    expect([end.code, end.signal]).toEqual([null, 'SIGTERM']);
    const ledger = await onlyLedger(bootstrap, topics.topic);
    expect([ledger.received.size, ledger.ended]).toEqual([300, true]);
  });
});

describe('kill -9 in short', () => {
  it.each([
    ['default', 'ERROR', 4],
    ['every level', 'DEBUG', 1],
  ] as const)('%s: nothing from %s up is lost whose call had returned', async (_name, level, threshold) => {
    const plan = { options: { ...options(), spool: { dir: spool, level } } as object };
    for (let round = 0; round < 2; round++) {
      const oracle = join(scratch.path, `oracle-${number}-${round}`);
      const service = startService({ ...plan, mode: 'steady', count: 40, oracle });
      await service.ready();
      await new Promise((resolve) => setTimeout(resolve, 30 + Math.random() * 300));
      service.process.kill('SIGKILL');
      await service.ended;
      await runService({ ...plan, mode: 'recover', timeoutMs: 25_000 });
      const { instance, calls } = readOracle(oracle);
      const received = ledgersOf(await readTopic(bootstrap, topics.topic)).get(instance)?.received;
      const lost = calls.filter(({ seq, severity }) => severity >= threshold && received?.has(seq) !== true);
      expect(lost).toEqual([]);
    }
  });
});

describe('the spool between processes', () => {
  it('two starts at once take each file once, and nothing arrives twice from them', async () => {
    for (let round = 0; round < 4; round++) await runService({ mode: 'exit', count: 50, options: options() });
    const files = spoolFiles().length;
    expect(files).toBeGreaterThan(0);
    const recoveries = await Promise.all(
      [1, 2, 3].map(() => runService({ mode: 'recover', timeoutMs: 30_000, options: options() })),
    );
    expect(recoveries.map(({ code }) => code)).toEqual([0, 0, 0]);
    const ledgers = [...ledgersOf(await readTopic(bootstrap, topics.topic)).values()];
    expect(ledgers).toHaveLength(4);
    for (const { received } of ledgers) {
      expect(sorted(received.keys())).toEqual(upTo(50));
      expect(Math.max(...received.values())).toBe(1);
    }
    expect(spoolFiles()).toEqual([]);
  }, 90_000);

  it('a living process keeps its files', async () => {
    const away = { ...options(), brokers: bootstrap, errorTopic: `${topics.topic}-none` } as object;
    const living = startService({ mode: 'wait', count: 50, options: away });
    await living.ready();
    const recovery = await runService({ mode: 'recover', options: away, timeoutMs: 30_000 });
    expect(lastJson(recovery)).toMatchObject({ spool: { recovered: 0 } });
    expect(spoolFiles().length).toBeGreaterThan(0);
    living.process.kill('SIGKILL');
    await living.ended;
  }, 60_000);

  it('damaged files: what is intact is sent, the rest kept aside and counted, and nothing loops', async () => {
    await runService({ mode: 'exit', count: 50, options: options() });
    const [file] = spoolFiles();
    const path = join(spool, file as string);
    const intact = readFileSync(path);
    const folder = join(path, '..');
    writeFileSync(path, intact.subarray(0, intact.length - 10));
    writeFileSync(join(folder, '00000000000000aa.1.spool'), 'garbage');
    writeFileSync(join(folder, '00000000000000ab.1.spool'), '');
    const foreign = Buffer.from(intact);
    foreign[7] = 99;
    writeFileSync(join(folder, '00000000000000ac.1.spool'), foreign);
    const zeroed = join(folder, '00000000000000ad.1.spool');
    writeFileSync(zeroed, intact);
    appendFileSync(zeroed, Buffer.alloc(4_096));
    const recovery = await runService({ mode: 'recover', options: options() });
    expect(lastJson(recovery)).toMatchObject({ spool: { recovered: 99, corrupt: 4 } });
    const ledger = await onlyLedger(bootstrap, topics.topic);
    expect(sorted(ledger.received.keys())).toEqual(upTo(50));
    const left = readdirSync(folder).filter((name) => !name.endsWith('.corrupt'));
    expect(left).toEqual([]);
    expect(readdirSync(folder)).toHaveLength(4);
    const again = await runService({ mode: 'nothing', count: 1, options: options() });
    expect(again.code).toBe(0);
  });
});
