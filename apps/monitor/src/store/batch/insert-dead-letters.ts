import type pg from 'pg';
import type { DeadLetter } from '../../batch/dead-letter.js';
import { isoTime } from '../connection/iso-time.js';

/** What is kept of an undecodable message; its true size is kept too. */
const MAX_KEPT_BYTES = 64 * 1024;

const INSERT_DEAD_LETTERS = `
  INSERT INTO dead_letter (topic, kafka_partition, kafka_offset, kafka_time, size, reason, detail, key, headers, value, element)
  SELECT $1::text, $2::int, * FROM unnest($3::bigint[], $4::timestamptz[], $5::int[], $6::text[], $7::text[], $8::bytea[], $9::jsonb[], $10::bytea[], $11::int[])
  ON CONFLICT (topic, kafka_partition, kafka_offset, element) DO NOTHING`;

/** Keeps messages aside that could not be stored as records, with where they were and why. */
export async function insertDeadLetters(
  client: pg.PoolClient,
  topic: string,
  partition: number,
  letters: readonly DeadLetter[],
): Promise<void> {
  if (letters.length === 0) return;
  const column = <Value>(value: (letter: DeadLetter) => Value): Value[] => letters.map(value);
  await client.query(INSERT_DEAD_LETTERS, [
    topic,
    partition,
    column(({ message }) => message.offset),
    column(({ message }) => isoTime(message.kafkaTime)),
    column(({ message }) => message.value?.length ?? 0),
    column(({ reason }) => reason),
    column(({ detail }) => printable(detail)),
    column(({ message }) => (message.key === null ? null : Buffer.from(message.key.subarray(0, 1024)))),
    column(({ message }) => headersAsJson(message.headers)),
    column(({ message }) => message.value?.subarray(0, MAX_KEPT_BYTES) ?? null),
    column(({ message }) => message.element ?? null),
  ]);
}

function headersAsJson(headers: DeadLetter['message']['headers']): string {
  const entries = Object.entries(headers).slice(0, 50);
  return JSON.stringify(
    Object.fromEntries(entries.map(([name, value]) => [printable(name), printable(String(value).slice(0, 1000))])),
  );
}

function printable(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\u2400');
}
