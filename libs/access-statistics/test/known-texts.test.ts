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
