import { expect, it, vi } from 'vitest';
import { FetchedMessages } from '../../src/ingest/kafka/fetched-messages.js';
import { logMessages } from '../../src/ingest/log/log-messages.js';
import { rawMessage } from '../parts/raw-message.js';
import { NOTHING_STORED } from '../../src/batch/stored-errors.js';

vi.mock('../../src/ingest/log/foreign/unfold.js', () => ({
  unfold: () => {
    throw new TypeError('a fault of ours');
  },
}));

it('a reader that throws costs its message, which is kept aside, and no other', () => {
  const foreign = '{"level":"error","service":"s","message":"m"}';
  const messages = FetchedMessages.of([rawMessage(foreign), rawMessage('no JSON')]);
  const { payload, deadLetters } = logMessages('dead-letter', NOTHING_STORED).read(
    messages,
    { from: 0, to: 2 },
    'logs/0',
  );
  expect(payload.parsed).toEqual([]);
  expect(deadLetters.map(({ reason, detail }) => [reason, detail])).toEqual([
    ['reader_failed', 'TypeError: a fault of ours'],
    ['not_json', expect.any(String)],
  ]);
});
