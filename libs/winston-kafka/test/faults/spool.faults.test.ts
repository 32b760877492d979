import { chmodSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { KafkaTransportOptions } from '../../src/index.js';
import { lastJson, runService, startService } from '../support/child.js';
import { ownBroker } from '../support/own-broker.js';
import { ledgersOf, onlyLedger, readTopic, sorted, upTo } from '../../../kafka-delivery/test/support/topics.js';

const own = ownBroker();

describe('a spool that cannot be written', () => {
  const asOrdinaryUser =
    // root may write anywhere unless that capability is taken from it.
    process.getuid?.() === 0 ? 'exec setpriv --bounding-set=-dac_override,-dac_read_search "$@"' : ':';

  it.each([
    { name: 'no room', prepare: () => undefined, shell: 'ulimit -f 16', reason: /EFBIG/ },
    {
      name: 'read-only',
      prepare: () => mkdirSync(own.spool, { mode: 0o500 }),
      shell: asOrdinaryUser,
      reason: /EACCES/,
    },
    { name: 'a file in its place', prepare: () => writeFileSync(own.spool, ''), shell: ':', reason: /EEXIST|ENOTDIR/ },
  ])(
    '$name: the service is unaffected, says so, falls back to the memory cap, and counts exactly',
    async ({ prepare, shell, reason }) => {
      const count = 5_000;
      const maxBufferRecords = 3_000;
      prepare();
      own.kafka.pause();
      try {
        const plan = { mode: 'flush', count, options: own.options({ maxBufferRecords }), shell };
        const service = startService(plan);
        await service.said('logged');
        own.kafka.resume();
        const end = await service.ended;
        expect([end.code, end.signal]).toEqual([0, null]);
        expect(lastJson(end)).toMatchObject({
          accepted: count,
          delivered: maxBufferRecords,
          dropped: { queue_overflow: count - maxBufferRecords },
          buffered: 0,
          spool: { state: 'degraded', reason: expect.stringMatching(reason) as unknown },
        });
      } finally {
        own.kafka.resume();
        if (process.getuid?.() === 0) chmodSync(own.spool, 0o700);
      }
      const { received, dropped, records } = await onlyLedger(own.kafka.bootstrapServers, own.topics.topic);
      expect(sorted([...received.keys(), ...dropped.keys()])).toEqual(upTo(count));
      expect(dropped.size).toBe(count - maxBufferRecords);
      expect(records.filter(({ level }) => level === 'ERROR' || level === 'CRITICAL')).toHaveLength(count / 5);
    },
  );

  it('removed at runtime: says so, goes on, and what had been in it is written down again at the end', async () => {
    own.kafka.pause();
    const service = startService({ mode: 'wait', count: 500, options: own.options({ handleSignals: true }) });
    try {
      expect(await service.ask()).toMatchObject({ spilled: 100, spool: { state: 'on' } });
      rmSync(own.spool, { recursive: true });
      // The requests before made number 501; this one makes 502, neither an ERROR.
      expect(await service.ask()).toMatchObject({
        spilled: 0,
        buffered: 502,
        spool: { state: 'degraded', reason: 'files of the spool were removed' },
      });
      service.process.kill('SIGTERM');
      const end = await service.ended;
      expect([end.signal, end.stderr]).toEqual(['SIGTERM', '']);
    } finally {
      own.kafka.resume();
    }
    await runService({ mode: 'recover', options: own.options() });
    const { received, dropped } = await onlyLedger(own.kafka.bootstrapServers, own.topics.topic);
    expect([sorted(received.keys()), dropped.size]).toEqual([upTo(502), 0]);
  });
});

describe('processes that share a spool', () => {
  it.each([
    ['addresses that are none', { brokers: undefined }, { KAFKA_BOOTSTRAP_SERVERS: '://nowhere' }],
    ['a password the broker does not ask for', { sasl: { mechanism: 'plain', username: 'u', password: 'p' } }, {}],
    ['a limit of the spool that is no number', {}, { LOG_SPOOL_MAX_BYTES: 'lots', LOG_TOPIC: 'no such topic!' }],
  ])('restart with %s: what was left is still there once it is put right', async (_name, bad, env) => {
    own.kafka.pause();
    await runService({ mode: 'exit', count: 50, options: own.options() });
    own.kafka.resume();
    // Wrong on purpose, as a caller without types could be.
    const wrong = {
      ...own.options(),
      shutdownTimeoutMs: 500,
      ...bad,
      spool: { dir: own.spool },
    } as KafkaTransportOptions;
    const end = await runService({ mode: 'exit', count: 5, options: wrong, env });
    expect(end.code).toBe(3);
    await runService({ mode: 'recover', options: own.options() });
    const ledgers = [...ledgersOf(await readTopic(own.kafka.bootstrapServers, own.topics.topic)).values()];
    const first = ledgers.filter(({ received }) => received.size === 50);
    expect(first).toHaveLength(1);
    expect([...(first[0]?.received.values() ?? [])]).toEqual(new Array(50).fill(1));
  });

  it('the same process id again and again: a living one keeps its files, a dead one’s are taken once', async () => {
    // In a namespace of its own each process has the id 1, as in containers that share a volume.
    const shell = 'exec unshare --fork --pid --kill-child "$@"';
    own.kafka.pause();
    await runService({ mode: 'exit', count: 50, options: own.options(), shell });
    const living = startService({ mode: 'wait', count: 50, options: own.options({ handleSignals: true }), shell });
    await living.ready();
    own.kafka.resume();
    const recoveries = [1, 2].map(() => runService({ mode: 'recover', options: own.options(), shell }));
    for (const { code } of await Promise.all(recoveries)) expect(code).toBe(0);
    living.process.kill('SIGKILL');
    await living.ended;
    await runService({ mode: 'recover', options: own.options(), shell });
    const records = await readTopic(own.kafka.bootstrapServers, own.topics.topic);
    const ledgers = [...ledgersOf(records).values()].filter(({ received }) => received.size > 0);
    expect(ledgers.map(({ records: all }) => new Set(all.map(({ pid }) => pid)))).toEqual([new Set([1]), new Set([1])]);
    for (const { received } of ledgers) {
      expect([sorted(received.keys()), Math.max(...received.values())]).toEqual([upTo(50), 1]);
    }
    const left = readdirSync(own.spool).flatMap((folder) => readdirSync(`${own.spool}/${folder}`));
    expect(left.filter((name) => name.endsWith('.spool'))).toEqual([]);
  });
});
