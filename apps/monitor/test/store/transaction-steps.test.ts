import type pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { BatchStore } from '../../src/store/batch/batch-store.js';
import type { RecordKind } from '../../src/store/batch/record-kind.js';
import { MovePosition } from '../../src/store/batch/move-position.js';
import { inOrder, KEEP_DEAD_LETTERS, PHASES } from '../../src/store/batch/transaction-steps.js';
import { logBatch } from '../parts/log-batch.js';
import { FakeInstance } from '../parts/native-records.js';
import { rawMessage } from '../parts/raw-message.js';
import { TestStore } from '../parts/test-store.js';
import { ToyStore } from '../toy-kind/toy-store.js';

/** Tables in which this transaction has written rows; a day's partition counts as its table. */
const WRITTEN = `
  SELECT DISTINCT coalesce(parent.relname, c.relname) AS name
    FROM pg_locks l JOIN pg_class c ON c.oid = l.relation
    LEFT JOIN pg_inherits i ON i.inhrelid = c.oid LEFT JOIN pg_class parent ON parent.oid = i.inhparent
   WHERE l.pid = pg_backend_pid() AND l.mode = 'RowExclusiveLock' AND c.relkind IN ('r', 'p')`;

let test: TestStore;
beforeAll(async () => {
  test = await TestStore.create();
});
afterAll(() => test.close());

const written = async (client: pg.PoolClient): Promise<string[]> =>
  (await client.query<{ name: string }>(WRITTEN)).rows.map(({ name }) => name);
const ofEnvelope = [KEEP_DEAD_LETTERS, new MovePosition()];

it('each step of a transaction writes into the tables that it names, and into no other', async () => {
  const app = new FakeInstance('steps');
  const partition = { topic: 'steps', partition: 0 };
  await test.store.openPosition(partition, 0);
  app.drop('shutdown');
  const values = [
    app.record('INFO', 'plain', { requestId: 'r-1' }),
    app.record('ERROR', 'broken', { dropped: [{ reason: 'shutdown', from: 1, to: 1 }] }),
    app.record('CRITICAL', 'worse'),
    { level: 'error', message: 'foreign', service: 'other' },
    'no json',
  ];
  const batch = logBatch(
    partition,
    values.map((value, offset) => rawMessage(value, { offset, kafkaTime: Date.now() })),
  );
  const kind = test.newLogStore();
  const work = await kind.prepare(batch, { now: Date.now(), startedLate: false });
  const names: string[] = [];
  await test.pool.transaction(async (client) => {
    const before = new Set<string>();
    for (const step of inOrder(kind.steps, work, ofEnvelope, batch)) {
      await step.run(client);
      const added = (await written(client)).filter((table) => !before.has(table));
      expect(new Set(added), step.name).toEqual(new Set(step.locks));
      for (const table of added) before.add(table);
      names.push(step.name);
    }
  });
  expect(names).toEqual([
    'copy records below ERROR',
    'note where requests have their records',
    'identify errors of foreign producers',
    'write down new problems',
    'insert errors',
    'note CRITICAL records for alerts',
    'count errors by problem',
    'write the ledger',
    'add to the counters',
    'keep dead letters',
    'move the position',
  ]);
});

it('the steps of every kind lock tables in one order, the position last', () => {
  const kinds: RecordKind[] = [test.newLogStore(), new ToyStore()];
  const order = new Map<string, number>();
  for (const kind of kinds) {
    const steps = inOrder(kind.steps, {}, ofEnvelope, {} as Parameters<typeof inOrder>[3]);
    expect(steps.map(({ phase }) => PHASES.indexOf(phase))).toEqual(
      steps.map(({ phase }) => PHASES.indexOf(phase)).toSorted((a, b) => a - b),
    );
    expect(steps.at(-1)?.locks).toEqual(['ingest_position']);
    for (const { phase, locks } of steps) {
      for (const table of locks) {
        // A table that belonged to two phases would be locked before and after others.
        expect(order.get(table) ?? PHASES.indexOf(phase), table).toBe(PHASES.indexOf(phase));
        order.set(table, PHASES.indexOf(phase));
      }
    }
  }
});

it('two monitors that store the same errors in opposite orders at once never wait for each other in a circle', async () => {
  const stores = [test.store, test.newStore()];
  const partitions = (['main', 'errors'] as const).map((lane) => ({ topic: `opposite-${lane}`, partition: 0, lane }));
  for (const [index, partition] of partitions.entries()) await stores[index]?.openPosition(partition, 0);
  const deadlocks = `SELECT deadlocks::int FROM pg_stat_database WHERE datname = current_database()`;
  for (let round = 0; round < 8; round += 1) {
    const app = new FakeInstance('opposite');
    const native = Array.from({ length: 150 }, (_, index) => app.record('ERROR', `native ${index}`));
    const foreign = native.map((_, index) => ({ level: 'error', service: 'opposite', message: `${round} ${index}` }));
    const values = [...native, ...foreign];
    const orders = [values, values.toReversed()];
    await Promise.all(
      partitions.map((partition, index) => {
        const messages = (orders[index] as object[]).map((value, at) =>
          rawMessage(value, { offset: round * values.length + at, kafkaTime: Date.now() }),
        );
        return (stores[index] as BatchStore).store(logBatch(partition, messages));
      }),
    );
  }
  expect(
    await test.value(
      `SELECT count(*)::int FROM error_record e JOIN service s ON s.id = e.service_id WHERE s.name = 'opposite'`,
    ),
  ).toBe(8 * 300);
  expect(await test.value(deadlocks)).toBe(0);
});
