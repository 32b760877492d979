import type winston from 'winston';
import { afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { recordSchema } from '@log-monitor/log-record/schema';
import { waitFor } from '@log-monitor/tools';
import { type CallContext, KafkaTransport, LogMonitor, createLogger, withContext } from '../../src/index.js';
import type { KafkaTransportOptions } from '../../src/options/transport-options.js';
import { scratchFolder } from '../support/child.js';
import {
  type Topics,
  createTopics,
  onlyLedger,
  readTopic,
  sorted,
  upTo,
} from '../../../kafka-delivery/test/support/topics.js';

const bootstrap = inject('kafkaBootstrapServers');
const scratch = scratchFolder();
const notices: string[] = [];
const open: KafkaTransport[] = [];
let topics: Topics;

function options(more: KafkaTransportOptions = {}): KafkaTransportOptions {
  const onNotice = (line: string): void => void notices.push(line);
  return { service: 'booking', brokers: bootstrap, spool: { dir: scratch.path }, onNotice, ...topics, ...more };
}

function loggerOf(transport: KafkaTransport): winston.Logger {
  open.push(transport);
  return createLogger({ console: false, kafka: false, transports: [transport] });
}

beforeAll(async () => {
  topics = await createTopics(bootstrap);
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((transport) => transport.shutdown(2_000)));
  notices.length = 0;
  topics = await createTopics(bootstrap);
});

