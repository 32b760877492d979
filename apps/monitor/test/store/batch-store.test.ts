import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Batch, Lane } from '../../src/batch/batch.js';
import type { LogBatch } from '../../src/batch/log-batch.js';
import { DeadLetterDesk } from '../../src/ingest/dead-letters/dead-letter-desk.js';
import type { RawMessage } from '../../src/batch/raw-message.js';
import { DeadLetterStore } from '../../src/store/dead-letters/dead-letter-store.js';
import { ExpiredRows } from '../../src/store/upkeep/expired-rows.js';
import { logAssembly, logBatch } from '../parts/log-batch.js';
import { FakeInstance } from '../parts/native-records.js';
import { rawMessage } from '../parts/raw-message.js';
import { TestStore } from '../parts/test-store.js';

let test: TestStore;
beforeAll(async () => {
  test = await TestStore.create();
  await test.partitions.maintain(Date.now());
});
afterAll(() => test.close());

/** A topic partition that exists only here: hands out offsets and remembers where the store stands. */
class FakePartition {
  #next = 0;

  constructor(
    readonly topic: string,
    readonly lane: Lane = 'main',
    readonly partition = 0,
  ) {}

  batch(values: unknown[], headers: RawMessage['headers'] = {}): Batch<LogBatch> {
    const expectedOffset = this.#next;
    const messages = values.map((value, index) =>
      rawMessage(value, { offset: expectedOffset + index, headers, kafkaTime: Date.now() }),
    );
    this.#next += values.length;
    return logBatch(this, messages);
  }
}

const counted = async (service: string): Promise<Record<string, number>> => {
  const rows = await test.rows<{ level: number; count: string }>(
    'SELECT c.level, sum(c.count) AS count FROM log_count c JOIN service s ON s.id = c.service_id WHERE s.name = $1 GROUP BY 1',
    [service],
  );
  return Object.fromEntries(rows.map(({ level, count }) => [level, Number(count)]));
};

const ledgerOf = async (instance: string): Promise<Record<string, unknown> | undefined> =>
  (
    await test.rows('SELECT l.* FROM ledger l JOIN source s ON s.id = l.source_id WHERE s.instance = $1', [instance])
  )[0];

