import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LogBatch } from '../../../src/batch/log-batch.js';
import { FetchedMessages } from '../../../src/ingest/kafka/fetched-messages.js';
import type { ForeignText } from '../../../src/ingest/log/decode-message.js';
import { logMessages } from '../../../src/ingest/log/log-messages.js';
import type { ReadMessages } from '../../../src/ingest/kind/message-kind.js';
import { rawMessage } from '../../parts/raw-message.js';
import { NOTHING_STORED } from '../../../src/batch/stored-errors.js';

function read(values: readonly unknown[], text: ForeignText = 'dead-letter'): ReadMessages<LogBatch> {
  const messages = values.map((value, offset) => rawMessage(value, { offset }));
  return logMessages(text, NOTHING_STORED).read(
    FetchedMessages.of(messages),
    { from: 0, to: messages.length },
    'container-logs/0',
  );
}

const line = (log: string, container: string, more: object = {}): object => ({
  log,
  stream: 'stdout',
  kubernetes: { container_name: container, namespace_name: 'prod', pod_name: `${container}-1`, host: 'node-1' },
  ...more,
});

const part = (log: string, container: string): object => line(log, container, { logtag: 'P' });
const end = (log: string, container: string): object => line(log, container, { logtag: 'F' });
const texts = ({ payload }: ReadMessages<LogBatch>): [string, string, number][] =>
  payload.parsed.map(({ service, message, offset }) => [service, message, offset]);

describe('lines of containers that were cut into parts', () => {
  it('are joined by container, though others write meanwhile', () => {
    const batch = read([
      part('one ', 'a'),
      part('1 ', 'b'),
      end('whole', 'c'),
      part('two ', 'a'),
      end('2', 'b'),
      end('three', 'a'),
    ]);
    expect(texts(batch)).toEqual([
      ['c', 'whole', 2],
      ['b', '1 2', 4],
      ['a', 'one two three', 5],
    ]);
    expect(batch.records).toBe(3);
  });

  it('are read as JSON once they are joined', () => {
    const json = JSON.stringify({ level: 'error', msg: 'no stock', service: 'orders' });
    const batch = read([part(json.slice(0, 20), 'a'), end(json.slice(20), 'a')]);
    expect(batch.payload.parsed).toMatchObject([
      { service: 'orders', message: 'no stock', severity: 4, host: 'node-1' },
    ]);
  });

  it('are stored part by part when the end does not come with the same batch', () => {
    expect(texts(read([part('one ', 'a'), end('x', 'b'), part('two', 'a')]))).toEqual([
      ['a', 'one ', 0],
      ['b', 'x', 1],
      ['a', 'two', 2],
    ]);
  });

  it('are recognised as Docker cuts them: 16 KiB without a line feed', () => {
    const long = 'x'.repeat(16 * 1024);
    const docker = (log: string): object => ({ log, stream: 'stdout', container_name: '/api', container_id: 'f0' });
    expect(texts(read([docker(long), docker('end\n'), docker('short without an end')]))).toEqual([
      ['api', `${long}end`, 1],
      ['api', 'short without an end', 2],
    ]);
    const fluentd = (log: string, last: string): object => ({
      ...docker(log),
      partial_message: 'true',
      partial_id: 'p',
      partial_last: last,
    });
    expect(texts(read([fluentd('a', 'false'), fluentd('b', 'true')]))).toEqual([['api', 'ab', 1]]);
  });

  it('that cannot be read together are dead letters one by one', () => {
    const json = '{"level":"error","msg":"no service"}';
    const nameless = (log: string, logtag: string): object => ({ log, stream: 'stdout', logtag });
    const batch = read([nameless(json.slice(0, 9), 'P'), nameless(json.slice(9), 'F')]);
    expect(batch.payload.parsed).toEqual([]);
    expect(batch.deadLetters.map(({ message, reason }) => [message.offset, reason])).toEqual([
      [0, 'missing_service'],
      [1, 'missing_service'],
    ]);
  });

  it('never lose a byte: each message is in exactly one record, in the order of the container', () => {
    const message = fc.record({
      container: fc.constantFrom('a', 'b', 'c'),
      isPart: fc.boolean(),
      text: fc.stringMatching(/^\w{1,5}$/),
    });
    fc.assert(
      fc.property(fc.array(message, { maxLength: 30 }), (messages) => {
        const batch = read(
          messages.map(({ container, isPart, text }) => (isPart ? part(text, container) : end(text, container))),
        );
        for (const container of ['a', 'b', 'c']) {
          const sent = messages.filter((one) => one.container === container).map(({ text }) => text);
          const stored = texts(batch).filter(([service]) => service === container).map(([, text]) => text); // prettier-ignore
          expect(stored.join('')).toBe(sent.join(''));
        }
        const offsets = batch.payload.parsed.map(({ offset }) => offset);
        expect(offsets).toEqual([...offsets].sort((one, other) => one - other));
      }),
    );
  });
});

describe('text that is no JSON', () => {
  it('is a dead letter', () => {
    expect(read(['ERROR no stock', '"quoted"']).deadLetters.map(({ reason }) => reason)).toEqual([
      'not_json',
      'not_an_object',
    ]);
  });

  it('is a record of the service that a header, the key or the topic names, with FOREIGN_TEXT=store', () => {
    const values = ['ERROR no stock', '"quoted"', '2026-11-27T10:00:00.123456789Z stderr F cannot bind'];
    expect(read(values, 'store').payload.parsed).toMatchObject([
      { service: 'container-logs', message: 'ERROR no stock', severity: 4 },
      { service: 'container-logs', message: 'quoted', severity: 2 },
      {
        service: 'container-logs',
        message: 'cannot bind',
        severity: 4,
        time: Date.UTC(2026, 10, 27, 10, 0, 0, 123),
        timeNanos: 456_789,
      },
    ]);
    const named = [
      rawMessage('hello', { offset: 0, key: Buffer.from('shop') }),
      rawMessage('hello', { offset: 1, key: Buffer.from('shop'), headers: { 'service.name': 'orders' } }),
      rawMessage('hello', { offset: 2, key: Buffer.from([0, 1, 255]) }),
    ];
    const batch = logMessages('store', NOTHING_STORED).read(FetchedMessages.of(named), { from: 0, to: 3 }, 'texts/0');
    expect(batch.payload.parsed.map(({ service }) => service)).toEqual(['shop', 'orders', 'texts']);
  });

  it.each([
    ['INFO ready', 2],
    ['2026-11-27 10:00:00,123 [main] WARN  shop.Orders - slow', 3],
    ['[error] 12#12: *1 open() failed', 4],
    ['ERROR:root:no stock', 4],
    ['time="2026-11-27T10:00:00Z" level=fatal msg="gone"', 5],
    ['panic: no bucket\n\ngoroutine 1 [running]:', 5],
    ['E1127 10:00:00.123456       1 controller.go:12] cannot sync', 4],
    ['Error: no stock\n    at place (/srv/orders.js:1:2)', 4],
    ['no errors were found', 2],
    ['\u001b[31mERROR\u001b[0m no stock', 4],
  ])('%j has the level that it says', (text, severity) => {
    const [record] = read([text], 'store').payload.parsed;
    expect(record).toMatchObject({ severity });
    expect(record?.message).not.toContain('\u001b');
  });

  it('never throws, whatever the bytes, and is storable', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 300 }), (bytes) => {
        for (const { message, service } of read([Buffer.from(bytes)], 'store').payload.parsed) {
          expect(message.isWellFormed() && service.isWellFormed()).toBe(true);
          expect(message + service).not.toContain('\0');
        }
      }),
    );
  });
});
