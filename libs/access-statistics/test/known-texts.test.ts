import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ByteReader, ByteWriter } from '../src/bytes.js';
import { KnownTexts } from '../src/known-texts.js';

function written(texts: readonly string[]): Buffer {
  const writer = new ByteWriter();
  for (const text of texts) writer.text(text);
  return writer.take();
}

function readAll(bytes: Buffer, count: number, known: KnownTexts): string[] {
  const reader = new ByteReader(bytes);
  return Array.from({ length: count }, () => reader.text(known));
}

it('gives every text as it was written, whatever was read before', () => {
  const known = new KnownTexts();
  const text = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme-ascii', maxLength: 300 }));
  fc.assert(
    fc.property(fc.array(text), (texts) => {
      const bytes = written(texts);
      const asWritten = texts.map((one) => one.toWellFormed());
      expect(readAll(bytes, texts.length, known)).toEqual(asWritten);
      expect(readAll(bytes, texts.length, known)).toEqual(asWritten);
    }),
  );
});

it('tells texts apart that share a slot: there are more of them than slots', () => {
  const known = new KnownTexts();
  const texts = Array.from({ length: 100_000 }, (_, at) => `10.${at % 250}.${at}`);
  const bytes = written(texts);
  expect(readAll(bytes, texts.length, known)).toEqual(texts);
  expect(readAll(bytes, texts.length, known)).toEqual(texts);
});

it('reads bytes that are no UTF-8 as Node does, whatever texts are known', () => {
  const known = new KnownTexts();
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 6 }), (given) => {
      const bytes = Buffer.from(given);
      const latin1 = Buffer.from(bytes.toString('latin1'), 'utf8');
      for (const each of [latin1, bytes, latin1, bytes])
        expect(known.of(each, 0, each.length)).toBe(each.toString('utf8'));
    }),
    // Texts of one character that is one byte in Latin-1 and two in UTF-8 are among them.
    { examples: [[Uint8Array.of(0xe9)], [Uint8Array.of(0xff, 0x41)]] },
  );
});