describe('delivery to a real broker', () => {
  it('the one-liner: each level where it belongs, the same bytes on both topics', async () => {
    const monitor = new LogMonitor('booking', { console: false, kafka: options() });
    monitor.logger.info('hello', { orderId: 1 });
    monitor.logger.error('failed', { err: new Error('x') });
    monitor.logger.critical('Out of disk');
    monitor.logger.warning('careful');
    expect(await monitor.flush(20_000)).toBe(true);
    expect(await monitor.shutdown(10_000)).toBe(true);
    const main = await readTopic(bootstrap, topics.topic);
    const errors = await readTopic(bootstrap, topics.errorTopic);
    const records = main.slice(0, -1).map(({ value }) => recordSchema.parse(JSON.parse(value)));
    expect(records.map(({ level, seq }) => [level, seq])).toEqual([['INFO', 1], ['ERROR', 2], ['CRITICAL', 3], ['WARNING', 4]]); // prettier-ignore
    expect(errors.map(({ value }) => value)).toEqual([main[1]?.value, main[2]?.value]);
    for (const { key, headers } of [...main, ...errors]) {
      expect(key).toBe(monitor.transport.instance);
      expect(headers).toMatchObject({ 'content-type': 'application/json', 'last-seq': '4' });
    }
    expect(JSON.parse(main.at(-1)?.value ?? '')).toEqual({ v: 1, instance: key(main), report: true, dropped: [] });
    expect(main.map(({ headers }) => headers['end'])).toEqual([undefined, undefined, undefined, undefined, 'true']);
    expect(monitor.stats()).toMatchObject({ accepted: 4, delivered: 4, buffered: 0, spilled: 0 });
  });

  it('a call is what it was: what the caller changes afterwards, context included, changes nothing', async () => {
    const transport = new KafkaTransport(options());
    const logger = loggerOf(transport);
    const context: CallContext = { requestId: 'r-1' };
    const plain = { state: 'before' };
    const nested = { order: { state: 'before' } };
    withContext(context, () => {
      logger.info('plain', plain);
      logger.info('nested', nested);
      transport.log({ level: 'info', message: 'direct', ...plain }, () => undefined);
    });
    Object.assign(context, { requestId: 'r-2' });
    plain.state = nested.order.state = 'after';
    expect(await transport.flush(20_000)).toBe(true);
    const { records } = await onlyLedger(bootstrap, topics.topic);
    expect(records.map(({ seq, message, requestId, attributes }) => [seq, message, requestId, attributes])).toEqual([
      [1, 'plain', 'r-1', { state: 'before' }],
      [2, 'nested', 'r-1', { order: { state: 'before' } }],
      [3, 'direct', 'r-1', { state: 'before' }],
    ]);
  });

  it('a burst in one tick beyond the cap: delivered or counted, no ERROR dropped, the report exact', async () => {
    const transport = new KafkaTransport(options({ maxBufferRecords: 2_000 }));
    const logger = loggerOf(transport);
    for (let index = 1; index <= 10_000; index++) logger.log(index % 10 === 0 ? 'error' : 'info', `n${index}`);
    expect(await transport.flush(30_000)).toBe(true);
    const stats = transport.stats();
    expect(stats).toMatchObject({
      accepted: 10_000,
      delivered: 2_000,
      dropped: { queue_overflow: 8_000 },
      buffered: 0,
    });
    await transport.shutdown(10_000);
    const ledger = await onlyLedger(bootstrap, topics.topic);
    expect(sorted([...ledger.received.keys(), ...ledger.dropped.keys()])).toEqual(upTo(10_000));
    expect([...new Set(ledger.dropped.values())]).toEqual(['queue_overflow']);
    expect(ledger.records.filter(({ level }) => level === 'ERROR')).toHaveLength(1_000);
    expect(await readTopic(bootstrap, topics.errorTopic)).toHaveLength(1_000);
  });

  it('a rate limit never holds back an ERROR, and is reported', async () => {
    const transport = new KafkaTransport(options({ maxRecordsPerSecond: 5 }));
    const logger = loggerOf(transport);
    for (let index = 0; index < 100; index++) logger.info(`i${index}`);
    for (let index = 0; index < 20; index++) logger.error(`e${index}`);
    await transport.flush(20_000);
    await transport.shutdown(10_000);
    const ledger = await onlyLedger(bootstrap, topics.topic);
    expect(ledger.records.filter(({ level }) => level === 'ERROR')).toHaveLength(20);
    expect(ledger.dropped.size).toBe(transport.stats().dropped.rate_limit);
    expect(sorted([...ledger.received.keys(), ...ledger.dropped.keys()])).toEqual(upTo(120));
  });

  it('equal lines are folded into one that counts them', async () => {
    const transport = new KafkaTransport(options({ foldRepeatsMs: 60_000 }));
    const logger = loggerOf(transport);
    for (let index = 0; index < 413; index++) logger.warn('disk is slow');
    logger.info('other');
    await transport.flush(20_000);
    const messages = (await readTopic(bootstrap, topics.topic)).map(
      ({ value }) => (JSON.parse(value) as { message: string }).message,
    );
    expect(messages).toEqual(['disk is slow', 'disk is slow (repeated 412 times)', 'other']);
    expect(transport.stats()).toMatchObject({ accepted: 3, folded: 412, delivered: 3 });
  });

  it('one record that Kafka refuses costs only itself', async () => {
    topics = await createTopics(bootstrap, { 'max.message.bytes': '20000' });
    const transport = new KafkaTransport(options());
    const logger = loggerOf(transport);
    for (let index = 1; index <= 100; index++) logger.info(index === 37 ? 'x'.repeat(50_000) : `n${index}`);
    await transport.flush(20_000);
    await transport.shutdown(10_000);
    const ledger = await onlyLedger(bootstrap, topics.topic);
    expect(ledger.received.size).toBe(99);
    expect([...ledger.dropped]).toEqual([[37, 'rejected']]);
    expect(transport.stats()).toMatchObject({ delivered: 99, dropped: { rejected: 1 } });
    expect(notices.some((line) => line.includes('refused'))).toBe(true);
  });

  it('a missing topic is named, records wait, and go once it exists', async () => {
    const later = { topic: `${topics.topic}-later`, errorTopic: `${topics.topic}-later-errors` };
    const transport = new KafkaTransport(options(later));
    const logger = loggerOf(transport);
    logger.error('early');
    await waitFor(() => notices.some((line) => line.includes(later.topic)), { timeoutMs: 20_000, what: 'the notice' });
    expect(transport.stats()).toMatchObject({ delivered: 0, buffered: 1 });
    await createTopics(bootstrap, {}, later);
    expect(await transport.flush(20_000)).toBe(true);
    expect(await readTopic(bootstrap, later.topic)).toHaveLength(1);
    expect(await readTopic(bootstrap, later.errorTopic)).toHaveLength(1);
  });

  it('a missing errors topic holds up nobody', async () => {
    const transport = new KafkaTransport(options({ errorTopic: `${topics.topic}-never` }));
    const logger = loggerOf(transport);
    for (let index = 0; index < 50; index++) logger.error(`e${index}`);
    for (let index = 0; index < 50; index++) logger.info(`i${index}`);
    await waitFor(async () => (await readTopic(bootstrap, topics.topic)).length >= 100, {
      timeoutMs: 20_000,
      what: 'it',
    });
    expect(transport.stats()).toMatchObject({ delivered: 50, buffered: 50 });
  });

  it('creates topics if asked', async () => {
    const own = { topic: `${topics.topic}-own`, errorTopic: `${topics.topic}-own-errors` };
    const transport = new KafkaTransport(options({ ...own, createTopics: true }));
    loggerOf(transport).error('x');
    expect(await transport.flush(20_000)).toBe(true);
    expect(await readTopic(bootstrap, own.errorTopic)).toHaveLength(1);
  });

  it('gzip arrives as the same records', async () => {
    const transport = new KafkaTransport(options({ compression: 'gzip' }));
    const logger = loggerOf(transport);
    for (let index = 0; index < 500; index++) logger.info(`n${index}`);
    expect(await transport.flush(20_000)).toBe(true);
    expect((await onlyLedger(bootstrap, topics.topic)).received.size).toBe(500);
  });

  it('never throws and never emits error, whatever it is handed', () => {
    const transport = new KafkaTransport(options());
    const errors: unknown[] = [];
    transport.on('error', (error) => errors.push(error));
    const callbacks: number[] = [];
    const hostile = [{}, Object.create(null), new Proxy({}, { ownKeys: () => { throw new Error('trap'); } }), { level: Symbol('x') }, { get message(): never { throw new Error('m'); } }]; // prettier-ignore
    hostile.forEach((info, index) => transport.log(info as object, () => callbacks.push(index)));
    expect(callbacks).toEqual([0, 1, 2, 3, 4]);
    expect(errors).toEqual([]);
    expect(transport.stats().accepted).toBe(5);
    open.push(transport);
  });
});

const key = (arrived: readonly { key: string }[]): string | undefined => arrived[0]?.key;
