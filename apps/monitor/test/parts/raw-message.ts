import type { RawMessage } from '../../src/batch/raw-message.js';

/** A message as Kafka would hand it over; `value` is made JSON unless it is text, bytes or null. */
export function rawMessage(value: unknown, rest: Partial<RawMessage> = {}): RawMessage {
  return { offset: 7, kafkaTime: Date.UTC(2026, 10, 21, 7), key: null, headers: {}, value: bytesOf(value), ...rest };
}

function bytesOf(value: unknown): Buffer | null {
  if (value === null || Buffer.isBuffer(value)) return value;
  return Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));
}
