import { type AccessRecord, LINE_HEADER } from '@log-monitor/access-record';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AccessBatch, AccessLine } from '../../../src/batch/access-batch.js';
import { type RawMessage, UNDECODABLE_BATCH } from '../../../src/batch/raw-message.js';
import { accessMessages } from '../../../src/ingest/access/access-messages.js';
import type { AccessReadingRules } from '../../../src/ingest/access/access-sources.js';
import { FetchedMessages } from '../../../src/ingest/kafka/fetched-messages.js';
import type { ReadMessages } from '../../../src/ingest/kind/message-kind.js';
import { rawMessage } from '../../parts/raw-message.js';

const INSTANCE = '0197a3f0-0000-4000-8000-00000000000a';
const COMBINED =
  '203.0.113.9 - - [25/Oct/2026:14:49:34 +0200] "GET /orders/17 HTTP/1.1" 404 571 "http://shop.example/" "curl/8.11.1"';
const RULES: AccessReadingRules = {
  topics: [{ topic: 'logging.kong', format: 'kong' }],
  trustedProxies: ['10.0.0.0/8'],
  project: {},
  healthChecks: {},
  timeZone: 'UTC',
};

/** Messages with rising offsets. */
function read(messages: readonly Partial<RawMessage>[], topic = 'web-logs'): ReadMessages<AccessBatch> {
  const raw = messages.map((message, index) => ({ ...rawMessage('x'), offset: 100 + index, ...message }));
  const range = { from: 0, to: raw.length };
  return accessMessages(RULES).read(FetchedMessages.of(raw), range, `${topic}/3`);
}

const line = (value: string | Buffer, headers: Record<string, string> = {}): Partial<RawMessage> => ({
  value: Buffer.from(value as string),
  headers,
});
/** As a collector sends a line. */
const collected = (value: string, seq: number, more: Record<string, string> = {}): Partial<RawMessage> =>
  line(value, {
    [LINE_HEADER.instance]: INSTANCE,
    seq: String(seq),
    'last-seq': String(seq + 5),
    source: 'shop',
    ...more,
  });
const linesOf = ({ payload }: ReadMessages<AccessBatch>): readonly AccessLine[] => [...payload.lines];
const cri = (tag: 'F' | 'P', text: string, stream = 'stdout'): string =>
  `2026-10-25T12:49:34.493035218+00:00 ${stream} ${tag} ${text}`;

describe('lines of a collector', () => {
  it('have the origin and the number that their headers say', () => {
    const batch = read([
      collected(COMBINED, 1, { server: 'web1', cluster: 'eu', file: '/var/log/a.log' }),
      collected(COMBINED, 2, { server: 'web1', cluster: 'eu', file: '/var/log/b.log' }),
    ]);
    const [one, two] = linesOf(batch);
    expect(one).toMatchObject({ offset: 100, element: 0, instance: INSTANCE, seq: 1, earlierSeqs: [], raw: COMBINED });
    expect(one?.origin).toEqual({ source: 'shop', server: 'web1', cluster: 'eu', topic: 'web-logs', format: null });
    expect(two?.origin).toBe(one?.origin);
    expect(one?.time).toBe(Date.UTC(2026, 9, 25, 12, 49, 34));
    expect(one?.line).toMatchObject({ kind: 'access', httpResponseStatusCode: 404, httpRoute: '/orders/:id' });
    expect(batch).toMatchObject({
      records: 2,
      deadLetters: [],
      news: [{ instance: INSTANCE, lastSeq: 7, ended: false, dropped: [] }],
    });
    expect(batch.services.get('shop')).toEqual({ records: 2, bytes: 2 * COMBINED.length });
  });

  it('are read in the format and the zone that their headers say', () => {
    const format = '$status $remote_addr "$request" [$time_local]';
    const text = '404 203.0.113.9 "GET /a HTTP/1.1" [25/Oct/2026:14:49:34 +0200]';
    const error = '2026/10/25 02:30:00 [error] 33#33: *276 no live upstreams, client: 172.22.0.1';
    const [one, two] = linesOf(
      read([collected(text, 1, { format }), collected(error, 2, { 'time-zone': 'Asia/Seoul' })]),
    );
    expect(one?.line).toMatchObject({ kind: 'access', httpResponseStatusCode: 404, clientAddress: '203.0.113.9' });
    expect(one?.origin.format).toBe(format);
    expect(two?.line.kind).toBe('error');
    expect(two?.time).toBe(Date.UTC(2026, 9, 24, 17, 30));
  });

  it('are read although their headers name a format and a zone that nobody knows', () => {
    const [one] = linesOf(read([collected(COMBINED, 1, { format: 'klingon', 'time-zone': 'Mars/Olympus' })]));
    expect(one?.line.kind).toBe('access');
  });

  it('have no number where the instance is none', () => {
    const [one] = linesOf(read([collected(COMBINED, 1, { instance: 'me' })]));
    expect(one).toMatchObject({ instance: null, seq: 0 });
  });

  it('may be heartbeats, which have their number too', () => {
    const [one] = linesOf(read([collected('- - - [25/Oct/2026:14:49:34 +0200] "HEARTBEAT" - -', 4)]));
    expect(one).toMatchObject({ seq: 4, line: { kind: 'heartbeat' } });
  });

  it('report what was dropped', () => {
    const report = { instance: INSTANCE, report: true, dropped: [{ reason: 'queue_overflow', from: 3, to: 9 }] };
    const batch = read([
      line(JSON.stringify(report), { report: 'true', instance: INSTANCE, 'last-seq': '9', end: 'true' }),
    ]);
    expect(linesOf(batch)).toEqual([]);
    expect(batch.news).toEqual([
      { instance: INSTANCE, lastSeq: 9, ended: true, dropped: [{ reason: 'queue_overflow', from: 3, to: 9 }] },
    ]);
  });
});

