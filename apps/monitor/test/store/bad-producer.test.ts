import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { StoredBatch } from '../../src/batch/batch-sink.js';
import { logBatch } from '../parts/log-batch.js';
import { FakeInstance } from '../parts/native-records.js';
import { rawMessage } from '../parts/raw-message.js';
import { TestStore } from '../parts/test-store.js';

let test: TestStore;
beforeAll(async () => {
  test = await TestStore.create();
});
afterAll(() => test.close());

const partition = { topic: 'flood', partition: 0 };
let next = 0;

async function store(values: unknown[]): Promise<StoredBatch> {
  const messages = values.map((value, index) => rawMessage(value, { offset: next + index, kafkaTime: Date.now() }));
  next += values.length;
  return await test.store.store(logBatch(partition, messages));
}

it('a producer that invents services and processes without end is stored, counted and bounded', async () => {
  await test.store.openPosition(partition, 0);
  const honest = new FakeInstance('honest');
  await store([honest.record('INFO', 'before')]);
  // The process limit is 50,000: a row for each but a few, made at once, stands for the flood that came before.
  await test.rows(
    `INSERT INTO source (service_id, host_id, instance) SELECT 1, 1, gen_random_uuid() FROM generate_series(1, 49990)`,
  );
  for (let round = 0; round < 4; round += 1) {
    const flood = Array.from({ length: 2500 }, (_, index) =>
      new FakeInstance(`invented-${round * 2500 + index}`).record('INFO', 'x', { host: randomUUID() }),
    );
    expect(await store(flood)).toMatchObject({ stored: 2500, duplicates: 0 });
  }
  expect(await test.value('SELECT count(*) FROM service')).toBe('2001');
  expect(Number(await test.value('SELECT count(*) FROM host'))).toBeLessThanOrEqual(10_001);
  expect(Number(await test.value('SELECT count(*) FROM source WHERE instance IS NOT NULL'))).toBeLessThanOrEqual(
    50_000,
  );
  const counted = `SELECT sum(c.count) FROM log_count c JOIN service s ON s.id = c.service_id WHERE s.name`;
  expect(await test.value(`${counted} = '(other)'`)).toBe('8001');
  expect(await test.value(`${counted} LIKE 'invented%'`)).toBe('1999');
  // Who was there before is still followed number by number.
  const again = honest.record('INFO', 'after');
  await store([again, again]);
  expect(
    await test.rows('SELECT l.duplicates FROM ledger l JOIN source s ON s.id = l.source_id WHERE s.instance = $1', [
      honest.instance,
    ]),
  ).toEqual([{ duplicates: '1' }]);
});
