import { createTestDatabase, type TestDatabase, waitFor } from '@log-monitor/tools';
import { Kafka, logLevel, type Admin } from 'kafkajs';
import pg from 'pg';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { expectTruth } from '../parts/expect-truth.js';
import { MonitorProcess } from '../parts/monitor-process.js';
import { FakeInstance } from '../parts/native-records.js';
import { TestTopics } from '../parts/test-topics.js';

let database: TestDatabase;
let reader: pg.Pool;
let admin: Admin;

beforeAll(async () => {
  database = await createTestDatabase();
  reader = new pg.Pool({ connectionString: database.url, max: 2 });
  reader.on('error', () => undefined);
  admin = new Kafka({ brokers: [inject('kafkaBootstrapServers')], logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
});
afterAll(async () => {
  await admin.disconnect();
  await reader.end();
  await database.drop();
});

async function stored(service: string): Promise<{ rows: number; ids: number }> {
  const result = await reader.query<{ rows: string; ids: string }>(
    `SELECT count(*) AS rows, count(DISTINCT r.id) AS ids FROM log_record r JOIN service s ON s.id = r.service_id WHERE s.name = $1`,
    [service],
  );
  return { rows: Number(result.rows[0]?.rows), ids: Number(result.rows[0]?.ids) };
}

const gapsOf = async (topic: string): Promise<unknown[]> =>
  (
    await reader.query<Record<string, unknown>>(
      `SELECT from_offset::int, to_offset::int, reason FROM ingest_gap WHERE topic = $1 ORDER BY id`,
      [topic],
    )
  ).rows;

const ledgerOf = async ({ instance }: FakeInstance): Promise<unknown> =>
  (
    await reader.query<Record<string, unknown>>(
      'SELECT l.received::text, l.duplicates, l.holes FROM ledger l JOIN source s ON s.id = l.source_id WHERE s.instance = $1',
      [instance],
    )
  ).rows[0];

const positionOf = async (topic: string): Promise<number> =>
  Number(
    (await reader.query<{ n: string }>('SELECT next_offset AS n FROM ingest_position WHERE topic = $1', [topic]))
      .rows[0]?.n,
  );

/** The monitor's own few records are on the topics too. */
const endOf = async (topic: string): Promise<number> => Number((await admin.fetchTopicOffsets(topic))[0]?.high);

async function monitorOf(topics: TestTopics): Promise<MonitorProcess> {
  const monitor = await MonitorProcess.create({ ...topics.variables, DATABASE_URL: database.url });
  return monitor;
}

const batchOf = (app: FakeInstance, count: number): unknown[] =>
  Array.from({ length: count }, () => app.record('INFO', 'x'));

it('a topic that was recreated while nobody read is read from its beginning, and the jump is written down', async () => {
  const topics = await new TestTopics(inject('kafkaBootstrapServers')).create();
  const monitor = await monitorOf(topics);
  const app = new FakeInstance('recreated');
  await monitor.start().ready();
  await topics.send(topics.main, batchOf(app, 50));
  await waitFor(async () => (await stored('recreated')).rows === 50, { timeoutMs: 20_000, what: 'the first topic' });
  await monitor.end('SIGTERM');
  const position = await positionOf(topics.main);
  await admin.deleteTopics({ topics: [topics.main] });
  await waitFor(async () => !(await admin.listTopics()).includes(topics.main), {
    timeoutMs: 10_000,
    what: 'the topic to be gone',
  });
  const topic = {
    topic: topics.main,
    numPartitions: 1,
    configEntries: [{ name: 'message.timestamp.type', value: 'LogAppendTime' }],
  };
  await waitFor(
    async () => {
      // It throws while the old topic goes, and returns false where an attempt before this one made it but did not see its leader.
      await admin.createTopics({ topics: [topic], waitForLeaders: true });
      return (await admin.listTopics()).includes(topics.main);
    },
    { timeoutMs: 30_000, what: 'the topic to be made' },
  );
  // More than before: the old position lies inside the new topic, and only the records' times tell that it is another one.
  await topics.send(topics.main, batchOf(app, 80));
  await monitor.start().ready();
  await waitFor(async () => (await stored('recreated')).rows >= 130, { timeoutMs: 30_000, what: 'the second topic' });
  await expectTruth(reader, [app.truth()], { monitor, gaps: 1 });
  expect(monitor.output).toContain(
    `${topics.main}/0: the topic was recreated (we stood at ${position}); reading begins at 0`,
  );
  expect(await gapsOf(topics.main)).toEqual([{ from_offset: position, to_offset: 0, reason: 'recreated' }]);
  await monitor.end('SIGTERM');
  await topics.end();
});

it('records that Kafka deleted before they were read are a gap with its size, never a silent jump', async () => {
  const topics = await new TestTopics(inject('kafkaBootstrapServers')).create();
  const monitor = await monitorOf(topics);
  const app = new FakeInstance('retention');
  await monitor.start().ready();
  await topics.send(topics.main, batchOf(app, 20));
  await waitFor(async () => (await stored('retention')).rows === 20, { timeoutMs: 20_000, what: 'the first records' });
  await monitor.end('SIGTERM');
  const position = await positionOf(topics.main);
  const end = await endOf(topics.main);
  await topics.send(topics.main, batchOf(app, 30));
  await admin.deleteTopicRecords({ topic: topics.main, partitions: [{ partition: 0, offset: String(end + 5) }] });
  await monitor.start().ready();
  await waitFor(async () => (await stored('retention')).rows >= 45, { timeoutMs: 20_000, what: 'what is left' });
  // Five of the thirty are gone: the ledger names them, and the alarm says how many offsets there were.
  const truth = app.truth();
  const absent = new Map([21, 22, 23, 24, 25].map((number) => [number, 'missing' as const]));
  await expectTruth(reader, [{ ...truth, absent, byLevel: { info: 45 } }], { monitor, gaps: 2 });
  expect(monitor.output).toContain(
    `${topics.main}/0: Kafka deleted ${end + 5 - position} records (offsets ${position} to ${end + 4})`,
  );
  expect(await gapsOf(topics.main)).toEqual([{ from_offset: position, to_offset: end + 5, reason: 'retention' }]);
  const { gaps } = await monitor.get<{ gaps: unknown[] }>('/api/v1/ingest');
  expect(gaps).toContainEqual(
    expect.objectContaining({ topic: topics.main, partition: 0, from: position, to: end + 4 }),
  );
  await monitor.end('SIGTERM');
  await topics.end();
});

it('a database that was set back is filled again from Kafka, without doubles', async () => {
  const topics = await new TestTopics(inject('kafkaBootstrapServers')).create();
  const monitor = await monitorOf(topics);
  const app = new FakeInstance('set-back');
  await monitor.start().ready();
  await topics.send(topics.main, batchOf(app, 100));
  await waitFor(async () => (await stored('set-back')).rows === 100, { timeoutMs: 20_000, what: 'all of it' });
  await monitor.end('SIGTERM');
  // As after the restore of a backup: Kafka's own offset of the group is ahead of the database.
  const source = `(SELECT id FROM source WHERE instance = '${app.instance}')`;
  await reader.query(`DELETE FROM log_record WHERE seq > 40 AND source_id = ${source}`);
  await reader.query(
    `UPDATE ingest_position SET next_offset = (SELECT max(kafka_offset) + 1 FROM log_record WHERE source_id = ${source}) WHERE topic = $1`,
    [topics.main],
  );
  await reader.query(`UPDATE ledger SET received = '{[1,41)}', records = 40 WHERE source_id = ${source}`);
  await monitor.start().ready();
  await waitFor(async () => (await stored('set-back')).rows >= 100, { timeoutMs: 20_000, what: 'the rest again' });
  expect(await stored('set-back')).toEqual({ rows: 100, ids: 100 });
  expect(await ledgerOf(app)).toEqual({ received: '{[1,101)}', duplicates: '0', holes: [] });
  expect(await gapsOf(topics.main)).toEqual([]);
  await monitor.end('SIGTERM');
  await topics.end();
});

it('partitions that are added are read too', async () => {
  const topics = await new TestTopics(inject('kafkaBootstrapServers')).create();
  const monitor = await monitorOf(topics);
  await monitor.start().ready();
  await admin.createPartitions({ topicPartitions: [{ topic: topics.main, count: 4 }] });
  const producer = new Kafka({ brokers: [inject('kafkaBootstrapServers')], logLevel: logLevel.NOTHING }).producer();
  await producer.connect();
  const app = new FakeInstance('added');
  const messages = [0, 1, 2, 3].map((partition) => ({ partition, value: JSON.stringify(app.record('INFO', 'x')) }));
  await producer.send({ topic: topics.main, messages });
  await producer.disconnect();
  await waitFor(async () => (await stored('added')).rows === 4, { timeoutMs: 60_000, what: 'every partition' });
  // While new partitions have no leader yet, kafkajs sends the whole request again: what had arrived comes twice, and is stored once.
  expect(await ledgerOf(app)).toMatchObject({ received: '{[1,5)}', holes: [] });
  expect(await stored('added')).toEqual({ rows: 4, ids: 4 });
  await monitor.end('SIGTERM');
  await topics.end();
}, 90_000);

it('the markers of a transaction leave no lag', async () => {
  const topics = await new TestTopics(inject('kafkaBootstrapServers')).create();
  const monitor = await monitorOf(topics);
  await monitor.start().ready();
  const kafka = new Kafka({ brokers: [inject('kafkaBootstrapServers')], logLevel: logLevel.NOTHING });
  const producer = kafka.producer({ transactionalId: topics.main, idempotent: true, maxInFlightRequests: 1 });
  await producer.connect();
  const app = new FakeInstance('transaction');
  for (const outcome of ['commit', 'abort', 'commit'] as const) {
    const transaction = await producer.transaction();
    const value = JSON.stringify(app.record('INFO', outcome));
    await transaction.send({ topic: topics.main, messages: [{ partition: 0, value }] });
    await transaction[outcome]();
  }
  await producer.disconnect();
  const after = Date.now();
  await waitFor(
    async () => {
      const { completeThrough, lag } = await monitor.get<{ completeThrough: string; lag: { records: number } }>(
        '/api/v1/ingest',
      );
      return lag.records === 0 && Date.parse(completeThrough) > after;
    },
    { timeoutMs: 20_000, what: 'lag 0' },
  );
  expect(await stored('transaction')).toEqual({ rows: 2, ids: 2 });
  await monitor.end('SIGTERM');
  await topics.end();
});