describe('lines of others', () => {
  it('are of the container that the wrapper names, in the format of the topic', () => {
    const message =
      '203.0.113.9 [10/Dec/2025:10:23:10 +0900] "PATCH /api/v1/foo HTTP/1.1" 200 0.012 0.010 "shop-web.example.com" "curl/8.1"';
    const kubernetes = { pod_name: 'kong-1', namespace_name: 'gw', container_name: 'proxy', host: 'node-7' };
    const value = JSON.stringify({
      time: '2025-12-10T01:23:10.123Z',
      stream: 'stdout',
      logtag: 'F',
      message,
      kubernetes,
    });
    const [one] = linesOf(read([line(value)], 'logging.kong'));
    expect(one?.origin).toEqual({
      source: 'kong-1/proxy',
      server: 'node-7',
      cluster: null,
      topic: 'logging.kong',
      format: 'kong',
    });
    expect(one?.raw).toBe(message);
    expect((one?.line as AccessRecord).durationMs).toBe(12);
    expect(one).toMatchObject({
      instance: null,
      seq: 0,
      line: { kind: 'access', project: 'shop', httpRequestMethod: 'PATCH' },
    });
  });

  it('are of the topic, and several of one message have numbers', () => {
    const [first, second] = [
      '{"status":200,"method":"GET","path":"/a","time":"2025-09-09T02:43:12+00:00"}',
      '{"status":500,"method":"GET","path":"/b","time":"2025-09-09T02:43:13+00:00"}',
    ];
    const lines = linesOf(read([line(`[${first},${second}]`), line(String(first))], 'apisix-logs'));
    expect(lines.map(({ offset, element }) => [offset, element])).toEqual([
      [100, 0],
      [100, 1],
      [101, 0],
    ]);
    expect(lines.map(({ origin }) => origin.source)).toEqual(['apisix-logs', 'apisix-logs', 'apisix-logs']);
    expect(lines.map(({ line: { kind } }) => kind)).toEqual(['access', 'access', 'access']);
  });

  it('have a time although Kafka was told none', () => {
    const [one] = linesOf(read([{ ...line('no line'), kafkaTime: -1 }]));
    expect(Math.abs((one?.time ?? 0) - Date.now())).toBeLessThan(60_000);
  });
});

