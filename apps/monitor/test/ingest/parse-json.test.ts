import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseJson } from '../../src/ingest/log/value/parse-json.js';

describe('parsing JSON and what comes near it', () => {
  it('reads every JSON value as JSON.parse does, as long as doubles hold its numbers', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(0, 2), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        fc.pre(typeof value !== 'string');
        expect(parseJson(text)).toEqual(JSON.parse(text));
      }),
    );
  });

  it('keeps the digits of every whole number', () => {
    fc.assert(
      fc.property(fc.bigInt(-(2n ** 200n), 2n ** 200n), fc.constantFrom('', ' ', '\n'), (number, blank) => {
        const parsed = parseJson(`{"a":${blank}${number},"b":[1,${number}],"c":"${number}","d":{"e":${number}}}`);
        const exact = Number.isSafeInteger(Number(number)) ? Number(number) : undefined;
        const { a, b, c, d } = parsed as { a: unknown; b: unknown[]; c: string; d: { e: unknown } };
        expect(BigInt(a as string)).toBe(number);
        if (exact !== undefined) expect(a).toBe(exact);
        expect([b[1], d.e]).toEqual([a, a]);
        expect(c).toBe(String(number));
      }),
    );
  });

  it.each([
    ['0.30000000000000004', 0.30000000000000004],
    ['1795796203.154613', 1795796203.154613],
    ['9.876543210987655E18', 9876543210987655000],
    ['9876543210987654321', '9876543210987654321'],
    ['-9876543210987654321', '-9876543210987654321'],
    ['0.12345678901234567890', '0.12345678901234567890'],
    ['1e400', '1e400'],
    ['100000000000000000000', 100000000000000000000],
    ['NaN', 'NaN'],
    ['-Infinity', '-Infinity'],
  ])('reads %s as %s', (number, expected) => {
    expect(parseJson(`{"a":${number}}`)).toEqual({ a: expected });
  });

  it('leaves texts alone that look like such numbers', () => {
    const texts = [
      'a "quoted": 12345678901234567890',
      '\\\\", NaN, : 12345678901234567890',
      '[1e400, 1234567890123456789]',
    ];
    for (const text of texts) {
      const value = { text, big: '12345678901234567890' };
      expect(parseJson(JSON.stringify(value).replace('"12345678901234567890"', '12345678901234567890'))).toEqual(value);
    }
  });

  it.each([
    '{"a":1.2.3.4.5.6.7.8.9}',
    '{"a":00000000000000000001}',
    '{"a":12345678901234567890x}',
    'NaN NaN',
    '{"a":undefined}',
    '',
  ])('refuses %s', (text) => {
    expect(() => parseJson(text)).toThrow(SyntaxError);
  });

  it('reads JSON in a JSON string in a JSON string, and leaves other texts as they are', () => {
    const twice = JSON.stringify(JSON.stringify({ a: '"' }));
    expect(parseJson(twice)).toEqual({ a: '"' });
    expect(parseJson(JSON.stringify(twice))).toEqual({ a: '"' });
    expect(parseJson('"plain"')).toBe('plain');
    expect(parseJson('"{no json"')).toBe('{no json');
  });
});
