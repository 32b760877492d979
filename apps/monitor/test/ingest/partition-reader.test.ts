import type { Batch as FetchedBatch } from 'kafkajs';
import { beforeEach, describe, expect, it } from 'vitest';
import { ACCESS_KIND, type AccessBatch, type AccessLine } from '../../src/batch/access-batch.js';
import { TopicPlan } from '../../src/configuration/topic-plan.js';
import { accessMessages } from '../../src/ingest/access/access-messages.js';
import { MessageKinds } from '../../src/ingest/kind/message-kinds.js';
import { BatchAssembly } from '../../src/ingest/partition/batch-assembly.js';
import { IngestMetrics } from '../../src/ingest/sampling/ingest-metrics.js';
import { type ConsumerAccess, PartitionReader } from '../../src/ingest/partition/partition-reader.js';
import type { Batch } from '../../src/batch/batch.js';
import { BatchSink, SinkError, type StoredBatch, type StoredPosition } from '../../src/batch/batch-sink.js';
import { logAssembly } from '../parts/log-batch.js';
import { MetricsRegistry } from '../../src/metrics/metrics-registry.js';

const PARTITION = { topic: 'logs', partition: 0 };
const END = 10;

/** A database with one position, which takes what begins there. */
class OnePosition extends BatchSink {
  position = 0;
  records = 0;
  taken: (batch: Batch) => void = () => undefined;

  override openPosition(): Promise<StoredPosition> {
    return Promise.resolve({ nextOffset: this.position, lastTime: undefined });
  }

  override store(batch: Batch): Promise<StoredBatch> {
    if (batch.expectedOffset !== this.position)
      return Promise.reject(new SinkError('POSITION_MOVED', 'somebody else has stored here'));
    this.position = batch.nextOffset;
    this.records += batch.records;
    this.taken(batch);
    return Promise.resolve({ stored: batch.records, duplicates: 0, writeSeconds: 0, commitSeconds: 0 });
  }

  override recordGap(): Promise<void> {
    return Promise.reject(new Error('nothing is missing here'));
  }
}

const consumer: ConsumerAccess = {
  seek: () => undefined,
  offsetRange: () => Promise.resolve({ low: 0, high: END }),
  wasRecreated: () => Promise.resolve(false),
  stored: () => undefined,
};

/** What kafkajs hands over: records at these offsets, and markers up to `last`. */
function batchOf(offsets: readonly number[], last: number): FetchedBatch {
  const value = Buffer.from(JSON.stringify({ level: 'INFO', message: 'x', service: 's' }));
  const messages = offsets.map((offset) => ({ offset: String(offset), timestamp: '1', key: null, value, headers: {} }));
  const batch = { ...PARTITION, highWatermark: String(END), messages, fetchedOffset: String(offsets[0] ?? last) };
  return { ...batch, lastOffset: () => String(last), firstOffset: () => null } as unknown as FetchedBatch;
}

let sink: OnePosition;
let reader: PartitionReader;
beforeEach(() => {
  sink = new OnePosition();
  reader = new PartitionReader(sink, logAssembly(PARTITION.topic), new IngestMetrics(new MetricsRegistry()));
});

const read = (offsets: readonly number[], last: number, isOurs = (): boolean => true): Promise<void> =>
  reader.read(batchOf(offsets, last), consumer, isOurs);

it('goes over the markers after records that are stored already', async () => {
  await read([0], 0);
  reader.assigned();
  await read([0], 1);
  expect(sink).toMatchObject({ position: 2, records: 1 });
});

it('goes over markers that come alone', async () => {
  await read([0], 0);
  await reader.moveOver(PARTITION, 1, 2, consumer);
  expect(sink).toMatchObject({ position: 2, records: 1 });
});

it('goes over markers that come alone after what was stored while the partition went to another', async () => {
  await reader.openPosition(PARTITION, consumer);
  let asked = 0;
  // Ours until it has been stored.
  await read([0], 0, () => ++asked < 3);
  expect(sink).toMatchObject({ position: 1, records: 1 });
  await reader.moveOver(PARTITION, 1, 2, consumer);
  expect(sink).toMatchObject({ position: 2, records: 1 });
});

it('never goes over what has not been stored', async () => {
  await read([0], 0);
  await reader.moveOver(PARTITION, 2, 3, consumer);
  expect(sink.position).toBe(1);
});

describe('a line in parts that has no end yet', () => {
  const part = (tag: 'F' | 'P', text: string): string => `2026-10-25T12:49:34.4930Z stdout ${tag} ${text}`;
  const whole = '203.0.113.9 - - [25/Oct/2026:14:49:34 +0200] "GET /a HTTP/1.1" 200 5 "-" "curl"';
  const [head, tail] = [whole.slice(0, 30), whole.slice(30)];
  let stored: AccessLine[];
  let seeks: number[];

  beforeEach(() => {
    stored = [];
    seeks = [];
    const rules = { topics: [], trustedProxies: [], project: {}, healthChecks: {}, timeZone: 'UTC' };
    const plan = new TopicPlan([{ topic: PARTITION.topic, kind: ACCESS_KIND, lane: 'main', upkeep: 'foreign' }]);
    const assembly = new BatchAssembly(plan, new MessageKinds([accessMessages(rules)]));
    sink.taken = (batch) => stored.push(...(batch.payload as AccessBatch).lines);
    reader = new PartitionReader(sink, assembly, new IngestMetrics(new MetricsRegistry()));
  });

  const readLines = (from: number, ...lines: string[]): Promise<void> => {
    const messages = lines.map((line, index) => ({
      offset: String(from + index),
      timestamp: '1',
      key: null,
      value: Buffer.from(line),
      headers: {},
    }));
    const last = from + lines.length - 1;
    const batch = {
      ...PARTITION,
      highWatermark: String(END),
      messages,
      fetchedOffset: String(from),
      lastOffset: () => String(last),
      firstOffset: () => null,
    };
    return reader.read(
      batch as unknown as FetchedBatch,
      { ...consumer, seek: (_, offset) => void seeks.push(offset) },
      () => true,
    );
  };

  it('is read again together with its end, and nothing before it waits', async () => {
    await readLines(0, whole, part('P', head));
    expect(sink.position).toBe(1);
    expect(seeks).toEqual([1]);
    await readLines(1, part('P', head), part('F', tail), whole);
    expect(sink.position).toBe(4);
    expect(stored.map(({ offset, raw }) => [offset, raw])).toEqual([
      [0, whole],
      [2, whole],
      [3, whole],
    ]);
  });

  it('is stored as it is when its end does not come, and what follows it does not wait for ever', async () => {
    const began = performance.now();
    while (sink.position === 0) await readLines(0, part('P', head), '- - -');
    expect(performance.now() - began).toBeLessThan(10_000);
    expect(sink.position).toBe(2);
    expect(stored.map(({ line }) => line)).toMatchObject([{ reason: 'partial_line', raw: head }, { kind: 'unparsed' }]);
  });

  it('is not waited for when more has come than is looked through', async () => {
    await readLines(0, part('P', head), 'x'.repeat(1024 * 1024));
    expect(seeks).toEqual([]);
    expect(sink.position).toBe(2);
  });
});
