import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RequestPlaces } from '../../src/store/log/request-places.js';
import { hashText } from '../../src/store/log/text-hash.js';

const hashOf = (id: string): number => hashText(Buffer.from(id), 0, Buffer.byteLength(id));

function placesOf(records: readonly { service: number; time: number; id: string }[]): RequestPlaces {
  const places = new RequestPlaces();
  for (const { service, time, id } of records) {
    // Somewhere inside of a message.
    const bytes = Buffer.from(`"${id}"`);
    places.add(service, time, bytes, 1, bytes.length - 1);
  }
  return places;
}

const record = fc.record({
  service: fc.integer({ min: 1, max: 3 }),
  time: fc.oneof(fc.integer({ min: 1_000_000, max: 1_100_000 }), fc.integer({ min: 0, max: 6 * 86_400_000 })),
  id: fc.constantFrom('a', 'b', 'c', 'd'),
});

describe('the places of requests', () => {
  it('hold each record, within a day', () => {
    fc.assert(
      fc.property(fc.array(record, { maxLength: 300 }), (records) => {
        const places = placesOf(records).list();
        for (const { service, time, id } of records) {
          const holding = places.filter(
            ({ serviceId, start, length, hashes }) =>
              serviceId === service && start <= time && time < start + length && hashes.includes(hashOf(id)),
          );
          expect(holding).toHaveLength(1);
        }
        for (const { start, length, hashes } of places) {
          expect([...hashes]).toEqual([...new Set(hashes)].sort((a, b) => a - b));
          expect(start % length).toBe(0);
          expect(86_400_000 % length).toBe(0);
        }
      }),
    );
  });

  it('are short while a batch is short, and longer where it is spread', () => {
    const over = (seconds: number) =>
      Array.from({ length: 5000 }, (_, n) => ({ service: 1 + (n % 2), time: n * 0.2 * seconds, id: `r-${n >> 2}` }));
    const widths = (seconds: number) =>
      new Set(
        placesOf(over(seconds))
          .list()
          .map((place) => place.length),
      );
    expect(widths(2)).toEqual(new Set([100]));
    expect(widths(200)).toEqual(new Set([1000]));
    expect(widths(86_400)).toEqual(new Set([600_000]));
  });

  it('are short for a single record', () => {
    expect(placesOf([{ service: 7, time: 5999, id: 'x' }]).list()).toEqual([
      { serviceId: 7, start: 5900, length: 100, hashes: Int32Array.of(hashOf('x')) },
    ]);
    expect(new RequestPlaces().list()).toEqual([]);
  });
});
