import { type Batch as FetchedBatch } from 'kafkajs';
import { beforeEach, expect, it } from 'vitest';
import { IngestMetrics } from '../../src/ingest/progress/ingest-metrics.js';
import { type ConsumerAccess, PartitionReader } from '../../src/ingest/partition/partition-reader.js';
import { type Batch } from '../../src/batch/batch.js';
import { BatchSink, SinkError, type StoredBatch, type StoredPosition } from '../../src/batch/batch-sink.js';
import { logAssembly } from '../parts/log-batch.js';
import { MetricsRegistry } from '../../src/metrics/metrics-registry.js';

const PARTITION = { topic: 'logs', partition: 0 };
const END = 10;

/** A database with one position, which takes what begins there. */
class OnePosition extends BatchSink {
  position = 0;
  records = 0;

  override openPosition(): Promise<StoredPosition> {
    return Promise.resolve({ nextOffset: this.position, lastTime: undefined });
  }

  override store(batch: Batch): Promise<StoredBatch> {
    if (batch.expectedOffset !== this.position)
      return Promise.reject(new SinkError('POSITION_MOVED', 'somebody else has stored here'));
    this.position = batch.nextOffset;
    this.records += batch.records;
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
