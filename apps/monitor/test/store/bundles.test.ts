import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Lane } from '../../src/batch/batch.js';
import type { RawMessage } from '../../src/batch/raw-message.js';
import { DeadLetterDesk } from '../../src/ingest/dead-letters/dead-letter-desk.js';
import { DeadLetterStore } from '../../src/store/dead-letters/dead-letter-store.js';
import { logAssembly, logBatch } from '../parts/log-batch.js';
import { rawMessage } from '../parts/raw-message.js';
import { TestStore } from '../parts/test-store.js';

let test: TestStore;
beforeAll(async () => {
  test = await TestStore.create();
  await test.partitions.maintain(Date.now());
});
afterAll(() => test.close());

const info = (message: string, service: string): object => ({ level: 'info', message, service });
const error = (message: string, service: string): object => ({ level: 'error', message, service });

async function storeMessages(topic: string, values: unknown[], lane: Lane = 'main', from = 0): Promise<RawMessage[]> {
  const messages = values.map((value, index) => rawMessage(value, { offset: from + index, kafkaTime: Date.now() }));
  const place = { topic, partition: 0, lane };
  if (from === 0) await test.store.openPosition(place, 0);
  await test.store.store(logBatch(place, messages));
  return messages;
}

const messagesOf = async (service: string): Promise<string[]> =>
  (
    await test.rows<{ message: string }>(
      `SELECT r.message FROM (SELECT service_id, message, kafka_offset FROM log_record UNION ALL
         SELECT service_id, message, kafka_offset FROM error_record) r
         JOIN service s ON s.id = r.service_id WHERE s.name = $1 ORDER BY kafka_offset, message`,
      [service],
    )
  ).map(({ message }) => message);

const lettersOf = async (
  topic: string,
): Promise<{ id: number; element: number | null; reason: string; detail: string }[]> =>
  (
    await test.rows<{ id: string; element: number | null; reason: string; detail: string }>(
      'SELECT id, element, reason, detail FROM dead_letter WHERE topic = $1 ORDER BY element NULLS FIRST',
      [topic],
    )
  ).map(({ id, ...letter }) => ({ ...letter, id: Number(id) }));

describe('a message that holds several records', () => {
  it('is stored record by record, each with an id of its own; the position moves once', async () => {
    await storeMessages('several', [
      [info('a', 'several'), error('b', 'several'), info('a', 'several')],
      info('c', 'several'),
    ]);
    expect(await messagesOf('several')).toEqual(['a', 'a', 'b', 'c']);
    expect(await test.value('SELECT count(DISTINCT r.id) FROM log_record r JOIN service s ON s.id = r.service_id WHERE s.name = $1', ['several'])).toBe('3'); // prettier-ignore
    expect(await test.value('SELECT next_offset FROM ingest_position WHERE topic = $1', ['several'])).toBe('2');
  });

  it('gives each record the same id whenever it is read', () => {
    const read = (): string[] =>
      logBatch({ topic: 'same', partition: 0 }, [rawMessage([info('a', 's'), info('a', 's')])]).payload.parsed.map(
        ({ id }) => id,
      );
    expect(new Set(read()).size).toBe(2);
    expect(read()).toEqual(read());
  });

  it('pairs its errors with their copies on the topic of errors, in whatever message they come', async () => {
    await storeMessages('pair', [[error('x', 'pair'), error('x', 'pair'), error('y', 'pair')]]);
    await storeMessages('pair-errors', [[error('y', 'pair')], [error('x', 'pair'), error('x', 'pair')]], 'errors');
    expect(await messagesOf('pair')).toEqual(['x', 'x', 'y']);
  });

  it('loses only the record that is bad: its letter says which, and can be tried again', async () => {
    await storeMessages('bad', [
      [info('a', 'bad'), { level: 'info', service: 'bad' }, 17, [info('b', 'bad')], info('c', 'bad')],
    ]);
    expect(await messagesOf('bad')).toEqual(['a', 'c']);
    const letters = await lettersOf('bad');
    expect(letters.map(({ element, reason }) => [element, reason])).toEqual([
      [1, 'missing_message'],
      [2, 'not_an_object'],
      [3, 'not_an_object'],
    ]);
    const desk = new DeadLetterDesk(new DeadLetterStore(test.pool, test.store), logAssembly('bad'));
    expect(await desk.retry(letters[0]?.id as number)).toBe('undecodable');
    await test.pool.run('UPDATE dead_letter SET value = $2, size = $3 WHERE id = $1', [
      letters[0]?.id,
      ...bytes(info('mended', 'bad')),
    ]);
    expect(await desk.retry(letters[0]?.id as number)).toBe('stored');
    expect(await messagesOf('bad')).toEqual(['a', 'c', 'mended']);
  });

  it('that was kept aside as a whole gives its records when it is tried again, and a letter for each bad one', async () => {
    const value = JSON.stringify([info('a', 'whole'), { level: 'info' }, error('b', 'whole')]);
    await test.pool.run(
      `INSERT INTO dead_letter (topic, kafka_partition, kafka_offset, kafka_time, size, reason, value)
       VALUES ('whole', 0, 5, now(), $1, 'not_an_object', $2)`,
      [value.length, Buffer.from(value)],
    );
    const [letter] = await lettersOf('whole');
    const desk = new DeadLetterDesk(new DeadLetterStore(test.pool, test.store), logAssembly('whole'));
    expect(await desk.retry(letter?.id as number)).toBe('stored');
    expect(await messagesOf('whole')).toEqual(['a', 'b']);
    expect((await lettersOf('whole')).map(({ element, reason }) => [element, reason])).toEqual([
      [1, 'missing_message'],
    ]);
  });

  it('may be empty or too large, which is a letter of the whole message', async () => {
    await storeMessages('none', ['[]', { resourceLogs: [] }, Array.from({ length: 10_001 }, () => 1)]);
    expect((await lettersOf('none')).map(({ element, reason }) => [element, reason])).toEqual([
      [null, 'not_an_object'],
      [null, 'not_an_object'],
      [null, 'too_large'],
    ]);
  });

  it('keeps the digits of its numbers, in the attributes and in an identity', async () => {
    await storeMessages('digits', [
      '[{"level":"info","service":"digits","message":"m","trace_id":9876543210987654321,"n":12345678901234567890}]',
    ]);
    const [row] = await test.rows('SELECT trace_id, attributes FROM log_record r JOIN service s ON s.id = r.service_id WHERE s.name = $1', ['digits']); // prettier-ignore
    expect(row).toEqual({ trace_id: '9876543210987654321', attributes: { n: '12345678901234567890' } });
  });
});

function bytes(value: object): [Buffer, number] {
  const text = Buffer.from(JSON.stringify(value));
  return [text, text.length];
}
