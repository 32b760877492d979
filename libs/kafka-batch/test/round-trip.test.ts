import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  HeaderWalk,
  RECORDS_AT,
  RecordWalk,
  encodeGzipBatch,
  encodeRecordBatch,
  readBatchHeader,
} from '../src/index.js';

const bytes = fc.uint8Array({ maxLength: 200 }).map((array) => Buffer.from(array));
const recordSet = fc.record({
  key: bytes,
  headers: fc.dictionary(
    fc.string({ maxLength: 70, unit: 'binary' }).filter((name) => name !== '__proto__'),
    bytes,
  ),
  timestamp: fc.integer({ min: 0, max: 2 ** 52 }),
  values: fc.array(bytes, { minLength: 1, maxLength: 100 }),
});

it('what was encoded is decoded to the same records, compressed too', async () => {
  await fc.assert(
    fc.asyncProperty(recordSet, fc.boolean(), async (set, compressed) => {
      const batch = compressed ? await encodeGzipBatch(set, 0, promisify(gzip)) : encodeRecordBatch(set, 0);
      const header = readBatchHeader(batch, 0);
      if (header === undefined) throw new Error('the batch is cut off');
      const count = set.values.length;
      const { timestamp } = set;
      expect(header).toMatchObject({ firstOffset: 0, lastOffset: count - 1, bytes: batch.length, count });
      expect(header).toMatchObject({ isTransactional: false, firstTime: timestamp, maxTime: timestamp });
      const packed = batch.subarray(RECORDS_AT, header.bytes);
      const records = header.codec === 0 ? packed : await promisify(gunzip)(packed);
      const walk = new RecordWalk(records, header);
      const headers = new HeaderWalk();
      for (const [offset, value] of set.values.entries()) {
        walk.next();
        expect([walk.offset, walk.kafkaTime]).toEqual([offset, timestamp]);
        expect(records.subarray(walk.keyStart, walk.keyEnd)).toEqual(set.key);
        expect(records.subarray(walk.valueStart, walk.valueEnd)).toEqual(value);
        expect(headers.toObject(records, walk.headersStart, walk.end)).toEqual({ ...set.headers });
      }
      expect(walk.end).toBe(records.length);
      expect(readBatchHeader(batch.subarray(0, -1), 0)).toBeUndefined();
    }),
  );
});