describe('BatchStore', () => {
  it('stores a record once, however often and on whichever topic it comes', async () => {
    const app = new FakeInstance('once');
    const main = new FakePartition('once-main');
    const errors = new FakePartition('once-errors', 'errors');
    const info = app.record('INFO', 'fine');
    const error = app.record('ERROR', 'broken', {
      error: { type: 'E', message: 'm', stack: 's', cause: { type: 'C' } },
      attributes: { a: 1 },
    });
    await test.store.openPosition(main, 0);
    await test.store.openPosition(errors, 0);
    await test.store.store(errors.batch([error]));
    expect(await test.store.store(main.batch([info, error, info, error]))).toMatchObject({ stored: 1, duplicates: 2 });
    expect(await test.store.store(errors.batch([error]))).toMatchObject({ stored: 0, duplicates: 0 });
    expect(await test.value(`SELECT count(*) FROM log_record WHERE id = $1`, [info.id])).toBe('1');
    const stored = await test.rows('SELECT * FROM error_record WHERE id = $1', [error.id]);
    expect(stored).toHaveLength(1);
    expect(stored[0]).toMatchObject({
      error_type: 'E',
      error_message: 'm',
      stack: 's',
      error_detail: { cause: { type: 'C' } },
      attributes: { a: 1 },
    });
    expect(await counted('once')).toEqual({ 2: 1, 4: 1 });
    expect(await ledgerOf(app.instance)).toMatchObject({
      records: '2',
      duplicates: '2',
      received: '{[1,3)}',
      holes: [],
    });
  });

  it('moves nothing when another monitor has moved the position: the fence', async () => {
    const app = new FakeInstance('fence');
    const partition = new FakePartition('fence-main');
    await test.store.openPosition(partition, 0);
    const zombie = test.newStore();
    const batch = partition.batch([app.record('INFO', 'a'), app.record('ERROR', 'b')]);
    await test.store.store(batch);
    await expect(zombie.store(batch)).rejects.toMatchObject({ code: 'POSITION_MOVED' });
    expect(await counted('fence')).toEqual({ 2: 1, 4: 1 });
    expect(await ledgerOf(app.instance)).toMatchObject({ records: '2', duplicates: '0' });
    expect(await test.store.openPosition(partition, 0)).toMatchObject({ nextOffset: 2 });
  });

  it('does not trust what it remembers of a ledger row that another monitor has written', async () => {
    const app = new FakeInstance('moved');
    const first = new FakePartition('moved-main', 'main', 0);
    const second = new FakePartition('moved-main', 'main', 1);
    await test.store.openPosition(first, 0);
    await test.store.openPosition(second, 0);
    const other = test.newStore();
    await test.store.store(first.batch([app.record('INFO', '1')]));
    await other.store(second.batch([app.record('INFO', '2')]));
    const third = first.batch([app.record('INFO', '3')]);
    await expect(test.store.store(third)).rejects.toMatchObject({ code: 'POSITION_MOVED' });
    await test.store.store(third);
    expect(await ledgerOf(app.instance)).toMatchObject({ records: '3', duplicates: '0', received: '{[1,4)}' });
  });

  it('tells a loss from a drop, and hears of numbers that never came', async () => {
    const app = new FakeInstance('holes');
    const partition = new FakePartition('holes-main');
    await test.store.openPosition(partition, 0);
    const records = [app.record('INFO', '1')];
    app.skip();
    app.skip();
    records.push(app.record('INFO', '4', { dropped: [{ reason: 'queue_overflow', from: 2, to: 2 }] }));
    await test.store.store(partition.batch(records, { 'last-seq': Buffer.from('6') }));
    expect(await ledgerOf(app.instance)).toMatchObject({
      highest: '6',
      holes: [
        { from: 3, to: 3 },
        { from: 5, to: 6 },
      ],
      ended: false,
    });
    const report = { v: 1, instance: app.instance, report: true, dropped: [{ reason: 'shutdown', from: 5, to: 6 }] };
    await test.store.store(partition.batch([report], { end: Buffer.from('true') }));
    expect(await ledgerOf(app.instance)).toMatchObject({ holes: [{ from: 3, to: 3 }], ended: true });
    expect(
      await test.rows(
        'SELECT reason, ranges::text FROM ledger_drop d JOIN source s ON s.id = d.source_id WHERE s.instance = $1 ORDER BY 1',
        [app.instance],
      ),
    ).toEqual([
      { reason: 'queue_overflow', ranges: '{[2,3)}' },
      { reason: 'shutdown', ranges: '{[5,7)}' },
    ]);
    expect(await counted('holes')).toEqual({ 2: 2 });
  });

  it('accounts for a process of which only its drops are known, and learns its name from the first record', async () => {
    const app = new FakeInstance('unheard');
    const partition = new FakePartition('unheard-main');
    await test.store.openPosition(partition, 0);
    const dropped = [1, 2, 3].map(() => app.drop('shutdown'));
    app.skip();
    const report = { v: 1, instance: app.instance, report: true, dropped: [{ reason: 'shutdown', from: 1, to: 3 }] };
    const headers = { 'last-seq': Buffer.from('4'), end: Buffer.from('true') };
    await test.store.store(partition.batch([report, report], headers));
    expect(dropped).toEqual([1, 2, 3]);
    expect(await ledgerOf(app.instance)).toMatchObject({
      records: '0',
      highest: '4',
      received: '{}',
      holes: [{ from: 4, to: 4 }],
      ended: true,
    });
    const nameOf = `SELECT v.name FROM source s JOIN service v ON v.id = s.service_id WHERE s.instance = $1`;
    expect(await test.value(nameOf, [app.instance])).toBe('(unknown)');
    await test.store.store(partition.batch([app.record('INFO', 'x')]));
    expect(await test.value(nameOf, [app.instance])).toBe('unheard');
    expect(await ledgerOf(app.instance)).toMatchObject({ records: '1', highest: '5', received: '{[5,6)}' });
  });

  it('takes two identical foreign lines in one topic for two records, a pair across the topics for one', async () => {
    const [info, , error, critical] = readFileSync(new URL('../fixtures/python-handler.jsonl', import.meta.url), 'utf8')
      .trim()
      .split('\n');
    const main = new FakePartition('foreign-main');
    const errors = new FakePartition('foreign-errors', 'errors');
    await test.store.openPosition(main, 0);
    await test.store.openPosition(errors, 0);
    await test.store.store(main.batch([info, error, error]));
    await test.store.store(errors.batch([error, error, critical, error]));
    await test.store.store(main.batch([error, info]));
    expect(await counted('billing')).toEqual({ 2: 2, 4: 3, 5: 1 });
    expect(
      await test.value(
        `SELECT count(DISTINCT e.id) FROM error_record e JOIN service s ON s.id = e.service_id WHERE s.name = 'billing'`,
      ),
    ).toBe('4');
  });

  it('pairs foreign errors without a time of their own across the topics', async () => {
    const line = { level: 'error', message: 'no clock', service: 'timeless' };
    const main = new FakePartition('timeless-main');
    const errors = new FakePartition('timeless-errors', 'errors');
    await test.store.openPosition(main, 0);
    await test.store.openPosition(errors, 0);
    await test.store.store(main.batch([line]));
    await test.store.store(errors.batch([line]));
    expect(await counted('timeless')).toEqual({ 4: 1 });
  });

  it('keeps aside what cannot be read, once, with where it was and why', async () => {
    const partition = new FakePartition('dead-main');
    await test.store.openPosition(partition, 0);
    await test.store.store(partition.batch(['no json', null], { 'x\0': Buffer.from('\0') }));
    const letters = await test.rows(
      `SELECT kafka_offset, reason, size, value FROM dead_letter WHERE topic = 'dead-main' ORDER BY 1`,
    );
    expect(letters).toEqual([
      { kafka_offset: '0', reason: 'not_json', size: 7, value: Buffer.from('no json') },
      { kafka_offset: '1', reason: 'empty', size: 0, value: null },
    ]);
  });

  it('stores a dead letter that can be read by now, once, and says what became of the others', async () => {
    const desk = new DeadLetterDesk(new DeadLetterStore(test.pool, test.store), logAssembly('retry-main'));
    const partition = new FakePartition('retry-main');
    const app = new FakeInstance('retried');
    await test.store.openPosition(partition, 0);
    await test.store.store(partition.batch(['no json', 'was no json', `"${'x'.repeat(70_000)}"`]));
    const ids = (
      await test.rows<{ id: string }>(`SELECT id FROM dead_letter WHERE topic = 'retry-main' ORDER BY kafka_offset`)
    ).map(({ id }) => Number(id)) as [number, number, number];
    // As if the rules had learned to read it since.
    const value = Buffer.from(JSON.stringify(app.record('ERROR', 'readable')));
    await test.rows('UPDATE dead_letter SET value = $2, size = $3 WHERE id = $1', [ids[1], value, value.length]);
    expect(await Promise.all(ids.map((id) => desk.retry(id)))).toEqual(['undecodable', 'stored', 'incomplete']);
    expect(await desk.retry(ids[1])).toBe('absent');
    expect(await counted('retried')).toEqual({ 4: 1 });
    expect(await ledgerOf(app.instance)).toMatchObject({ received: '{[1,2)}' });
    expect(await test.store.openPosition(partition, 0)).toMatchObject({ nextOffset: 3 });
    expect([await desk.discard(ids[0]), await desk.discard(ids[0])]).toEqual([true, false]);
  });

  it('LOG_STORE_LEVEL=ERROR stores errors only, and still counts and follows every record', async () => {
    const light = test.newStore('ERROR');
    const app = new FakeInstance('light');
    const partition = new FakePartition('light-main');
    await light.openPosition(partition, 0);
    const levels = ['DEBUG', 'INFO', 'WARNING', 'ERROR', 'CRITICAL'] as const;
    await light.store(partition.batch(levels.map((level) => app.record(level, level))));
    expect(await counted('light')).toEqual({ 1: 1, 2: 1, 3: 1, 4: 1, 5: 1 });
    expect(await ledgerOf(app.instance)).toMatchObject({ received: '{[1,6)}', holes: [] });
    const rows = `SELECT count(*) FROM log_record r JOIN service s ON s.id = r.service_id WHERE s.name = 'light'`;
    expect(await test.value(rows)).toBe('0');
    expect(await test.value(rows.replace('log_record', 'error_record'))).toBe('2');
  });

  it('files absurd event times where they do no harm, and keeps them as sent', async () => {
    const partition = new FakePartition('clock-main');
    await test.store.openPosition(partition, 0);
    const line = { message: 'm', service: 'clock' };
    const times = [
      '1970-01-01T00:00:00.000Z',
      '2016-01-01T00:00:00.000Z',
      '2199-01-01T00:00:00.000Z',
      '+275760-09-13T00:00:00.000Z',
    ];
    await test.store.store(
      partition.batch(
        times.flatMap((timestamp) => [
          { ...line, level: 'info', timestamp },
          { ...line, level: 'error', timestamp },
        ]),
      ),
    );
    expect(await counted('clock')).toEqual({ 2: 4, 4: 4 });
    const sent = await test.rows<{ time_as_sent: string }>(
      `SELECT time_as_sent FROM log_record r JOIN service s ON s.id = r.service_id WHERE s.name = 'clock'`,
    );
    expect(sent.map((row) => row.time_as_sent).sort()).toContain('1970-01-01T00:00:00.000Z');
  });

  it('writes a gap down when Kafka has forgotten records, and never moves over it twice', async () => {
    const partition = new FakePartition('gap-main');
    await test.store.openPosition(partition, 0);
    await test.store.recordGap(partition, 0, 40, 'retention');
    await expect(test.store.recordGap(partition, 0, 40, 'retention')).rejects.toMatchObject({ code: 'POSITION_MOVED' });
    expect(await test.rows(`SELECT from_offset, to_offset, reason FROM ingest_gap WHERE topic = 'gap-main'`)).toEqual([
      { from_offset: '0', to_offset: '40', reason: 'retention' },
    ]);
    expect(await test.store.openPosition(partition, 99)).toMatchObject({ nextOffset: 40 });
  });

  it('numbers before what could be read are unknown, not missing', async () => {
    const app = new FakeInstance('late');
    const partition = new FakePartition('late-main');
    partition.batch(Array.from({ length: 100 }, () => app.record('INFO', 'gone')));
    await test.store.openPosition(partition, 100);
    await test.store.store(partition.batch([app.record('INFO', 'kept')]));
    expect(await ledgerOf(app.instance)).toMatchObject({ unknown_below: '101', holes: [], received: '{[101,102)}' });
  });
});

