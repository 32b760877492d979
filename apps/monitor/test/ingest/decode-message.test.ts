import { readFileSync } from 'node:fs';
import { makeRecordId } from '@log-monitor/log-record';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeMessage } from '../../src/ingest/log/decode-message.js';
import type { Decoded, DecodedRecord } from '../../src/batch/decoded-record.js';
import { FakeInstance } from '../parts/native-records.js';
import { rawMessage } from '../parts/raw-message.js';

const decode = (value: unknown): Decoded => decodeMessage(rawMessage(value), 'application-logs/0');

const record = (value: unknown): DecodedRecord => {
  const decoded = decode(value);
  if (decoded.kind !== 'record') throw new Error(`not a record: ${JSON.stringify(decoded)}`);
  return decoded.record;
};

describe('decoding our own format', () => {
  it('takes every field as it is', () => {
    const sent = new FakeInstance().record('ERROR', 'no connection', {
      pid: 12,
      version: '1.4.2',
      environment: 'production',
      logger: 'UserService',
      error: { type: 'TypeError', message: 'x', stack: 'TypeError: x', cause: { message: 'y' } },
      requestId: 'r',
      userId: 'u',
      traceId: 't',
      spanId: 's',
      attributes: { orderId: 17 },
      dropped: [{ reason: 'queue_overflow', from: 3, to: 5 }],
    });
    const { timestamp, level, v, ...rest } = sent;
    expect(record(sent)).toMatchObject({ ...rest, time: Date.parse(timestamp), severity: 4 });
    expect([level, v]).toEqual(['ERROR', 1]);
  });

  it.each([
    ['an id that is no UUIDv7', { id: '5b0f2a1e-0000-4000-8000-000000000000' }],
    ['an id of another time', { id: makeRecordId(5) }],
    ['a sequence number of 0', { seq: 0 }],
    ['a fraction for a sequence number', { seq: 1.5 }],
    ['an instance that is no UUID', { instance: 'me' }],
    ['a level of another tongue', { level: 'warn' }],
  ])('keeps a record with %s out of the ledger', (_what, wrong) => {
    const decoded = record({ ...new FakeInstance().record('INFO', 'x'), ...wrong });
    expect(decoded).toMatchObject({ instance: null, seq: 0, message: 'x', service: 'booking' });
  });

  it('takes a drop report, and of its ranges those that make sense', () => {
    const { instance } = new FakeInstance();
    const dropped = [
      { reason: 'rate_limit', from: 2, to: 4 },
      { reason: 'because', from: 2, to: 4 },
      { reason: 'shutdown', from: 9, to: 4 },
      null,
    ];
    expect(decode({ v: 1, instance, report: true, dropped })).toEqual({
      kind: 'report',
      instance,
      dropped: [{ reason: 'rate_limit', from: 2, to: 4 }],
    });
  });
});

