import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_RECORD_BYTES } from '@log-monitor/log-record';
import { encode, encodeText } from '../support/call.js';

const info = (fields: object): object => ({ level: 'info', message: 'm', ...fields });
const attribute = (value: unknown): unknown => encode(info({ value })).attributes?.['value'];

describe('arguments that break other loggers', () => {
  it('circles, also through causes', () => {
    const circle: Record<string, unknown> = { name: 'c' };
    circle['self'] = circle;
    expect(attribute(circle)).toEqual({ name: 'c', self: '[Circular]' });
    const error = new Error('a');
    error.cause = new Error('b', { cause: error });
    expect(encode(info({ err: error })).error).toMatchObject({
      cause: { message: 'b', cause: { message: '[Circular]' } },
    });
  });

  it('values that JSON has no word for', () => {
    expect(attribute(12n)).toBe('12');
    expect(attribute(1n << 100_000n)).toBe('[BigInt too long]');
    expect(attribute(Number.NaN)).toBe('NaN');
    expect(attribute(Symbol('s'))).toBe('Symbol(s)');
    expect(attribute(() => 1)).toBe('[Function]');
    expect(attribute(Buffer.from('secret'))).toBe('[Buffer 6 bytes]');
    expect(
      attribute(
        new Map<unknown, unknown>([
          ['a', 1],
          [{}, 2],
        ]),
      ),
    ).toEqual({ a: 1, '[Object 2]': 2 });
    expect(attribute(new Set([1, 'b']))).toEqual([1, 'b']);
    expect(attribute(new Date(Number.NaN))).toBe('[Invalid Date]');
    expect(attribute(new Date(0))).toBe('1970-01-01T00:00:00.000Z');
    expect(attribute(Promise.resolve())).toBe('[Promise]');
    expect(attribute([undefined, 1])).toEqual([null, 1]);
  });

  it('getters, toJSON and proxies that throw', () => {
    const hostile = {
      get bad(): never {
        throw new Error('no');
      },
      good: 1,
    };
    expect(attribute(hostile)).toEqual({ bad: '[getter threw: no]', good: 1 });
    expect(attribute({ toJSON: () => { throw new Error('never'); } })).toBe('[toJSON threw: never]'); // prettier-ignore
    const revoked = Proxy.revocable({}, {});
    revoked.revoke();
    expect(attribute(revoked.proxy)).toBe('[Proxy]');
    expect(attribute({ toJSON: () => ({ shown: true }) })).toEqual({ shown: true });
  });

  it('depth, width and length have an end', () => {
    let deep: unknown = 1;
    for (let level = 0; level < 10_000; level++) deep = { deep };
    expect(JSON.stringify(attribute(deep))).toContain('[Object]');
    const wide = Object.fromEntries(Array.from({ length: 100_000 }, (_, index) => [`k${index}`, index]));
    expect(encodeText(info({ wide })).length).toBeLessThan(MAX_RECORD_BYTES);
    const long = encode({ level: 'error', message: 'x'.repeat(50_000_000) });
    expect(long.message.length).toBeLessThan(MAX_RECORD_BYTES);
    expect(long.message).toMatch(/…\[cut \d+ characters\]$/);
  });

  it('a record is never longer than a record may be, whatever its characters cost in UTF-8', () => {
    for (const character of ['\u0001', '漢', '😀', 'a', '"']) {
      const text = character.repeat(80_000);
      const bytes = Buffer.byteLength(encodeText(info({ message: text, a: text, b: text, err: new Error(text) })));
      expect(bytes).toBeLessThanOrEqual(MAX_RECORD_BYTES);
    }
  });

  it('NUL and lone surrogates become U+FFFD, pairs survive', () => {
    const record = encode({ level: 'info', message: 'a\u0000b\ud800c😀', '\u0000k': 1 });
    expect(record.message).toBe('a\ufffdb\ufffdc😀');
    expect(record.attributes).toEqual({ '\ufffdk': 1 });
  });

  it('a request is shown by what a reader wants of it', () => {
    class IncomingMessage {
      method = 'GET';
      url = '/x';
      httpVersion = '1.1';
      headers = { cookie: 'sid=1', accept: '*/*' };
      socket = { huge: true };
    }
    expect(attribute(new IncomingMessage())).toEqual({
      method: 'GET',
      url: '/x',
      headers: { cookie: '[REDACTED]', accept: '*/*' },
    });
  });

  it('the caller’s objects are left as they were', () => {
    const nested = Object.freeze({ password: 'x', list: Object.freeze([1, { token: 'y' }]) });
    const given = Object.freeze({ level: 'error', message: 'm', nested, err: Object.freeze(new Error('e')) });
    const before = JSON.stringify(given);
    encodeText(given);
    expect(JSON.stringify(given)).toBe(before);
  });

  it('anything at all encodes to a JSON record', () => {
    const anything = fc.anything({ withBigInt: true, withDate: true, withMap: true, withSet: true, withTypedArray: true, withNullPrototype: true, withObjectString: true, withSparseArray: true }); // prettier-ignore
    fc.assert(
      fc.property(anything, fc.string({ unit: 'binary' }), (value, message) => {
        const record = encode({ level: 'info', message, value, [message]: value });
        expect(record.level).toBe('INFO');
        expect(typeof record.message).toBe('string');
      }),
      { numRuns: 500 },
    );
  });
});
