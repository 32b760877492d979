import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type LogRecord, MAX_RECORD_BYTES, isUuid, scrubText, timeOfRecordId } from '@log-monitor/log-record';
import { recordSchema } from '@log-monitor/log-record/schema';
import { messageOf } from '../../src/encode/info-arguments.js';
import { makeStorable } from '../../src/encode/quote.js';
import { withoutColours } from '../../src/encode/terminal-text.js';
import { LevelReader } from '../../src/encode/read-level.js';
import { RecordEncoder } from '../../src/encode/record-encoder.js';
import { encode, encodeText, IDENTITY } from '../support/call.js';

const levels = new LevelReader();
const parse = (bytes: Uint8Array): LogRecord => JSON.parse(Buffer.from(bytes).toString()) as LogRecord;
const newEncoder = (): RecordEncoder => new RecordEncoder(IDENTITY, { keys: [], paths: [], values: true });

describe('RecordEncoder', () => {
  it('keeps every text but for what is hidden or cannot be stored, and every number', () => {
    const text = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ minLength: 60, maxLength: 200 }));
    const value = fc.oneof(text, fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean(), fc.constant(null));
    fc.assert(
      fc.property(text, fc.array(value, { maxLength: 6 }), text, (message, values, requestId) => {
        const fields = Object.fromEntries(values.map((each, index) => [`field${index}`, each]));
        const record = encode({ level: 'info', message, requestId, ...fields });
        const shown = (each: unknown): unknown => (typeof each === 'string' ? makeStorable(scrubText(each)) : each);
        expect(record.message).toBe(shown(messageOf({ message })));
        expect(record.requestId).toBe(shown(withoutColours(requestId)));
        expect(Object.values(record.attributes ?? {})).toEqual(values.map((each) => (each === 0 ? 0 : shown(each))));
      }),
      { numRuns: 500 },
    );
  });

  it('says whose record it is, when it was made and which number it has', () => {
    const encoder = newEncoder();
    const ids = new Set<string>();
    for (const [index, now] of [1_760_000_000_123, 1_760_000_000_123, 1_760_000_000_999, 1_760_000_001_000].entries()) {
      for (const level of ['info', 'error']) {
        encoder.begin({ level, message: 'm' }, levels.read({ level }), now);
        const record = parse(encoder.end(1_000 * index + 1));
        expect(recordSchema.safeParse(record).error).toBeUndefined();
        expect(record).toMatchObject({ ...IDENTITY, level: level.toUpperCase(), seq: 1_000 * index + 1 });
        expect(record.timestamp).toBe(new Date(now).toISOString());
        expect(isUuid(record.id) && timeOfRecordId(record.id)).toBe(now);
        ids.add(record.id);
      }
    }
    expect(ids.size).toBe(8);
  });

  it('says the moment of each call, however they follow one another, and never the same id twice', () => {
    const step = fc.oneof(fc.constantFrom(0, 1, -1), fc.integer({ min: -2_000, max: 2_000 }), fc.integer({ min: 0, max: 2 ** 24 })); // prettier-ignore
    fc.assert(
      fc.property(fc.integer({ min: 2 ** 24, max: 2 ** 43 }), fc.array(step, { maxLength: 60 }), (start, steps) => {
        const encoder = newEncoder();
        const ids = new Set<string>();
        let now = start;
        for (const each of steps) {
          now = Math.max(0, now + each);
          encoder.begin({ level: 'info', message: 'm' }, levels.read({ level: 'info' }), now);
          const { id, timestamp } = parse(encoder.end(1));
          expect([timestamp, timeOfRecordId(id)]).toEqual([new Date(now).toISOString(), now]);
          ids.add(id);
        }
        expect(ids.size).toBe(steps.length);
      }),
    );
  });

  it('gives every record of a millisecond an id of its own, in the order of the calls', () => {
    const encoder = newEncoder();
    const ids: string[] = [];
    for (let seq = 1; seq <= 5_000; seq++) {
      encoder.begin({ level: 'info', message: 'm' }, levels.read({ level: 'info' }), 1_760_000_000_123);
      ids.push(parse(encoder.end(seq)).id);
    }
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.every((id) => timeOfRecordId(id) === 1_760_000_000_123)).toBe(true);
    const turns = ids.filter((id, index) => index > 0 && id < (ids[index - 1] as string));
    // At most once, should the random start be so near the end that the digits begin again.
    expect(turns.length).toBeLessThanOrEqual(1);
  });

  it('has made everything in the call: what the caller changes afterwards changes nothing', () => {
    const encoder = newEncoder();
    const user = { name: 'a', roles: ['x'] };
    const given: Record<string, unknown> = { level: 'info', message: 'before', plain: 'p', user };
    encoder.begin(given, levels.read(given), 1);
    user.name = 'changed';
    user.roles.push('y');
    given['message'] = given['plain'] = 'changed';
    expect(parse(encoder.end(1))).toMatchObject({
      message: 'before',
      attributes: { plain: 'p', user: { name: 'a', roles: ['x'] } },
    });
  });

  it('asks each member once, in order, and never an inherited one', () => {
    const asked: string[] = [];
    const given = Object.create({ inherited: 1 }) as object;
    for (const key of ['level', 'message', 'requestId', 'a', 'password', 'b']) {
      const get = (): unknown => (asked.push(key), key === 'level' ? 'info' : { key });
      Object.defineProperty(given, key, { enumerable: true, get });
    }
    const record = encode(given);
    expect(Object.keys(record.attributes ?? {})).toEqual(['requestId', 'a', 'password', 'b']);
    expect(asked.filter((key) => !['level', 'message'].includes(key))).toEqual(['requestId', 'a', 'password', 'b']);
  });

  it('attributes that are not there leave no trace', () => {
    expect(encodeText({ level: 'info', message: 'm', a: undefined })).not.toContain('attributes');
    expect(encode({ level: 'info', message: 'm', a: undefined, b: 1, c: undefined, d: 2 }).attributes).toEqual({ b: 1, d: 2 }); // prettier-ignore
  });

  it('names alone cannot make a record too long', () => {
    const named = (length: number): object =>
      Object.fromEntries(Array.from({ length: 1_000 }, (_, index) => [`${'\u0001'.repeat(length)}${index}`, index]));
    for (const fields of [named(200), { deep: named(200) }, { a: named(250), b: { c: { d: named(250) } } }]) {
      const text = encodeText({ level: 'info', message: 'm', ...fields });
      expect(Buffer.byteLength(text)).toBeLessThanOrEqual(MAX_RECORD_BYTES);
      expect(JSON.parse(text)).toMatchObject({ message: 'm' });
    }
  });

  it('makes the same record of a body, and of the same words the same body', () => {
    const encoder = newEncoder();
    const given = { level: 'info', message: 'Größe 1', a: [1], requestId: 'r' };
    encoder.begin(given, levels.read(given), 1);
    const body = encoder.body();
    const first = parse(encoder.end(1));
    encoder.begin(given, levels.read(given), 2_000);
    expect(encoder.body()).toBe(body);
    encoder.beginBody(body, 'INFO', 1);
    expect(parse(encoder.end(1))).toEqual({ ...first, id: expect.any(String) as string });
  });
});
