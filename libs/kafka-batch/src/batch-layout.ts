/**
 * Where the fields of a record batch lie: message format 2, the only one that Kafka 4 keeps (KIP-98; Kafka's protocol
 * guide, "Record Batch").
 */
export const AT = {
  firstOffset: 0,
  batchLength: 8,
  magic: 16,
  crc: 17,
  attributes: 21,
  lastOffsetDelta: 23,
  firstTimestamp: 27,
  maxTimestamp: 35,
  producerId: 43,
  recordCount: 57,
} as const;

/** First byte after the length, which does not count itself and what lies before it. */
export const LENGTH_END = 12;

/** First byte of the records, or of what they were compressed into. */
export const RECORDS_AT = 61;

/** Kafka's numbers for how records are compressed. */
export const CODEC = { none: 0, gzip: 1 } as const;
