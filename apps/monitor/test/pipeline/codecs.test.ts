import { waitFor } from '@log-monitor/tools';
import { Kafka, logLevel } from 'kafkajs';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { sendGzipBomb } from '../parts/gzip-bomb.js';
import type { MonitorProcess } from '../parts/monitor-process.js';
import { FakeInstance } from '../parts/native-records.js';
import { residentMebibytes } from '../parts/resident-memory.js';
import { TestPipeline } from '../parts/test-pipeline.js';
import { TestTopics } from '../parts/test-topics.js';

const CODECS = ['gzip', 'snappy', 'lz4', 'zstd'];

let topics: TestTopics;
let pipeline: TestPipeline;
let monitor: MonitorProcess;

beforeAll(async () => {
  topics = await new TestTopics(inject('kafkaBootstrapServers')).create(2);
  pipeline = await TestPipeline.create({ bootstrapServers: topics.bootstrapServers, variables: topics.variables });
  monitor = await pipeline.newMonitor();
  await monitor.start().ready();
});
afterAll(async () => {
  await monitor.end('SIGTERM');
  await pipeline.close();
  await topics.end();
});

/** From now on the broker packs what it stores, with the libraries that Java's producers use. */
async function packWith(codec: string): Promise<void> {
  const admin = new Kafka({ brokers: [topics.bootstrapServers], logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  await admin.alterConfigs({
    validateOnly: false,
    resources: [
      {
        type: 2,
        name: topics.main,
        configEntries: [
          { name: 'compression.type', value: codec },
          { name: 'message.timestamp.type', value: 'LogAppendTime' },
          { name: 'max.message.bytes', value: '10000000' },
        ],
      },
    ],
  });
  await admin.disconnect();
}

it('batches of every codec are read, a bomb costs only itself, and the other partition goes on', async () => {
  const app = new FakeInstance('packed');
  for (const codec of CODECS) {
    await packWith(codec);
    await topics.send(topics.main, app.records(500));
  }
  await packWith('producer');
  const before = residentMebibytes(monitor.pid);
  const sent = Date.now();
  const packed = await sendGzipBomb(topics.bootstrapServers, { topic: topics.main, partition: 0, mebibytes: 200 });
  expect(packed).toBeLessThan(1_000_000);
  const other = new FakeInstance('other-partition');
  await topics.send(topics.main, other.records(500), 1);
  await topics.send(topics.main, app.records(500));
  await pipeline.expectTruths(monitor, [app.truth(), other.truth()], { deadLetters: 1 });
  console.log(
    `${packed} bytes that become 200 MiB: passed in ${Date.now() - sent} ms, RSS ${before} to ${residentMebibytes(monitor.pid)} MiB`,
  );
  const { deadLetters } = await monitor.get<{ deadLetters: Record<string, unknown>[] }>('/api/v1/ingest/dead-letters');
  expect(deadLetters).toHaveLength(1);
  expect(deadLetters[0]).toMatchObject({ topic: topics.main, partition: 0, reason: 'undecodable_batch' });
  expect(deadLetters[0]?.['detail']).toContain('(gzip): it becomes more than 32 MiB when unpacked');
  const alarm = new RegExp(
    `${topics.main}/0: a batch could not be read and is skipped: 200 records at offsets \\d+ to \\d+`,
  );
  await waitFor(() => alarm.test(monitor.output), { timeoutMs: 5000, what: 'the alarm' });
});
