import { createTestDatabase, type TestDatabase, waitFor } from '@log-monitor/tools';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { expectTruth } from '../parts/expect-truth.js';
import { MonitorProcess } from '../parts/monitor-process.js';
import { FakeInstance } from '../parts/native-records.js';
import { TestTopics } from '../parts/test-topics.js';

const DEEP = `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`;
const FOREIGN = '"level":"info","service":"s"';

/**
 * What no producer should send, each with what must become of it: stored (sanitised), or kept aside with this reason; of an
 * array each element by itself.
 */
const POISON: readonly [name: string, value: unknown, fate: string, elements?: number][] = [
  ['not JSON', 'oops {', 'not_json'],
  ['empty', '', 'empty'],
  ['a tombstone', null, 'empty'],
  ['invalid UTF-8', Buffer.from([0x7b, 0xff, 0xfe, 0x7d]), 'not_json'],
  ['an array of no records', '[1,2]', 'not_an_object', 2],
  ['a number', '7', 'not_an_object'],
  ['no fields', '{}', 'missing_level'],
  ['fields of wrong types', '{"level":{},"message":[],"service":5,"timestamp":{}}', 'stored'],
  [
    'NUL in every place',
    `{${FOREIGN.replace('"s"', '"s\\u0000"')},"message":"a\\u0000","logger":"\\u0000","k\\u0000":"\\u0000"}`,
    'stored',
  ],
  ['lone surrogates', `{${FOREIGN},"message":"\\ud800","x":{"\\udfff":"\\udc00"}}`, 'stored'],
  [
    '__proto__ and constructor',
    `{${FOREIGN},"message":"m","__proto__":{"x":1},"constructor":{"prototype":1}}`,
    'stored',
  ],
  ['the same key twice', `{${FOREIGN},"message":"a","message":"b"}`, 'stored'],
  ['depth 10,000', `{${FOREIGN},"message":"m","deep":${DEEP}}`, 'stored'],
  ['a number out of range', `{${FOREIGN},"message":"m","timestamp":1e400,"n":1e400}`, 'stored'],
  ['the year 275760', `{${FOREIGN},"message":"m","timestamp":"+275760-09-13T00:00:00.000Z"}`, 'stored'],
  [
    'an ERROR of the year 0',
    `{"level":"error","service":"s","message":"m","timestamp":"0000-01-01T00:00:00Z"}`,
    'stored',
  ],
  ['a service name of 3 kB', `{"level":"info","service":"${'s'.repeat(3000)}","message":"m"}`, 'stored'],
  ['5 MB', JSON.stringify({ level: 'error', service: 's', message: 'x'.repeat(5_000_000) }), 'too_large'],
  ['an error that is no error', `{"level":"error","service":"s","message":"m","err":[[1]],"stack":{"x":1}}`, 'stored'],
  [
    '1,000,000 keys',
    `{${FOREIGN},"message":"m",${Array.from({ length: 1_000_000 }, (_, i) => `"${i}":1`).join(',')}}`,
    'too_large',
  ],
  [
    '900 kB of unique words',
    JSON.stringify({
      level: 'error',
      service: 's',
      message: Array.from({ length: 120_000 }, (_, i) => i.toString(36))
        .join(' ')
        .slice(0, 900_000),
    }),
    'stored',
  ],
  [
    '2 MB of unique words',
    JSON.stringify({
      level: 'info',
      service: 's',
      message: Array.from({ length: 350_000 }, (_, i) => i.toString(36)).join(' '),
    }),
    'too_large',
  ],
  [
    '100,000 keys',
    JSON.stringify({
      level: 'info',
      service: 's',
      message: 'm',
      ...Object.fromEntries(Array.from({ length: 100_000 }, (_, i) => [`k${i}`, 1])),
    }),
    'too_large',
  ],
];

let database: TestDatabase;
let reader: pg.Pool;
let topics: TestTopics;
let monitor: MonitorProcess;

beforeAll(async () => {
  database = await createTestDatabase();
  reader = new pg.Pool({ connectionString: database.url, max: 2 });
  reader.on('error', () => undefined);
  topics = await new TestTopics(inject('kafkaBootstrapServers')).create();
  monitor = await MonitorProcess.create({ ...topics.variables, DATABASE_URL: database.url });
  await monitor.start().ready();
});

afterAll(async () => {
  await monitor.end('SIGTERM');
  await topics.end();
  await reader.end();
  await database.drop();
});

