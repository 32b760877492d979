import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bytesText, countText, countedText, perSecondText, rateText } from '../src/text/number-text.js';
import { agoText, durationText, listTimeText, localText, parseTime, utcText } from '../src/text/time-text.js';
import { cutText, splitVisible, visibleJson, visibleText } from '../src/text/visible-text.js';

describe('numbers', () => {
  test.each([
    [0, '0'],
    [1234567, '1,234,567'],
    [undefined, '–'],
    [null, '–'],
    [Number.NaN, '–'],
  ])('count %s is shown as %s', (count, text) => expect(countText(count)).toBe(text));

  test('one is singular', () => {
    expect(countedText(1, 'error')).toBe('1 error');
    expect(countedText(2, 'error')).toBe('2 errors');
  });

  test.each([
    [0, '0 %'],
    [0.00001, '< 0.01 %'],
    [0.0087, '0.87 %'],
    [0.1234, '12.3 %'],
    [0.99999, '> 99.99 %'],
    [1, '100 %'],
  ])('rate %s is shown as %s', (rate, text) => expect(rateText(rate)).toBe(text));

  test.each([
    [0, '0'],
    [0.04, '< 0.1'],
    [2.345, '2.3'],
    [41.5, '42'],
    [12_345.6, '12,346'],
  ])('%s per second is shown as %s', (rate, text) => expect(perSecondText(rate)).toBe(text));

  test.each([
    [0, '0 B'],
    [812, '812 B'],
    [999.6, '1 kB'],
    [18_432, '18.4 kB'],
    [2_140_000, '2.1 MB'],
    [123_456_789, '123 MB'],
  ])('%s bytes are shown as %s', (bytes, text) => expect(bytesText(bytes)).toBe(text));

  test('only a rate of exactly 0 or 1 claims to be none or all', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (rate) => {
        expect(rateText(rate) === '0 %').toBe(rate <= 0);
        expect(rateText(rate) === '100 %').toBe(rate >= 1);
      }),
    );
  });
});

describe('times', () => {
  const anyTime = fc.date({ min: new Date('2000-01-01'), max: new Date('2100-01-01'), noInvalidDate: true });

  test('local and UTC text mean the moment they were made from', () => {
    fc.assert(
      fc.property(anyTime, (date) => {
        expect(new Date(localText(date.getTime()).replace(' ', 'T')).getTime()).toBe(date.getTime());
        expect(Date.parse(utcText(date.getTime()).replace(' UTC', 'Z').replace(' ', 'T'))).toBe(date.getTime());
      }),
    );
  });

  test("today's times have no date, others do", () => {
    const noon = new Date(2026, 10, 21, 12, 0, 5).getTime();
    expect(listTimeText(noon, noon + 1000)).toBe('12:00:05');
    expect(listTimeText(noon, noon + 86_400_000)).toBe('2026-11-21 12:00:05');
  });

  test.each([
    [-5, '0 s'],
    [999, '0 s'],
    [59_999, '59 s'],
    [60_000, '1 min'],
    [3_599_999, '59 min'],
    [86_399_999, '23 h'],
    [90_000_000, '1 d'],
  ])('%s ms last %s', (ms, text) => expect(durationText(ms)).toBe(text));

  test('a clock that runs ahead is called so, the resolution of a Date header is not', () => {
    expect(agoText(10_000, 9000)).toBe('0 s ago');
    expect(agoText(130_000, 10_000)).toBe('2 min ahead');
    expect(agoText(10_000, 130_000)).toBe('2 min ago');
  });

  test.each([undefined, null, 5, '', 'soon', {}])('%s is no time', (value) => expect(parseTime(value)).toBeUndefined());
});

describe('text of a record', () => {
  test.each([
    ['plain text stays', 'plain text stays'],
    ['tab\tand\nline', 'tab\tand\nline'],
    ['windows\r\nline', 'windows\nline'],
    ['forged\rline', 'forged\\rline'],
    ['\u0000', '\\x00'],
    ['\u001b[31mred\u001b[0m', '\\x1b[31mred\\x1b[0m'],
    ['\u009b31m', '\\x9b31m'],
    ['user\u202egnp.exe', 'user\\u202egnp.exe'],
    ['a\u2066b\u2069', 'a\\u2066b\\u2069'],
    ['zero\u200bwidth\ufeff', 'zero\\u200bwidth\\ufeff'],
    ['half \ud83d of it', 'half \\ud83d of it'],
    ['family 👨\u200d👩\u200d👧 stays', 'family 👨\u200d👩\u200d👧 stays'],
    ['tag \u{e0041}', 'tag \\u{e0041}'],
  ])('%j is shown as %j', (text, shown) => expect(visibleText(text)).toBe(shown));

  test('nothing that hides or reorders is left, and nothing else is lost', () => {
    const hostile = fc.string({
      unit: fc.oneof(fc.constantFrom('\u001b[2J', '\u202e', '\u0007', '\r', '\ud800', '\u200f'), fc.string()),
    });
    fc.assert(
      fc.property(hostile, (text) => {
        const shown = visibleText(text);
        expect(shown).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/);
        expect(shown.isWellFormed()).toBe(true);
        const plain = splitVisible(text).filter((part) => part.kind === 'plain');
        expect(text.replaceAll('\r\n', '\n')).toContain(plain[0]?.text ?? '');
      }),
    );
  });

  test('a cut never leaves half of a character', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 20 }), (text, limit) => {
        expect(cutText(text, limit).isWellFormed()).toBe(true);
        expect(cutText(text, limit).length).toBeLessThanOrEqual(Math.max(limit + 1, 0));
      }),
    );
  });

  test('JSON for the clipboard is the same value without anything invisible', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.parse(visibleJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
    expect(visibleJson({ a: '\u202e\u{e0041}\u009b' })).toContain('"\\u202e\\udb40\\udc41\\u009b"');
  });
});
