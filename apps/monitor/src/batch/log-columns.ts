import type { RecordSource } from './decoded-record.js';

/** A process that has records in a batch, and how much of it. */
export interface ColumnSource extends RecordSource {
  instance: string;
  records: number;
  bytes: number;
}

/** How many columns of text there are. */
const TEXTS = 7;

/**
 * One text of each record, as it lies in the record's block: UTF-8 of a JSON string, quotes not included. The columns of text share their memory,
 * record by record, as all of a record's texts are read together.
 */
export class TextColumn {
  /** @param index which of the columns it is, from 0 */
  constructor(
    private readonly bounds: Int32Array,
    private readonly escapes: Uint8Array,
    private readonly index: number,
  ) {}

  /** First byte of a record's text; -1 where it has none. */
  startOf(at: number): number {
    return this.bounds[2 * (at * TEXTS + this.index)] as number;
  }

  /** The byte after the last of a record's text. */
  endOf(at: number): number {
    return this.bounds[2 * (at * TEXTS + this.index) + 1] as number;
  }

  /** True where the text has simple JSON escapes; there are none of the form `\u`. */
  isEscaped(at: number): boolean {
    return ((this.escapes[at] as number) & (1 << this.index)) !== 0;
  }

  /** Notes where the text of a record lies. */
  set(at: number, start: number, end: number, isEscaped: boolean): void {
    const place = 2 * (at * TEXTS + this.index);
    this.bounds[place] = start;
    this.bounds[place + 1] = end;
    if (isEscaped) this.escapes[at] = (this.escapes[at] as number) | (1 << this.index);
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
    const bounds = new Int32Array(capacity * TEXTS * 2);
    const escapes = new Uint8Array(capacity);
    this.message = new TextColumn(bounds, escapes, 0);
    this.logger = new TextColumn(bounds, escapes, 1);
    this.requestId = new TextColumn(bounds, escapes, 2);
    this.userId = new TextColumn(bounds, escapes, 3);
    this.traceId = new TextColumn(bounds, escapes, 4);
    this.spanId = new TextColumn(bounds, escapes, 5);
    this.attributes = new TextColumn(bounds, escapes, 6);
  }

  /** The text of a record's id. */
  idOf(at: number): string {
    const hex = Buffer.from(this.ids.buffer, at * 16, 16).toString('hex');
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
  }
}
