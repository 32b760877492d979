import { type RecordSource } from './decoded-record.js';

/** A process that has records in a batch, and how much of it. */
export interface ColumnSource extends RecordSource {
  instance: string;
  records: number;
  bytes: number;
}

/** One text of each record, as it lies in the record's block: UTF-8 of a JSON string, quotes not included. */
export class TextColumn {
  /** First byte of each; -1 where the record has none. */
  readonly starts: Int32Array;
  /** The byte after the last of each. */
  readonly ends: Int32Array;
  /** 1 where the text has simple JSON escapes; there are none of the form `\u`. */
  readonly escaped: Uint8Array;

  constructor(capacity: number) {
    this.starts = new Int32Array(capacity);
    this.ends = new Int32Array(capacity);
    this.escaped = new Uint8Array(capacity);
  }
}

/**
 * Log records column by column, unparsed: numbers where the ledger, the counters and the store's rows need numbers, and for the texts the place
 * where they lie. No object is made for a record; the n-th entry of each column is of the n-th record.
 */
export class LogColumns {
  length = 0;
  /** What the texts of each record lie in. */
  readonly blocks: Buffer[] = [];
  /** Sizes of the messages' values. */
  readonly sizes: Uint32Array;
  readonly offsets: Float64Array;
  /** Times of arrival, milliseconds since 1970. */
  readonly kafkaTimes: Float64Array;
  /** Event times as sent, milliseconds since 1970. */
  readonly times: Float64Array;
  readonly seqs: Float64Array;
  readonly severities: Uint8Array;
  /** 16 bytes each. */
  readonly ids: Uint8Array;
  /** Index of each record's process in `sources`. */
  readonly sourceIndexes: Uint32Array;
  readonly sources: ColumnSource[] = [];
  readonly message: TextColumn;
  readonly logger: TextColumn;
  readonly requestId: TextColumn;
  readonly userId: TextColumn;
  readonly traceId: TextColumn;
  readonly spanId: TextColumn;
  /** Text of a JSON object. */
  readonly attributes: TextColumn;

  /** @param capacity how many records there can be at most */
  constructor(capacity: number) {
    this.sizes = new Uint32Array(capacity);
    this.offsets = new Float64Array(capacity);
    this.kafkaTimes = new Float64Array(capacity);
    this.times = new Float64Array(capacity);
    this.seqs = new Float64Array(capacity);
    this.severities = new Uint8Array(capacity);
    this.ids = new Uint8Array(capacity * 16);
    this.sourceIndexes = new Uint32Array(capacity);
    this.message = new TextColumn(capacity);
    this.logger = new TextColumn(capacity);
    this.requestId = new TextColumn(capacity);
    this.userId = new TextColumn(capacity);
    this.traceId = new TextColumn(capacity);
    this.spanId = new TextColumn(capacity);
    this.attributes = new TextColumn(capacity);
  }

  /** The text of a record's id. */
  idOf(at: number): string {
    const hex = Buffer.from(this.ids.buffer, at * 16, 16).toString('hex');
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
  }
}
