import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decodeCursor, encodeCursor } from '../../src/query/database/keyset-cursor.js';

const cursor = fc.record({
  time: fc
    .integer({ min: Date.UTC(2000, 0), max: Date.UTC(2100, 0) })
    .map((ms) => new Date(ms).toISOString().replace('Z', '000Z')),
  id: fc.uuid(),
  place: fc.array(fc.maxSafeInteger(), { maxLength: 3 }),
  from: fc.option(fc.integer({ min: 0, max: 4e12 })),
  to: fc.integer({ min: 0, max: 4e12 }),
});
const question = fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.array(fc.string())));

it('comes back as it was for the same question, in any order of its filters', () => {
  fc.assert(
    fc.property(cursor, question, (given, asked) => {
      const reversed = Object.fromEntries(Object.entries(asked).reverse());
      expect(decodeCursor(encodeCursor(given, asked), reversed)).toEqual(given);
    }),
  );
});

it('is refused by another question', () => {
  fc.assert(
    fc.property(cursor, question, question, (given, asked, other) => {
      fc.pre(JSON.stringify(Object.entries(asked).sort()) !== JSON.stringify(Object.entries(other).sort()));
      expect(() => decodeCursor(encodeCursor(given, asked), other)).toThrow(/other filters/);
    }),
  );
});

it('refuses whatever else is sent, and never fails otherwise', () => {
  const forged = fc
    .array(fc.oneof(fc.string(), fc.integer(), fc.constant(null)), { maxLength: 7 })
    .map((fields) => Buffer.from(JSON.stringify(fields)).toString('base64url'));
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.base64String(), forged), (text) => {
      expect(() => decodeCursor(text, {})).toThrow(/^cursor/);
    }),
  );
});
