import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crc32, crc32ByTable } from '../../src/spool/crc32.js';
import { type FrameKind, decodeSpool, encodeFrame, encodeHead } from '../../src/spool/spool-format.js';

const INSTANCE = '5b0f2a1e-0000-4000-8000-000000000001';

function fileOf(payloads: readonly string[]): { bytes: Buffer; ends: number[] } {
  const target = Buffer.alloc(100_000);
  const parts = [encodeHead(INSTANCE)];
  const ends: number[] = [];
  let size = parts[0]?.length ?? 0;
  payloads.forEach((payload, index) => {
    const kind: FrameKind = index % 2 === 0 ? 'record' : 'urgent';
    const length = encodeFrame(target, kind, index + 1, payload);
    parts.push(Buffer.from(target.subarray(0, length)));
    size += length;
    ends.push(size);
  });
  return { bytes: Buffer.concat(parts), ends };
}

const seqs = (bytes: Buffer): number[] => decodeSpool(bytes).frames.map(({ seq }) => seq);
const payloads = fc.array(fc.string({ unit: 'binary', maxLength: 50 }), { minLength: 1, maxLength: 8 });

describe('the spool format', () => {
  it('gives back what was written', () => {
    fc.assert(
      fc.property(payloads, (texts) => {
        const { instance, frames, damaged } = decodeSpool(fileOf(texts).bytes);
        expect(instance).toBe(INSTANCE);
        expect(damaged).toEqual([]);
        expect(frames.map(({ payload }) => payload)).toEqual(texts.map((text) => Buffer.from(text)));
        expect(frames.map(({ kind }) => kind)).toEqual(
          texts.map((_, index) => (index % 2 === 0 ? 'record' : 'urgent')),
        );
      }),
    );
  });

  it('cut anywhere, keeps every frame before the cut and sets the rest aside', () => {
    const { bytes, ends } = fileOf(['first', 'second', 'third']);
    for (let cut = 0; cut <= bytes.length; cut++) {
      const content = decodeSpool(bytes.subarray(0, cut));
      expect(content.frames).toHaveLength(ends.filter((end) => end <= cut).length);
    }
  });

  it('any byte changed costs one frame at most', () => {
    fc.assert(
      fc.property(payloads, fc.nat(), fc.integer({ min: 1, max: 255 }), (texts, position, flip) => {
        const { bytes } = fileOf(texts);
        const head = encodeHead(INSTANCE).length;
        const at = head + (position % (bytes.length - head));
        bytes[at] = (bytes[at] as number) ^ flip;
        expect(seqs(bytes).length).toBeGreaterThanOrEqual(texts.length - 1);
        expect(new Set(seqs(bytes)).size).toBe(seqs(bytes).length);
      }),
    );
  });

  it('zeroes, garbage and a foreign version are damage, an empty file is not', () => {
    const { bytes } = fileOf(['a', 'b']);
    expect(decodeSpool(Buffer.concat([bytes, Buffer.alloc(5_000)])).frames).toHaveLength(2);
    expect(decodeSpool(Buffer.concat([bytes, Buffer.alloc(5_000)])).damaged).toHaveLength(1);
    const foreign = Buffer.from(bytes);
    foreign[7] = 9;
    expect(decodeSpool(foreign)).toEqual({ instance: undefined, frames: [], damaged: [foreign] });
    expect(decodeSpool(Buffer.alloc(0))).toEqual({ instance: undefined, frames: [], damaged: [] });
    fc.assert(fc.property(fc.uint8Array({ maxLength: 500 }), (noise) => void decodeSpool(Buffer.from(noise))));
  });

  it('both checksums agree', () => {
    expect(crc32ByTable(Buffer.from('123456789'))).toBe(0xcbf43926);
    fc.assert(fc.property(fc.uint8Array(), (bytes) => crc32(bytes) === crc32ByTable(bytes)));
  });
});