describe('decoding what others write', () => {
  const fixture = readFileSync(new URL('../fixtures/python-handler.jsonl', import.meta.url), 'utf8')
    .trim()
    .split('\n');

  it('reads the flat fields of the Python handler, its naive time as UTC', () => {
    const [info, , error, critical] = fixture.map((line) => record(line)) as [
      DecodedRecord,
      DecodedRecord,
      DecodedRecord,
      DecodedRecord,
    ];
    expect(info).toMatchObject({
      severity: 2,
      service: 'billing',
      host: 'billing-7d9f',
      message: 'invoice 4711 written',
      instance: null,
    });
    expect(new Date(info.time).toISOString()).toBe('2026-11-21T06:59:58.120Z');
    expect(error).toMatchObject({
      severity: 4,
      id: '',
      error: { type: 'billing.errors.GatewayError', message: 'card declined' },
    });
    expect(error.valueHash).toHaveLength(32);
    expect(critical).toMatchObject({ severity: 5, attributes: { free_bytes: 0 } });
  });

  it('gives the same id to the same message read twice, another one to its neighbour', () => {
    const read = (offset: number): string => {
      const decoded = decodeMessage(rawMessage(fixture[0], { offset }), 'application-logs/0');
      return decoded.kind === 'record' ? decoded.record.id : '';
    };
    expect(read(7)).toBe(read(7));
    expect(read(7)).not.toBe(read(8));
    expect(read(7)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  it('reads pino', () => {
    const line = {
      level: 60,
      time: 1763708400123,
      pid: 5,
      hostname: 'h',
      name: 'api',
      msg: 'gone',
      err: { type: 'Error', message: 'm', stack: 'Error: m' },
      reqId: 'r-1',
      size: 3,
    };
    expect(record(line)).toMatchObject({
      severity: 5,
      service: 'api',
      host: 'h',
      pid: 5,
      message: 'gone',
      time: 1763708400123,
      requestId: 'r-1',
      error: { type: 'Error' },
      attributes: { size: 3 },
    });
  });

  it('reads bunyan', () => {
    const line = { name: 'api', hostname: 'h', pid: 5, level: 40, msg: 'slow', time: '2026-11-21T07:00:00.123Z', v: 0 };
    expect(record(line)).toMatchObject({ severity: 3, service: 'api', message: 'slow', attributes: null });
  });

  it('reads plain winston JSON and the array of a stack that nest-winston writes', () => {
    const line = {
      level: 'warn',
      message: 'm',
      service: 'shop',
      stack: ['Error: boom\n    at a.js:1:1'],
      context: 'OrderService',
    };
    expect(record(line)).toMatchObject({
      severity: 3,
      logger: 'OrderService',
      error: { type: 'Error', message: 'boom' },
    });
  });

  it('reads OpenTelemetry JSON', () => {
    const line = {
      Timestamp: '1763708400123000000',
      SeverityNumber: 17,
      SeverityText: 'ERROR',
      Body: 'b',
      TraceId: 'aa',
      SpanId: 'bb',
      Resource: { 'service.name': 's', 'host.name': 'h' },
      Attributes: { 'exception.type': 'E', 'exception.message': 'm', k: 1 },
    };
    expect(record(line)).toMatchObject({
      severity: 4,
      service: 's',
      host: 'h',
      message: 'b',
      traceId: 'aa',
      spanId: 'bb',
      error: { type: 'E', message: 'm' },
      attributes: { k: 1 },
      time: 1763708400123,
    });
  });

  it('reads ECS', () => {
    const line = {
      '@timestamp': '2026-11-21T07:00:00.000Z',
      'log.level': 'error',
      message: 'm',
      service: { name: 's' },
      host: { name: 'h' },
    };
    expect(record(line)).toMatchObject({ severity: 4, service: 's', host: 'h' });
  });

  it('takes an unknown level for INFO and keeps its word', () => {
    expect(record({ level: 'chatty', message: 'm', service: 's' })).toMatchObject({
      severity: 2,
      attributes: { originalLevel: 'chatty' },
    });
  });

  it('keeps a time that is none in addition to the time of arrival', () => {
    expect(record({ level: 'info', message: 'm', service: 's', timestamp: 'yesterday' })).toMatchObject({
      time: Date.UTC(2026, 10, 21, 7),
      timeAsSent: '"yesterday"',
    });
  });
});

describe('decoding what nobody should send', () => {
  it.each([
    [null, 'empty'],
    ['', 'empty'],
    ['{"level":"info"', 'not_json'],
    ['[]', 'not_an_object'],
    ['"text"', 'not_an_object'],
    ['{}', 'missing_level'],
    ['{"level":"info","service":"s"}', 'missing_message'],
    ['{"level":"info","message":"m"}', 'missing_service'],
    [Buffer.alloc(5_000_000, 0x61), 'too_large'],
  ])('%# says why it cannot be a record', (value, reason) => {
    expect(decode(value)).toMatchObject({ kind: 'undecodable', reason });
  });

  it('shows NUL, mends half a surrogate pair, and leaves whole pairs alone', () => {
    const text =
      '{"level":"info","service":"s","message":"a\\u0000b \\ud83d c \\ud83d\\ude00 \\\\u0000","k\\u0000":{"x":["\\ude00"]}}';
    const { message, attributes } = record(text);
    expect(message).toBe('a\u2400b \ufffd c \u{1f600} \\u0000');
    expect(attributes).toEqual({ 'k\u2400': { x: ['\ufffd'] } });
  });

  it('keeps __proto__ as an attribute like any other', () => {
    const { attributes } = record('{"level":"info","service":"s","message":"m","__proto__":{"admin":true}}');
    expect(Object.keys(attributes ?? {})).toEqual(['__proto__']);
    expect(({} as { admin?: boolean }).admin).toBeUndefined();
  });

  it('cuts depth, crowds and names without end', () => {
    const deep = `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`;
    const decoded = record(`{"level":"info","service":"${'s'.repeat(3000)}","message":"m","deep":${deep}}`);
    expect(decoded.service.length).toBe(200);
    expect(JSON.stringify(decoded.attributes)).toContain('…[cut]');
    const crowd = Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`k${index}`, index]));
    const crowded = record({ level: 'info', service: 's', message: 'm', crowd });
    expect(Object.keys(crowded.attributes?.['crowd'] as object)).toHaveLength(1001);
  });

  it('never throws, and whatever it calls a record has only text that PostgreSQL takes', () => {
    const anyMember = fc.constantFrom(
      'level',
      'message',
      'service',
      'timestamp',
      'host',
      'error',
      'stack',
      'attributes',
      'instance',
      'seq',
      'v',
      'name',
    );
    const value = fc.oneof(fc.jsonValue(), fc.constantFrom('INFO', 'error', 30, '\u0000', '\ud800', 1e308, -5));
    fc.assert(
      fc.property(
        fc.dictionary(fc.oneof(anyMember, fc.string({ unit: 'binary' })), value, { maxKeys: 12 }),
        (members) => {
          const decoded = decode(JSON.stringify(members));
          if (decoded.kind !== 'record') return;
          const text = JSON.stringify(decoded.record);
          expect(text).not.toContain('\\u0000');
          expect(text).not.toMatch(/\\ud[89ab]/i);
          expect(Number.isFinite(decoded.record.time)).toBe(true);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('never throws on bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => void decode(Buffer.from(bytes))));
  });
});
