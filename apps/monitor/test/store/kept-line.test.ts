import { scrubText } from '@log-monitor/log-record';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keptLine, mayHoldSecret } from '../../src/store/access/kept-line.js';

const CARD = '4111111111111111';
const part = fc.oneof(
  fc.constantFrom(
    ...['eyJhbGciOi.eyJzdWIi.c2ln', 'eyJ', 'Bearer abcdefgh', 'bAsIc\tYWxhZGRpbg==', 'https://', 'ada:pw@shop.example', ':secret@'],
    ...['?token=abc', '&Api_Key=1', '?client_secret=s', '&sig=2', '?PASSWD=x', '&signature=', '?id=1', 'q=1'],
    ...[CARD, '4111 1111 1111 1111', '4111-1111-1111-1111', '4222222222222', '12', '3', ' ', '-', '"', 'GET /orders/17 HTTP/1.1'],
  ), // prettier-ignore
  fc.string({ maxLength: 8 }),
);
const lines = fc.array(part, { maxLength: 12 }).map((parts) => parts.join(''));

describe('a line that is kept', () => {
  it('is looked at closely whenever there is a secret in it', () => {
    let secrets = 0;
    fc.assert(
      fc.property(lines, (line) => {
        if (scrubText(line) === line) return;
        secrets += 1;
        expect(mayHoldSecret(line)).toBe(true);
      }),
      { numRuns: 5000 },
    );
    expect(secrets).toBeGreaterThan(500);
  });

  it.each([
    [
      'an address and a query',
      '203.0.113.7 - - "GET /orders?id=7&page=2 HTTP/1.1" 200 5 "https://shop.example/" "curl/8"',
    ],
    [
      'numbers that are no card',
      '203.0.113.7 - - [29/Nov/2026:06:11:12 +0000] "GET /1234567/8901234 HTTP/1.1" 200 512',
    ],
  ])('is not, for %s', (_, line) => {
    expect(mayHoldSecret(line)).toBe(false);
    expect(keptLine(line)).toBe(line);
  });

  it('has no NUL and no secret', () => {
    expect(keptLine(`GET /pay?token=abc&card=${CARD}\0`)).toBe('GET /pay?token=[REDACTED]&card=[REDACTED]\u2400');
  });
});