describe('DayPartitions', () => {
  it('makes days ahead, takes over rows that had no day yet, and drops days whose retention is over', async () => {
    const other = await TestStore.create();
    try {
      const now = Date.UTC(2030, 5, 15, 12);
      await other.rows(`INSERT INTO log_record (time, kafka_offset, id, service_id, source_id, kafka_partition, level, message)
        SELECT t, 1, gen_random_uuid(), 1, 1, 0, 2, 'x' FROM unnest(ARRAY['2030-06-15T00:00:00Z', '2030-06-15T23:59:59.999Z']::timestamptz[]) t`);
      const { made, dropped } = await other.partitions.maintain(now);
      expect(made).toContain('log_record_20300608');
      expect(made).toContain('error_record_20300617');
      expect(dropped).toEqual([]);
      expect(await other.value('SELECT count(*) FROM log_record_20300615')).toBe('2');
      expect(await other.value('SELECT count(*) FROM log_record_default')).toBe('0');
      expect(await other.partitions.maintain(now)).toEqual({ made: [], dropped: [] });
      const later = await other.partitions.maintain(now + 8 * 86_400_000);
      expect(later.dropped).toContain('log_record_20300615');
      expect(await other.value('SELECT count(*) FROM log_record')).toBe('0');
    } finally {
      await other.close();
    }
  });

  it('an ERROR of a day without a partition goes with the retention, by its arrival, however far ahead its own time is', async () => {
    const other = await TestStore.create();
    try {
      const [now, days] = [Date.now(), 86_400_000];
      await other.partitions.maintain(now);
      const partition = new FakePartition('ahead-main');
      await other.store.openPosition(partition, 0);
      const app = new FakeInstance('ahead');
      const times = ['2016-01-01T00:00:00.000Z', '2090-01-01T00:00:00.000Z'];
      await other.store.store(partition.batch(times.map((timestamp) => app.record('ERROR', 'x', { timestamp }))));
      const retention = {
        logDays: 7,
        errorDays: 7,
        groupDays: 90,
        accessDays: 7,
        storeLevel: 'DEBUG',
        diskMaxBytes: undefined,
      } as const;
      const expired = new ExpiredRows(other.pool, { retention });
      expect(await expired.delete(now)).not.toHaveProperty('error_record_default');
      expect(await other.value('SELECT count(*) FROM error_record_default')).toBe('2');
      expect(await expired.delete(now + 8 * days)).toMatchObject({ error_record_default: 2 });
    } finally {
      await other.close();
    }
  });

  it('keeps the records below a cap on disk: the oldest day below ERROR first, today never', async () => {
    const other = await TestStore.create();
    try {
      const now = Date.UTC(2030, 5, 15, 12);
      await other.partitions.maintain(now);
      await other.rows(`INSERT INTO log_record (time, kafka_offset, id, service_id, source_id, kafka_partition, level, message)
        SELECT timestamptz '2030-06-15 12:00Z' - n % 3 * interval '1 day', n, gen_random_uuid(), 1, 1, 0, 2, repeat('x', 500) FROM generate_series(1, 6000) n`);
      const full = (await other.partitions.keepBelow(Number.MAX_SAFE_INTEGER, now)).size;
      // Empty days before it go on the way.
      const empty = await other.value(`SELECT sum(pg_total_relation_size(oid)) FROM pg_class
        WHERE relkind = 'r' AND relname ~ '^(log|access)_[a-z]+_2030' AND right(relname, 8) <= '20300613' AND relname <> 'log_record_20300613'`);
      const cap = full - Number(empty) - 1;
      const { dropped, size } = await other.partitions.keepBelow(cap, now);
      expect(dropped.at(-1)).toBe('log_record_20300613');
      expect(size).toBeLessThanOrEqual(cap);
      const { dropped: rest } = await other.partitions.keepBelow(1, now);
      expect(rest).toContain('log_record_20300614');
      expect(rest.some((name) => name.endsWith('20300615'))).toBe(false);
      expect(await other.value(`SELECT count(*) FROM log_record WHERE time >= '2030-06-15Z'`)).toBe('2000');
    } finally {
      await other.close();
    }
  });
});
