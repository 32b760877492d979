import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type TailPartition, TailVector } from '../../src/query/tail/tail-vector.js';

const partition = fc
  .tuple(fc.constantFrom('m', 'e'), fc.integer({ min: 0, max: 999 }))
  .map(([topic, partition]) => `${topic}${partition}`);
const partitions = fc
  .dictionary(partition, fc.integer({ min: 0, max: 1e12 }))
  .map((made) => Object.entries(made) as [TailPartition, number][]);

it('comes back from an id as it went in', () => {
  fc.assert(
    fc.property(partitions, fc.integer({ min: 0, max: 4e12 }), (offsets, at) => {
      const parsed = TailVector.parse(TailVector.of(offsets).toId(at));
      expect(parsed?.at).toBe(at);
      expect(parsed?.vector.equals(TailVector.of(offsets))).toBe(true);
    }),
  );
});

it.each([
  '',
  'x',
  '1~m0',
  '1~m0.',
  '1~m0.1;e1.2',
  '1~q0.1',
  '1~m0.1,e0.-1',
  '1~m0.9999999999999999',
  `1~${'m0.1,'.repeat(9000)}`,
])('refuses %.40j', (id) => expect(TailVector.parse(id)).toBeUndefined());

it('never throws', () => {
  fc.assert(fc.property(fc.string(), (text) => void TailVector.parse(text)));
});
