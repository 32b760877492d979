import { describe, expect, it } from 'vitest';
import type { LogRecord } from '@log-monitor/log-record';
import { waitFor } from '@log-monitor/tools';
import { lastJson, runService, startService } from '../support/child.js';
import { ownBroker } from '../support/own-broker.js';
import { createTopics, onlyLedger, readTopic, sorted, upTo } from '../../../kafka-delivery/test/support/topics.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const own = ownBroker();

describe('while Kafka is away', () => {
  it('consoleFallback: from the notice on records go to stdout as the lines that Kafka gets later, and then no more', async () => {
    own.kafka.pause();
    const service = startService({ mode: 'wait', count: 10, options: own.options({ consoleFallback: true, handleSignals: true }) }); // prettier-ignore
    const ask = async (times: number): Promise<void> => {
      for (let time = 0; time < times; time++) await service.ask();
    };
    try {
      await service.warned('are held until it is back');
      await ask(5);
    } finally {
      own.kafka.resume();
    }
    await waitFor(async () => (await service.ask()).connected, { timeoutMs: 30_000, what: 'Kafka' });
    await waitFor(async () => (await service.ask()).buffered <= 1, { timeoutMs: 30_000, what: 'delivery' });
    const calls = (await service.ask()).calls;
    service.process.kill('SIGTERM');
    const end = await service.ended;
    const shown = end.stdout.split('\n').filter((line) => line.startsWith('{'));
    const values = new Map((await readTopic(own.kafka.bootstrapServers, own.topics.topic)).map(({ value }) => [(JSON.parse(value) as LogRecord).seq, value])); // prettier-ignore
    for (const line of shown) expect(values.get((JSON.parse(line) as LogRecord).seq)).toBe(line);
    const seqs = shown.map((line) => (JSON.parse(line) as LogRecord).seq);
    expect(seqs.slice(0, 5)).toEqual([11, 12, 13, 14, 15]);
    expect(seqs).not.toContain(calls);
    expect(end.stderr).toMatch(/Kafka reached at /);
    expect(end.stderr).toMatch(/Kafka not reached at .*; \d+ records are held until it is back/);
  });

  it('a closed stderr and stdout do not end the service when the transport has something to say', async () => {
    own.kafka.pause();
    const service = startService({ mode: 'wait', count: 10, options: own.options({ consoleFallback: true, handleSignals: true }) }); // prettier-ignore
    try {
      await service.ready();
      service.process.stdout?.destroy();
      service.process.stderr?.destroy();
      // The notice is due ten seconds after the start.
      const started = Date.now();
      while (Date.now() - started < 13_000) expect((await service.ask()).connected).toBe(false);
    } finally {
      own.kafka.resume();
    }
    service.process.kill('SIGTERM');
    expect((await service.ended).signal).toBe('SIGTERM');
  });
});

describe('a topic that refuses the time of the records (INVALID_TIMESTAMP)', () => {
  /** The process's clock is wrong by so much. */
  const clock = (ms: number): string[] => [
    '--import',
    `data:text/javascript,const now=Date.now;Date.now=()=>now()+(${ms});`,
  ];
  const refuses = { 'message.timestamp.type': 'CreateTime', 'message.timestamp.after.max.ms': String(HOUR_MS) };

  it('a clock two hours ahead: records go once more 24 hours earlier, keep their own time, and are counted', async () => {
    own.topics = await createTopics(own.kafka.bootstrapServers, refuses);
    const started = Date.now();
    const end = await runService({
      mode: 'flush',
      count: 1_000,
      options: own.options(),
      nodeArguments: clock(2 * HOUR_MS),
    });
    expect(lastJson(end)).toMatchObject({ flushed: true, delivered: 1_000, timestampShifted: 1_200 });
    const arrived = await readTopic(own.kafka.bootstrapServers, own.topics.topic);
    const { received, dropped, records, ended } = await onlyLedger(own.kafka.bootstrapServers, own.topics.topic);
    expect([sorted(received.keys()), dropped.size, ended]).toEqual([upTo(1_000), 0, true]);
    expect(Math.max(...received.values())).toBe(1);
    for (const { timestamp } of arrived) expect(timestamp).toBeLessThan(started + 2 * HOUR_MS - DAY_MS + 60_000);
    for (const { timestamp } of records) expect(Date.parse(timestamp)).toBeGreaterThan(started + HOUR_MS);
  });

  it('one that refuses the earlier time too: every record is counted as rejected, by number', async () => {
    own.topics = await createTopics(own.kafka.bootstrapServers, { ...refuses, 'message.timestamp.before.max.ms': String(HOUR_MS) }); // prettier-ignore
    const end = await runService({
      mode: 'flush',
      count: 1_000,
      options: own.options(),
      nodeArguments: clock(2 * HOUR_MS),
    });
    expect(lastJson(end)).toMatchObject({ delivered: 0, dropped: { rejected: 1_000 }, buffered: 0 });
    expect(await readTopic(own.kafka.bootstrapServers, own.topics.topic)).toEqual([]);
  });
});
