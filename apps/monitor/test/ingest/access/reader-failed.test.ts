import type * as AccessLog from '@log-monitor/access-log';
import { AccessLogSource, unwrap } from '@log-monitor/access-log';
import { afterEach, expect, it, vi } from 'vitest';
import { accessMessages } from '../../../src/ingest/access/access-messages.js';
import { FetchedMessages } from '../../../src/ingest/kafka/fetched-messages.js';
import { rawMessage } from '../../parts/raw-message.js';

vi.mock('@log-monitor/access-log', async (original) => {
  const library = await original<typeof AccessLog>();
  return { ...library, unwrap: vi.fn(library.unwrap) };
});

const RULES = { topics: [], trustedProxies: [], project: {}, healthChecks: {}, timeZone: 'UTC' };
const LINE = '203.0.113.9 - - [25/Oct/2026:14:49:34 +0200] "GET / HTTP/1.1" 200 571 "-" "curl/8.11.1"';
const fault = (): never => {
  throw new TypeError('a fault of ours');
};

function read(...values: string[]) {
  const messages = FetchedMessages.of(values.map((value, at) => ({ ...rawMessage(value), offset: 100 + at })));
  return accessMessages(RULES).read(messages, { from: 0, to: values.length }, 'web-logs/0');
}

afterEach(() => {
  vi.restoreAllMocks();
});

it('a format whose reader throws costs its line, which is kept unparsed, and no other', () => {
  vi.spyOn(AccessLogSource.prototype, 'readLine').mockImplementationOnce(fault);
  const { payload, deadLetters } = read('what throws', LINE);
  const lines = [...payload.lines];
  expect(deadLetters).toEqual([]);
  expect(lines.map(({ offset, line }) => [offset, line.kind])).toEqual([[100, 'unparsed'], [101, 'access']]); // prettier-ignore
  expect(lines[0]?.line).toMatchObject({ reason: 'reader_failed', raw: 'what throws' });
});

it('a message that cannot be taken apart is kept aside whole, and costs no other', () => {
  vi.mocked(unwrap).mockImplementationOnce(fault);
  const { payload, deadLetters } = read('["what throws"]', LINE);
  expect(deadLetters).toMatchObject([
    { message: { offset: 100 }, reason: 'reader_failed', detail: 'TypeError: a fault of ours' },
  ]);
  expect([...payload.lines].map(({ offset }) => offset)).toEqual([101]);
});
