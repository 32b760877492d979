/** Topics that still need a record, as bits; `refused` alone marks one that Kafka will never take. */
export const PENDING = { main: 1, urgent: 2, refused: 4 } as const;

/** A piece of memory outside the JavaScript heap that holds the texts of many records, and their numbers. */
export interface Slab {
  readonly memory: Buffer;
  used: number;
  /** Entries written. */
  count: number;
  /** Next entry to leave. */
  first: number;
  /** Entries before this one have a copy on disk, as far as is known. */
  copied: number;
  /** Records whose bytes are still needed, waiting or out for sending. */
  live: number;
  readonly seqs: Float64Array;
  readonly ends: Uint32Array;
  readonly segments: Uint32Array;
}

/** A record taken from the queue to be sent. */
export interface HeldRecord {
  readonly seq: number;
  /** 1 (lowest) to 5. */
  readonly priority: number;
  /** A view of the queue's memory; never written again. */
  readonly bytes: Buffer;
  /** Topics that have not acknowledged it yet, bits of {@link PENDING}. */
  pending: number;
  /** Number of the spool segment that holds a copy, 0 for none. */
  segment: number;
  /** Memory that `bytes` is a view of. */
  readonly slab: Slab;
}

/** What of a record is copied to disk. */
export interface RecordCopy {
  readonly seq: number;
  readonly priority: number;
  readonly payload: Uint8Array;
}

/** Writes records down together; returns the number of their segment, 0 when they could not be written. */
export type WriteCopies = (records: readonly RecordCopy[]) => number;
