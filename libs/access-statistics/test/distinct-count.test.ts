import fc from 'fast-check';
import { expect, it } from 'vitest';
import { DistinctCount } from '../src/distinct-count.js';
import { hashText } from '../src/hash-text.js';

function of(texts: Iterable<string>): DistinctCount {
  const count = new DistinctCount();
  for (const text of texts) count.add(text);
  return count;
}

const address = (index: number): string => `${10 + (index >> 16)}.${(index >> 8) & 255}.${index & 255}.7`;
const names = (from: number, to: number): string[] =>
  Array.from({ length: to - from }, (_, index) => address(from + index));

it('gives addresses that follow one another different hashes', () => {
  const seen = new Set<number>();
  for (let index = 0; index < 1_000_000; index += 1) seen.add(hashText(address(index)));
  // 2^52 values: a collision among a million has a chance of 1 in 9,000.
  expect(seen.size).toBe(1_000_000);
  expect([...seen].every((hash) => Number.isSafeInteger(hash) && hash >= 0 && hash < 2 ** 52)).toBe(true);
});

it('is exact up to 1,024 texts, however often each comes', () => {
  for (const size of [0, 1, 2, 17, 500, 1024]) {
    expect(of([...names(0, size), ...names(0, size)]).estimate()).toBe(size);
  }
});

it.each([1025, 1500, 3000, 10_000, 40_000, 100_000, 500_000, 1_000_000])('finds %i texts to 2 per cent', (size) => {
  for (const begin of [0, 3_000_000]) {
    const found = of(names(begin, begin + size)).estimate();
    expect(Math.abs(found - size) / size).toBeLessThanOrEqual(0.02);
  }
});

it('is the same in whatever order it is filled, merged and encoded', () => {
  const sizes = fc.nat({ max: 2500 });
  fc.assert(
    fc.property(sizes, sizes, sizes, sizes, (a, b, c, d) => {
      const parts = [names(a, a + b), names(c, c + d), names(b, b + c)];
      const whole = of(parts.flat()).encode();
      const other = of(parts[2] as string[]);
      other.merge(of(parts[0] as string[]));
      other.mergeEncoded(of(parts[1] as string[]).encode());
      expect(other.encode().equals(whole)).toBe(true);
      expect(DistinctCount.decode(whole).encode().equals(whole)).toBe(true);
      const exact = new Set(parts.flat()).size;
      expect(Math.abs(other.estimate() - exact)).toBeLessThanOrEqual(exact <= 1024 ? 0 : 0.03 * exact);
    }),
    { numRuns: 60 },
  );
});

it('survives any bytes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
      try {
        DistinctCount.decode(bytes).estimate();
      } catch (error) {
        expect((error as { code?: string }).code).toBe('STATISTICS_FORMAT');
      }
    }),
  );
});