const count = async (sql: string, values: unknown[] = []): Promise<number> =>
  Number(Object.values((await reader.query<Record<string, string>>(sql, values)).rows[0] ?? {})[0]);

describe('bad input', () => {
  it('costs only itself, wherever it stands in a batch', async () => {
    const app = new FakeInstance('good');
    const good = (): unknown => app.record('INFO', 'good');
    const first = POISON.flatMap(([, value]) => [value, good()]);
    const last = POISON.flatMap(([, value]) => [good(), value]);
    const keptAside = POISON.flatMap(([, , fate, elements = 1]) =>
      fate === 'stored' ? [] : Array.from({ length: elements }, () => fate),
    );
    const sent = Date.now();
    await topics.send(topics.main, first);
    await topics.send(topics.main, last);
    const goodRows = `SELECT count(*) FROM log_record r JOIN service s ON s.id = r.service_id WHERE s.name = 'good'`;
    await waitFor(async () => (await count(goodRows)) === 2 * POISON.length, {
      timeoutMs: 20_000,
      what: 'every good record',
    });
    console.log(
      `${4 * POISON.length} messages, half of them bad, stored or kept aside ${Date.now() - sent} ms after they were sent`,
    );
    await expectTruth(reader, [app.truth()], {
      monitor,
      deadLetters: 2 * keptAside.length,
    });
    // Each is named by where it was: the n-th is the first of the first batch, and the last of the second.
    const bad = first.flatMap((_, index) => (index % 2 === 0 && POISON[index / 2]?.[2] !== 'stored' ? [index] : []));
    const offsets = await reader.query<{ n: number }>(
      'SELECT DISTINCT kafka_offset::int - (SELECT min(kafka_offset) FROM log_record r JOIN service s ON s.id = r.service_id WHERE s.name = $2)::int + 1 AS n FROM dead_letter WHERE topic = $1 AND kafka_partition = 0 ORDER BY 1',
      [topics.main, 'good'],
    );
    expect(offsets.rows.map(({ n }) => n)).toEqual([...bad, ...bad.map((index) => first.length + index + 1)]);
    const reasons = await reader.query<{ reason: string; count: string }>(
      'SELECT reason, count(*) FROM dead_letter WHERE topic = $1 GROUP BY 1',
      [topics.main],
    );
    const expected = new Map<string, number>();
    for (const reason of keptAside) expected.set(reason, (expected.get(reason) ?? 0) + 2);
    expect(Object.fromEntries(reasons.rows.map((row) => [row.reason, Number(row.count)]))).toEqual(
      Object.fromEntries(expected),
    );
    const stored = 2 * POISON.filter(([, , fate]) => fate === 'stored').length;
    const badRows = `SELECT count(*) FROM (SELECT service_id FROM log_record UNION ALL SELECT service_id FROM error_record) r JOIN service s ON s.id = r.service_id
      WHERE s.name NOT IN ('good', 'logmonitor')`;
    expect(await count(badRows)).toBe(stored);
  });

  it('is answered for by the API like anything else', async () => {
    const stats = await monitor.get<{ total_logs: number; by_service: Record<string, { total: number }> }>(
      '/api/v1/logs/stats',
    );
    expect(stats.by_service['good']?.total).toBe(2 * POISON.length);
    const { errors } = await monitor.get<{ errors: { timestamp: string }[] }>('/api/v1/logs/errors?service=s');
    expect(errors.length).toBeGreaterThan(0);
  });

  it('isolates a record that only the database refuses', async () => {
    // No producer of ours can make one, so the database is given a rule that refuses one message.
    await reader.query(`ALTER TABLE log_record ADD CONSTRAINT refuse CHECK (message <> 'refused')`);
    const app = new FakeInstance('isolated');
    const records = Array.from({ length: 50 }, (_, index) => app.record('INFO', index === 17 ? 'refused' : 'taken'));
    await topics.send(topics.main, records);
    const rows = `SELECT count(*) FROM log_record r JOIN service s ON s.id = r.service_id WHERE s.name = 'isolated'`;
    await waitFor(async () => (await count(rows)) === 49, { timeoutMs: 20_000, what: 'the 49 others' });
    expect(await count(`SELECT count(*) FROM dead_letter WHERE reason = 'rejected_by_database'`)).toBe(1);
    await reader.query('ALTER TABLE log_record DROP CONSTRAINT refuse');
  });
});
