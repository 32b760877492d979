import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LOG_RECORD_COLUMNS } from '../../src/store/log/log-record-columns.js';
import { arbitraryRecord } from '../parts/arbitrary-record.js';
import { logBatch } from '../parts/log-batch.js';
import { rawMessage } from '../parts/raw-message.js';
import { TestStore } from '../parts/test-store.js';

const DAY_MS = 86_400_000;
const COMPARED = `l.time, l.seq, l.kafka_offset, l.kafka_partition, l.level, l.message, l.logger, l.request_id, l.user_id, l.trace_id,
  l.span_id, l.time_as_sent, l.error::text, l.attributes::text, sv.name AS service`;

let test: TestStore;
beforeAll(async () => {
  test = await TestStore.create();
  await test.partitions.maintain(Date.now());
});
afterAll(() => test.close());

/** Stores these values from a topic of their own and gives back the rows, oldest offset first. */
async function stored(topic: string, instance: string, values: string[]): Promise<Record<string, unknown>[]> {
  await test.store.openPosition({ topic, partition: 3 }, 0);
  const messages = values.map((value, offset) => rawMessage(value, { offset, kafkaTime: Date.now() }));
  await test.store.store(logBatch({ topic, partition: 3 }, messages));
  return await test.rows(
    `SELECT ${COMPARED} FROM log_record l JOIN source s ON s.id = l.source_id JOIN service sv ON sv.id = l.service_id
     WHERE s.instance = $1 ORDER BY l.kafka_offset`,
    [instance],
  );
}

describe('copyLogRecords', () => {
  it('writes every column of the table, each by its type', async () => {
    const table = await test.rows(
      `SELECT attname AS name, typname AS type FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
        WHERE attrelid = 'log_record'::regclass AND attnum > 0 AND NOT attisdropped`,
    );
    const written = LOG_RECORD_COLUMNS.map(({ name, type }) => ({ name, type }));
    expect(new Set(written)).toEqual(new Set(table));
    expect(written).toHaveLength(table.length);
  });

  it('writes the same rows whether a record was scanned or parsed', async () => {
    const now = Date.now();
    const records = fc.sample(arbitraryRecord, { numRuns: 1500, seed: 11 }).map((record, index) => {
      // Some times within the kept days and some out of them, which are clamped.
      const isKept = index % 3 > 0;
      const time = isKept ? now - (index % 5) * DAY_MS : Date.parse(record['timestamp'] as string);
      const hex = time.toString(16).padStart(12, '0');
      const id = `${hex.slice(0, 8)}-${hex.slice(8)}${(record['id'] as string).slice(13)}`;
      return {
        ...record,
        id,
        timestamp: new Date(time).toISOString(),
        seq: index + 1,
        level: 'INFO',
        service: 'compared',
      };
    });
    const values = (instance: string, opening: string): string[] =>
      records.map((record) => opening + JSON.stringify({ ...record, instance }).slice(1));
    const [scanned, parsed] = [randomUUID(), randomUUID()];
    const partition = { topic: 't', partition: 0 };
    const messages = values(scanned, '{').map((value, offset) => rawMessage(value, { offset }));
    expect(logBatch(partition, messages).payload.scanned.length).toBeGreaterThan(300);
    // A blank is JSON like any other, and enough to send a record the other way.
    expect(logBatch(partition, [rawMessage(values(parsed, '{ ')[0])]).payload.scanned.length).toBe(0);
    const rows = await stored('scanned', scanned, values(scanned, '{'));
    const expected = await stored('parsed', parsed, values(parsed, '{ '));
    expect(rows.length).toBeGreaterThan(1000);
    const clampedNear = (row: Record<string, unknown>): Record<string, unknown> => ({
      ...row,
      // The bounds of the kept days move on with the clock between the two batches.
      ...(row['time_as_sent'] !== null && { time: Math.round((row['time'] as Date).getTime() / DAY_MS) }),
    });
    expect(rows.map(clampedNear)).toEqual(expected.map(clampedNear));
  });
});
