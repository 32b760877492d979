import type { LogRecord } from '@log-monitor/log-record';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeMessage } from '../../src/ingest/log/decode-message.js';
import type { DecodedRecord } from '../../src/batch/decoded-record.js';
import type { RawMessage } from '../../src/batch/raw-message.js';
import { NOTHING_STORED, type StoredErrors } from '../../src/batch/stored-errors.js';
import { FetchedMessages } from '../../src/ingest/kafka/fetched-messages.js';
import type { TextColumn } from '../../src/batch/log-columns.js';
import { ColumnScanner } from '../../src/ingest/log/scanner/column-scanner.js';
import { arbitraryRecord, plainRecord } from '../parts/arbitrary-record.js';
import { rawMessage } from '../parts/raw-message.js';

/** The message in a block where bytes lie before and behind it that could be part of it. */
function betweenOthers(message: RawMessage): FetchedMessages {
  const messages = FetchedMessages.of([message]);
  const value = message.value ?? Buffer.alloc(0);
  const before = Buffer.from('{"v":1,');
  const behind = Buffer.concat([Buffer.from('7"}}'), value]);
  messages.blocks[0] = Buffer.concat([before, value, behind]);
  messages.starts[0] = before.length;
  messages.ends[0] = before.length + value.length;
  return messages;
}

/** What was scanned, in the words of the JSON reader; undefined when the scanner leaves the message to it. */
function scan(message: RawMessage, storedErrors = NOTHING_STORED): DecodedRecord | undefined {
  const scanner = new ColumnScanner(1, storedErrors);
  const records = scanner.columns;
  const messages = betweenOthers(message);
  const source = scanner.add(messages, 0);
  if (source === undefined) return undefined;
  const json = (column: TextColumn): string | undefined => {
    const start = column.startOf(0);
    return start < 0 ? undefined : messages.blocks[0]?.toString('utf8', start, column.endOf(0));
  };
  const text = (column: TextColumn): string | null => {
    const raw = json(column);
    if (raw === undefined || raw === '') return null;
    expect(raw.includes('\\')).toBe(column.isEscaped(0));
    return JSON.parse(`"${raw}"`) as string;
  };
  const attributes = json(records.attributes);
  const { service, host, instance, pid, version, environment } = source;
  return {
    ...{ service, host, instance, pid, version, environment },
    offset: records.offsets[0] as number,
    kafkaTime: records.kafkaTimes[0] as number,
    bytes: source.bytes,
    id: records.idOf(0),
    time: records.times[0] as number,
    timeNanos: 0,
    timeAsSent: null,
    severity: records.severities[0] as number,
    seq: records.seqs[0] as number,
    message: text(records.message) ?? '',
    logger: text(records.logger),
    error: null,
    requestId: text(records.requestId),
    userId: text(records.userId),
    traceId: text(records.traceId),
    spanId: text(records.spanId),
    attributes: attributes === undefined ? null : (JSON.parse(attributes) as DecodedRecord['attributes']),
    dropped: [],
    valueHash: null,
    levelDoubt: null,
  };
}

/** True when the scanner took the message; then it must have read what the JSON reader reads. */
function agrees(message: RawMessage, storedErrors = NOTHING_STORED): boolean {
  const scanned = scan(message, storedErrors);
  if (scanned === undefined) return false;
  const decoded = decodeMessage(message, 'logs/0');
  expect(decoded.kind).toBe('record');
  const { record } = decoded as { record: DecodedRecord };
  // Of the copy of an error that is stored nobody wants the error itself.
  expect(scanned).toEqual(storedErrors === NOTHING_STORED ? record : { ...record, error: null });
  return true;
}

const ALL_STORED: StoredErrors = { isStored: () => true };

