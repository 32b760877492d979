import { createTestDatabase } from '@log-monitor/tools';
import fc from 'fast-check';
import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { joinPlaces, spanOf } from '../../src/query/records/request-places.js';
import { hashText } from '../../src/store/log/text-hash.js';

const place = fc.record({
  serviceId: fc.integer({ min: 1, max: 2 }),
  from: fc.integer({ min: 0, max: 50 }),
  length: fc.integer({ min: 1, max: 10 }),
});

describe('places of a request', () => {
  it('have no moment twice, and lose none', () => {
    fc.assert(
      fc.property(fc.array(place), (given) => {
        const joined = joinPlaces(given.map(({ serviceId, from, length }) => ({ serviceId, from, to: from + length })));
        for (let at = 0; at < 60; at += 1) {
          for (const service of [1, 2]) {
            const within = given.some(
              (one) => one.serviceId === service && one.from <= at && at < one.from + one.length,
            );
            expect(joined.filter((one) => one.serviceId === service && one.from <= at && at < one.to)).toHaveLength(
              within ? 1 : 0,
            );
          }
        }
      }),
    );
  });

  it('span what they cover of the range', () => {
    const places = [
      { serviceId: 1, from: 10, to: 20 },
      { serviceId: 2, from: 40, to: 50 },
    ];
    expect(spanOf(places, { from: new Date(0), to: new Date(100) })).toEqual({ from: new Date(10), to: new Date(50) });
    expect(spanOf(places, { from: new Date(15), to: new Date(45) })).toEqual({ from: new Date(15), to: new Date(45) });
  });
});

it('hashes a text as PostgreSQL does', async () => {
  const database = await createTestDatabase();
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  try {
    const texts = [
      '',
      ...fc.sample(fc.string({ unit: 'grapheme', maxLength: 60 }), 2000),
      ...fc.sample(fc.uuid(), 200),
    ].filter((text) => !text.includes('\0') && text.isWellFormed());
    const { rows } = await client.query<{ hash: number }>('SELECT hashtext(t) AS hash FROM unnest($1::text[]) t', [
      texts,
    ]);
    const ours = texts.map((text) => {
      const bytes = Buffer.from(`<${text}>`);
      return hashText(bytes, 1, bytes.length - 1);
    });
    expect(ours).toEqual(rows.map(({ hash }) => hash));
  } finally {
    await client.end();
    await database.drop();
  }
});
