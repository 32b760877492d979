import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_RECORD_BYTES, scrubText } from '@log-monitor/log-record';
import { isPlainText } from '../../src/encode/plain-text.js';
import { makeStorable, quote } from '../../src/encode/quote.js';
import { RecordBytes, RecordTooLong } from '../../src/encode/record-bytes.js';

/** Texts around everything that must not pass unseen, short and long. */
const suspicious = fc
  .array(
    fc.oneof(
      fc.constantFrom('eyJhbGciOi.eyJzdWIiO.SflKx', 'eyJ', 'J', 'Bearer abcdefgh12', 'BEARER\tabcdefgh', 'basic dXNlcjpwdw==', 'or ', 'Basic'),
      fc.constantFrom('4111 1111 1111 1111', '378282246310005', '12', ' ', '-', '7', '://u:p@h', 'redis://:pw@', 'a:b', ':', '/', '?token=x', '&a=', '='),
      fc.constantFrom('"', '\\', '\n', '\u0000', '\u001f', '\u007f', 'ä', '漢', '😀', '\ud800', '\udfff', '\u2028'),
      fc.string({ maxLength: 12 }),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join('')); // prettier-ignore

describe('texts written without a closer look', () => {
  it('are those that redaction and JSON leave as they are', () => {
    const out = new RecordBytes();
    let written = 0;
    fc.assert(
      fc.property(suspicious, (text) => {
        const expected = quote(scrubText(text));
        if (isPlainText(text)) expect(expected).toBe(`"${text}"`);
        out.length = 0;
        const plain = out.text(text);
        expect(out.textFrom(0)).toBe(plain ? expected : '');
        if (plain) written += 1;
      }),
      { numRuns: 5_000 },
    );
    expect(written).toBeGreaterThan(500);
  });

  it('are most of them', () => {
    const out = new RecordBytes();
    for (const text of [
      'Order 4711 accepted: 12 items, paid by J. Basin, a bear of a man',
      'req-0198c0de7c1a',
      `Größe ${'x'.repeat(100)}`,
    ]) {
      expect(out.text(text), text).toBe(true);
    }
  });

  it('quote() gives what JSON.stringify gives for a storable text', () => {
    fc.assert(
      fc.property(suspicious, (text) => {
        expect(JSON.parse(quote(text))).toBe(makeStorable(text));
      }),
    );
  });
});

describe('RecordBytes', () => {
  it('writes numbers as JSON.stringify does', () => {
    const out = new RecordBytes();
    const number = fc.oneof(
      fc.integer(),
      fc.maxSafeInteger(),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.constantFrom(0, -0, 9, 10, 99, 100, 2 ** 31 - 1, 2 ** 31, 1e21, 5e-324, 1_763_712_000_123),
    );
    fc.assert(
      fc.property(number, (value) => {
        out.length = 0;
        out.number(value);
        expect(out.textFrom(0)).toBe(JSON.stringify(value));
      }),
      { numRuns: 2_000 },
    );
  });

  it('ends with any number', () => {
    const out = new RecordBytes();
    for (const seq of [1, 999, 1_000, 2 ** 31, Number.MAX_SAFE_INTEGER]) {
      out.length = 0;
      expect(Buffer.from(out.close(seq)).toString()).toBe(`,"seq":${seq}}`);
    }
  });

  it('takes what fits, to the last byte, and nothing more', () => {
    const out = new RecordBytes();
    const fill = (bytes: number): void => {
      out.length = 0;
      out.raw('x'.repeat(bytes));
    };
    const most = MAX_RECORD_BYTES - 32;
    fill(most);
    expect(out.close(Number.MAX_SAFE_INTEGER).length).toBeLessThanOrEqual(MAX_RECORD_BYTES);
    const writes: (() => void)[] = [
      () => out.byte(0x20),
      () => out.bytes(Buffer.from('xy')),
      () => out.raw('é'),
      () => out.ascii('12'),
      () => out.number(10),
      () => out.text('abc'),
      () => out.text('long '.repeat(100)),
    ];
    for (const write of writes) {
      fill(most);
      expect(write).toThrow(RecordTooLong);
    }
    fill(most - 2);
    out.raw('é');
    expect(out.length).toBe(most);
  });
});
