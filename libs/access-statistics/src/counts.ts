import { type ByteReader, type ByteWriter } from './bytes.js';
import { DistinctCount } from './distinct-count.js';
import { LatencyHistogram } from './latency-histogram.js';

/** One request, as far as it is counted. */
export interface Measured {
  isError: boolean;
  isFault: boolean;
  bytes: number;
  /** Microseconds; -1 when no latency was measured. */
  durationUs: number;
}

const FIELDS = ['requests', 'errors', 'faults', 'bytes', 'timed', 'durationUs', 'late', 'cut'] as const;

/** Sums over requests. All are integers, so that the order of adding makes no difference. */
export class Counts {
  requests = 0;
  /** Status of 400 and more. */
  errors = 0;
  /** 5xx, and gRPC's server faults where they are logged. */
  faults = 0;
  bytes = 0;
  /** Requests whose latency was measured. */
  timed = 0;
  /** Sum of the measured latencies, microseconds. */
  durationUs = 0;
  /** Longest measured latency, microseconds. */
  longestUs = 0;
  /** Requests that came when the window was over. */
  late = 0;
  /** Of values that were not kept apart: an upper bound of what one of them can have had. */
  cut = 0;

  add({ isError, isFault, bytes, durationUs }: Measured): void {
    this.requests += 1;
    if (isError) this.errors += 1;
    if (isFault) this.faults += 1;
    this.bytes += bytes;
    if (durationUs < 0) return;
    this.timed += 1;
    this.durationUs += durationUs;
    if (durationUs > this.longestUs) this.longestUs = durationUs;
  }

  merge(other: Counts): void {
    for (const field of FIELDS) this[field] += other[field];
    if (other.longestUs > this.longestUs) this.longestUs = other.longestUs;
  }

  write(writer: ByteWriter): void {
    writer.number(this.requests);
    let mask = this.longestUs > 0 ? 0x80 : 0;
    for (let at = 1; at < FIELDS.length; at += 1) if (this[FIELDS[at] as keyof this] !== 0) mask |= 1 << (at - 1);
    writer.byte(mask);
    for (let at = 1; at < FIELDS.length; at += 1) {
      if (mask & (1 << (at - 1))) writer.number(this[FIELDS[at] as (typeof FIELDS)[number]]);
    }
    if (mask & 0x80) writer.number(this.longestUs);
  }

  /** Adds what {@link write} wrote. @throws StatisticsFormatError */
  mergeFrom(reader: ByteReader): void {
    this.requests += reader.number();
    const mask = reader.byte();
    for (let at = 1; at < FIELDS.length; at += 1) {
      if (mask & (1 << (at - 1))) this[FIELDS[at] as (typeof FIELDS)[number]] += reader.number();
    }
    if (mask & 0x80) this.longestUs = Math.max(this.longestUs, reader.number());
  }
}

/** Sums with what some facets keep besides; one of the cells of a value, which differ by status. */
export class Cell extends Counts {
  latency: LatencyHistogram | undefined;
  clients: DistinctCount | undefined;
  /** The same value's cell with another status. */
  next: Cell | undefined;
  /** Hash of the value where it is an address that was counted; -1 before. */
  hash = -1;

  /**
   * @param status 0 in facets that do not tell statuses apart
   * @param isOther true for the cell of `(other)`
   */
  constructor(
    readonly status: number,
    readonly isOther: boolean,
  ) {
    super();
  }

  mergeCell(other: Cell): void {
    this.merge(other);
    if (other.latency !== undefined) (this.latency ??= new LatencyHistogram()).merge(other.latency);
    if (other.clients !== undefined) (this.clients ??= new DistinctCount()).merge(other.clients);
  }

  /** Adds a histogram's and a count's bytes. @throws StatisticsFormatError */
  mergeSketches(latency: Uint8Array | null, clients: Uint8Array | null): void {
    if (latency !== null) (this.latency ??= new LatencyHistogram()).mergeEncoded(latency);
    if (clients !== null) (this.clients ??= new DistinctCount()).mergeEncoded(clients);
  }
}
