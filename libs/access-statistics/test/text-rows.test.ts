import fc from 'fast-check';
import { expect, it } from 'vitest';
import { TextRows } from '../src/text-rows.js';

const entry = fc.record({
  text: fc.oneof(fc.string({ maxLength: 3 }), fc.string({ unit: 'binary', maxLength: 40 })),
  tag: fc.integer({ min: 0, max: 3 }),
});
const nameOf = ({ text, tag }: { text: string; tag: number }): string => `${tag} ${text.toWellFormed()}`;

it('finds the row of a text and a number, and none for what was never added', () => {
  fc.assert(
    fc.property(fc.array(entry, { maxLength: 200 }), fc.array(entry, { maxLength: 50 }), (added, asked) => {
      const rows = new TextRows();
      const others = new TextRows();
      const known = new Map<string, number>();
      for (const { text, tag } of added) {
        const row = rows.rowOfText(text.toWellFormed(), tag);
        expect(row).toBe(known.get(nameOf({ text, tag })) ?? known.size);
        known.set(nameOf({ text, tag }), row);
      }
      for (const one of [...added, ...asked]) {
        const bytes = Buffer.from(one.text, 'utf8');
        const wanted = known.get(nameOf(one)) ?? -1;
        expect(rows.find(bytes, 0, bytes.length, one.tag)).toBe(wanted);
        expect(rows.findRow(others, others.rowOf(bytes, 0, bytes.length, one.tag))).toBe(wanted);
      }
    }),
  );
});