describe('ColumnScanner', () => {
  it('does not read on where a message breaks off and its block does not', () => {
    const value = rawMessage(plainRecord({ attributes: { a: { b: 12 } } })).value as Buffer;
    for (let end = 0; end < value.length; end += 1) {
      const messages = FetchedMessages.of([rawMessage(value)]);
      messages.ends[0] = end;
      expect(new ColumnScanner(1, NOTHING_STORED).add(messages, 0)).toBeUndefined();
    }
  });

  it.each<[what: string, rest: Partial<LogRecord>]>([
    ['the usual', {}],
    ['empty attributes', { attributes: {} }],
    [
      'with everything',
      { pid: 1, version: '1.2', environment: 'test', logger: 'a', userId: 'b', traceId: 'c', spanId: 'd' },
    ],
    ['an empty message', { message: '' }],
    ['escapes', { message: 'a "quoted"\nline\t\\ and / more', userId: 'a\\b' }],
    ['umlauts and emoji', { message: 'grüße 🙂', service: 'größe', attributes: { 'schlüssel 🙂': 'ü' } }],
    [
      'all plain values',
      { attributes: { a: [0, -1, 1.5, true, false, null, '', {}, [], [[]]], b: { c: { d: [{}] } } } },
    ],
    ['DEBUG', { level: 'DEBUG' }],
    ['WARNING', { level: 'WARNING' }],
  ])('takes %s', (_, rest) => {
    expect(agrees(rawMessage(plainRecord(rest)))).toBe(true);
  });

  it.each<[what: string, rest: Partial<LogRecord>]>([
    ['ERROR', { level: 'ERROR' }],
    ['an error', { error: { type: 'E' } }],
    ['dropped numbers', { dropped: [{ reason: 'shutdown', from: 1, to: 2 }] }],
    ['NUL', { message: '\u0000' }],
    ['half a surrogate pair', { attributes: { a: '\ud800' } }],
    ['an exponent', { attributes: { a: 1e30 } }],
    ['a long record', { message: 'x'.repeat(9000) }],
    ['a long name', { host: 'x'.repeat(201) }],
    ['depth', { attributes: JSON.parse(`${'{"a":'.repeat(33)}1${'}'.repeat(33)}`) as Record<string, never> }],
    ['many members', { attributes: Object.fromEntries(Array.from({ length: 1001 }, (_, i) => [i, 1])) }],
  ])('leaves %s to the JSON reader', (_, rest) => {
    expect(scan(rawMessage(plainRecord(rest)))).toBeUndefined();
  });

  it('reads what the JSON reader reads, or nothing', () => {
    let taken = 0;
    fc.assert(
      fc.property(arbitraryRecord, (record) => {
        if (agrees(rawMessage(record))) taken += 1;
      }),
      { numRuns: 3000 },
    );
    expect(taken).toBeGreaterThan(100);
  });

  it('reads what the JSON reader reads, or nothing, also where bytes were changed', () => {
    let taken = 0;
    const change = fc.record({ at: fc.nat(), byte: fc.oneof(fc.integer({ min: 0x20, max: 0x7f }), fc.nat(255)) });
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 3 }), (changes) => {
        const value = Buffer.from(JSON.stringify(plainRecord({ message: 'a "b" ü', logger: 'x', pid: 7 })));
        for (const { at, byte } of changes) value[at % value.length] = byte;
        if (agrees(rawMessage(value))) taken += 1;
      }),
      { numRuns: 20_000 },
    );
    expect(taken).toBeGreaterThan(100);
  });

  it('reads what the JSON reader reads, or nothing, also where the text was cut or doubled', () => {
    const whole = JSON.stringify(plainRecord());
    fc.assert(
      fc.property(fc.nat(whole.length), fc.nat(whole.length), (a, b) => {
        agrees(rawMessage(whole.slice(0, a) + whole.slice(b)));
      }),
      { numRuns: 3000 },
    );
  });

  describe('of errors that are stored', () => {
    const error: LogRecord['error'] = {
      type: 'E',
      message: 'a\nb',
      stack: 'E: a\n    at b (c.js:1:2)',
      cause: { type: 'C' },
    };

    it.each<[what: string, taken: boolean, rest: Partial<LogRecord>]>([
      ['takes an ERROR', true, { level: 'ERROR', error }],
      ['takes a CRITICAL without an error', true, { level: 'CRITICAL' }],
      ['leaves a WARNING with an error', false, { level: 'WARNING', error }],
      [
        'leaves an ERROR that tells of drops',
        false,
        { level: 'ERROR', dropped: [{ reason: 'shutdown', from: 1, to: 2 }] },
      ],
      ['leaves an ERROR whose error is no object', false, { level: 'ERROR', error: 'text' as never }],
    ])('%s', (_, taken, rest) => {
      expect(agrees(rawMessage(plainRecord(rest)), ALL_STORED)).toBe(taken);
    });

    it('asks for the id that counts where one comes twice', () => {
      const [known, other] = [plainRecord({ level: 'ERROR', error }), plainRecord()];
      const json = JSON.stringify(known);
      const isStored = (id: Uint8Array): boolean => Buffer.from(id).toString('hex') === known.id.replaceAll('-', '');
      expect(scan(rawMessage(json), { isStored })?.id).toBe(known.id);
      const twice = `${json.slice(0, -1)},"id":"${other.id}"}`;
      expect(scan(rawMessage(twice), { isStored })).toBeUndefined();
    });

    it('is not taken for one when its level comes twice and the last one is below ERROR', () => {
      const record = plainRecord({ level: 'ERROR', error });
      const json = JSON.stringify(record);
      expect(scan(rawMessage(json), ALL_STORED)?.id).toBe(record.id);
      const twice = `${json.slice(0, -1)},"level":"INFO"}`;
      expect(scan(rawMessage(twice), ALL_STORED)).toBeUndefined();
    });

    it('reads what the JSON reader reads, or nothing', () => {
      let taken = 0;
      const records = fc.oneof(arbitraryRecord, fc.constant(plainRecord({ level: 'ERROR' })));
      const change = fc.record({ at: fc.nat(), byte: fc.oneof(fc.integer({ min: 0x20, max: 0x7f }), fc.nat(255)) });
      fc.assert(
        fc.property(records, fc.array(change, { maxLength: 3 }), (record, changes) => {
          const value = Buffer.from(JSON.stringify({ ...record, error }));
          for (const { at, byte } of changes) value[at % value.length] = byte;
          if (agrees(rawMessage(value), ALL_STORED)) taken += 1;
        }),
        { numRuns: 20_000 },
      );
      expect(taken).toBeGreaterThan(100);
    });
  });

  it('leaves a record to the JSON reader whose process speaks for another service', () => {
    const records = new ColumnScanner(3, NOTHING_STORED);
    const messages = FetchedMessages.of(
      [{}, { service: 'bookinh', seq: 2 }, { seq: 3 }].map((rest) => rawMessage(plainRecord(rest))),
    );
    expect(records.add(messages, 0)).toMatchObject({ service: 'booking', records: 1 });
    expect(records.add(messages, 1)).toBeUndefined();
    expect(records.add(messages, 2)).toMatchObject({ service: 'booking', records: 2 });
    expect([records.columns.length, records.columns.sources.length]).toEqual([2, 1]);
  });
});