describe('lines in parts', () => {
  const [head, middle, tail] = [COMBINED.slice(0, 30), COMBINED.slice(30, 60), COMBINED.slice(60)];

  it('come whole, other streams between them', () => {
    const batch = read([
      collected(cri('P', head), 1),
      collected(cri('P', 'half of an', 'stderr'), 2),
      collected(cri('P', middle), 3),
      collected(cri('F', ' error', 'stderr'), 4),
      collected(cri('F', tail), 5),
      collected(COMBINED, 6),
    ]);
    expect(linesOf(batch).map(({ offset, seq, earlierSeqs, raw }) => [offset, seq, earlierSeqs, raw])).toEqual([
      [103, 4, [2], 'half of an error'],
      [104, 5, [1, 3], COMBINED],
      [105, 6, [], COMBINED],
    ]);
    expect(batch.unfinishedFrom).toBeUndefined();
    expect(batch.records).toBe(3);
  });

  it('come whole although a part was sent twice', () => {
    const parts = [
      collected(cri('P', head), 1),
      collected(cri('P', head), 1),
      collected(cri('P', middle), 2),
      collected(cri('F', tail), 3),
    ];
    expect(linesOf(read(parts)).map(({ raw }) => raw)).toEqual([COMBINED]);
  });

  it('without an end are told, and kept if nobody waits', () => {
    const batch = read([
      collected(COMBINED, 1),
      collected(cri('P', 'half of an', 'stderr'), 2),
      collected(cri('P', head), 3),
      collected(cri('F', ' error', 'stderr'), 4),
      collected(cri('P', middle), 5),
      collected(COMBINED, 6),
    ]);
    // Stream stdout begins at the third message, and the line of stderr must not be cut there.
    expect(batch.unfinishedFrom).toBe(1);
    expect(linesOf(batch).map(({ offset, seq, earlierSeqs }) => [offset, seq, earlierSeqs])).toEqual([
      [100, 1, []],
      [103, 4, [2]],
      [104, 5, [3]],
      [105, 6, []],
    ]);
    expect(linesOf(batch)[2]).toMatchObject({ raw: head + middle, line: { kind: 'unparsed', reason: 'partial_line' } });
  });
});

it('keeps batches aside that cannot be read, and messages without a value', () => {
  const batch = read([{ value: null, headers: { [UNDECODABLE_BATCH]: 'corrupt' } }, { value: null }, line('')]);
  expect(batch.deadLetters.map(({ reason }) => reason)).toEqual(['undecodable_batch', 'empty']);
  expect(linesOf(batch).map((one) => one.line)).toMatchObject([{ kind: 'unparsed', reason: 'empty' }]);
});

describe('hostile bytes', () => {
  const deep = 50_000;
  it.each([
    ['arrays in arrays', `[${'['.repeat(deep)}${']'.repeat(deep)}]`],
    ['objects in objects', `${'{"a":'.repeat(deep)}1${'}'.repeat(deep)}`],
    ['objects in a wrapper', `{"stream":"stdout","message":${'{"a":'.repeat(deep)}1${'}'.repeat(deep)}}`],
    ['a request deep inside', `{"status":200,"request":${'{"a":'.repeat(deep)}1${'}'.repeat(deep)}}`],
    ['a long URL', COMBINED.replace('/orders/17', `/${'a'.repeat(65_536)}`)],
    ['NUL and half a pair', JSON.stringify({ status: 200, method: 'GET', path: '/\0\ud800' })],
    ['a bad time', COMBINED.replace('25/Oct/2026', '99/Oct/9999')],
    ['absurd numbers', COMBINED.replace(' 404 571 ', ' 404 99999999999999999999999999 ')],
    ['a day of 1970', COMBINED.replace('25/Oct/2026', '01/Jan/1970')],
  ])('%s are a line', (_, text) => {
    const batch = read([line(text)]);
    expect(batch.records).toBe(1);
    expect(linesOf(batch)[0]?.raw).not.toMatch(/\0/);
  });

  it('more lines in one message than anybody sends are one', () => {
    const [one, ...rest] = linesOf(read([line('a\n'.repeat(30_000))]));
    expect(rest).toEqual([]);
    expect(one?.line).toMatchObject({ kind: 'unparsed', reason: 'too_long' });
  });

  it('of any kind are read or kept: nothing throws, every message has its lines or a dead letter', () => {
    const value = fc.oneof(
      fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
      fc.json().map((text) => Buffer.from(text)),
      fc.constantFrom(COMBINED, cri('P', 'x'), cri('F', 'x')).map((text) => Buffer.from(text)),
    );
    const headers = fc.dictionary(fc.constantFrom(...Object.values(LINE_HEADER)), fc.string(), { maxKeys: 5 });
    fc.assert(
      fc.property(fc.array(fc.record({ value, headers }), { maxLength: 20 }), (messages) => {
        const batch = read(messages);
        expect(batch.records).toBe(linesOf(batch).length);
        const places = linesOf(batch).map(({ offset, element }) => offset * 100_000 + element);
        expect(places).toEqual([...new Set(places)].sort((a, b) => a - b));
      }),
    );
  });
});
