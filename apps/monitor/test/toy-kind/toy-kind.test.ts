import type { INestApplicationContext } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { createTestDatabase, type TestDatabase, waitFor } from '@log-monitor/tools';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, expect, inject, it } from 'vitest';
import { Configuration } from '../../src/configuration/configuration.js';
import { planTopics, TopicPlan } from '../../src/configuration/topic-plan.js';
import { DeadLetterDesk } from '../../src/ingest/dead-letters/dead-letter-desk.js';
import { IngestModule } from '../../src/ingest/ingest.module.js';
import { MessageKinds } from '../../src/ingest/kind/message-kinds.js';
import { messageKinds } from '../../src/ingest/message-kind-list.js';
import { MetricsModule } from '../../src/metrics/metrics.module.js';
import { LogStore } from '../../src/store/log/log-store.js';
import { RecordKinds } from '../../src/store/batch/record-kinds.js';
import { migrate } from '../../src/store/schema/migrate.js';
import { StoreModule } from '../../src/store/store.module.js';
import { FakeInstance } from '../parts/native-records.js';
import { TestTopics } from '../parts/test-topics.js';
import { configurationOf } from '../query/fixture/store-fixture.js';
import { TOY_KIND, TOY_MESSAGES } from './toy-messages.js';
import { TOY_TABLES, ToyStore } from './toy-store.js';
import { NOTHING_STORED } from '../../src/batch/stored-errors.js';

const PATIENCE = { timeoutMs: 30_000 };
const toy = new ToyStore();
let database: TestDatabase;
let topics: TestTopics;
let reader: pg.Pool;
let monitor: INestApplicationContext;
let topic: string;
let sent = 0;

beforeAll(async () => {
  database = await createTestDatabase();
  await migrate(database.url);
  reader = new pg.Pool({ connectionString: database.url, max: 2 });
  await reader.query(TOY_TABLES);
  topics = await new TestTopics(inject('kafkaBootstrapServers')).create();
  topic = `${topics.main}-toy`;
  monitor = await startMonitor();
});
afterAll(async () => {
  await monitor.close();
  await topics.end();
  await reader.end();
  await database.drop();
});
beforeEach(() => {
  toy.rolledBackBatches = 0;
});

/** Ingest and store as they are, with a kind in their lists that they know nothing of. */
async function startMonitor(): Promise<INestApplicationContext> {
  const base = configurationOf(database.url);
  const kafka = {
    ...base.kafka,
    bootstrapServers: [topics.bootstrapServers],
    groupId: topics.main,
    logTopic: topics.main,
    errorLogTopic: topics.errors,
  };
  const planned = planTopics({ ...base, kafka }).topics;
  const surroundings = {
    module: class Surroundings {},
    global: true,
    providers: [
      { provide: Configuration, useValue: { ...base, kafka } },
      {
        provide: TopicPlan,
        useValue: new TopicPlan([...planned, { topic, kind: TOY_KIND, lane: 'main', upkeep: 'required' }]),
      },
    ],
    exports: [Configuration, TopicPlan],
  };
  const module = await Test.createTestingModule({ imports: [surroundings, MetricsModule, IngestModule, StoreModule] })
    .overrideProvider(MessageKinds)
    .useValue(new MessageKinds([...messageKinds(configurationOf(database.url), NOTHING_STORED), TOY_MESSAGES]))
    .overrideProvider(RecordKinds)
    .useFactory({ factory: (log: LogStore) => new RecordKinds([log, toy]), inject: [LogStore] })
    .setLogger({ log: () => undefined, warn: () => undefined, error: () => undefined })
    .compile();
  await module.init();
  return module;
}

const one = async (sql: string): Promise<Record<string, unknown> | undefined> =>
  (await reader.query<Record<string, unknown>>(sql)).rows[0];

/** Sends readings, and waits until all that was sent is passed. */
async function send(sensors: readonly string[]): Promise<void> {
  const position = `SELECT next_offset::int AS next FROM ingest_position WHERE topic = '${topic}'`;
  await waitFor(async () => (await one(position)) !== undefined, { ...PATIENCE, what: 'the topic to be read' });
  await topics.send(topic, sensors);
  sent += sensors.length;
  await waitFor(async () => (await one(position))?.['next'] === sent, { ...PATIENCE, what: 'the position to move' });
}

it('is read from a topic of its own, stored once, and counted', async () => {
  await send(Array.from({ length: 500 }, (_, index) => (index % 5 === 0 ? 'EAST' : 'WEST')));
  expect(
    await one('SELECT count(*)::int AS rows, count(DISTINCT kafka_offset)::int AS offsets FROM toy_reading'),
  ).toEqual({
    rows: 500,
    offsets: 500,
  });
  expect((await reader.query('SELECT sensor, count::int FROM toy_count ORDER BY 1')).rows).toEqual([
    { sensor: 'EAST', count: 100 },
    { sensor: 'WEST', count: 400 },
  ]);
});

it.each([
  ['a transaction that fails', () => Promise.reject(new Error('as the test has it'))],
  [
    'a connection that breaks off',
    (client: pg.PoolClient) => client.query('SELECT pg_terminate_backend(pg_backend_pid())'),
  ],
])('leaves nothing of %s, and stores the batch once when it is tried again', async (_, fault) => {
  const before = Number((await one('SELECT count(*) FROM toy_reading'))?.['count']);
  let rowsAfterFault: unknown;
  toy.beforeTheEnd = async (client) => {
    toy.beforeTheEnd = async () => {
      rowsAfterFault = (await one('SELECT count(*)::int FROM toy_reading'))?.['count'];
    };
    await fault(client);
  };
  await send(['NORTH', 'SOUTH']);
  expect(toy.rolledBackBatches).toBe(1);
  expect(rowsAfterFault).toBe(before);
  expect(
    await one('SELECT count(*)::int AS rows, count(DISTINCT kafka_offset)::int AS offsets FROM toy_reading'),
  ).toEqual({
    rows: before + 2,
    offsets: before + 2,
  });
  expect(await one('SELECT sum(count)::int AS sum FROM toy_count')).toEqual({ sum: before + 2 });
});

it('keeps aside what cannot be read, and stores it when it can be read by now', async () => {
  await send(['no sensor', 'EAST']);
  const [letter] = (await reader.query<{ id: string; value: Buffer }>('SELECT id, value FROM dead_letter')).rows;
  expect(letter?.value.toString()).toBe('no sensor');
  const desk = monitor.get(DeadLetterDesk, { strict: false });
  expect(await desk.retry(Number(letter?.id))).toBe('undecodable');
  await reader.query(`UPDATE dead_letter SET value = 'READABLE', size = 8`);
  expect(await desk.retry(Number(letter?.id))).toBe('stored');
  expect(await one(`SELECT count(*)::int FROM toy_reading WHERE sensor = 'READABLE'`)).toEqual({ count: 1 });
  expect(await one('SELECT count(*)::int FROM dead_letter')).toEqual({ count: 0 });
});

it('leaves log records what they are', async () => {
  await topics.send(topics.main, new FakeInstance('beside-the-toy').records(20));
  await waitFor(async () => (await one('SELECT count(*)::int FROM log_record'))?.['count'] === 20, {
    ...PATIENCE,
    what: 'log records',
  });
});
