import type { ByteReader, ByteWriter } from './bytes.js';
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

/** Which sums follow the number of requests in the bytes, a bit each: most are 0. */
const ERRORS = 1;
const FAULTS = 2;
const BYTES = 4;
const TIMED = 8;
const DURATION = 16;
const LATE = 32;
const CUT = 64;
const LONGEST = 128;

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

  clear(): void {
    this.requests = 0;
    this.errors = 0;
    this.faults = 0;
    this.bytes = 0;
    this.timed = 0;
    this.durationUs = 0;
    this.longestUs = 0;
    this.late = 0;
    this.cut = 0;
  }

  merge(other: Counts): void {
    this.requests += other.requests;
    this.errors += other.errors;
    this.faults += other.faults;
    this.bytes += other.bytes;
    this.timed += other.timed;
    this.durationUs += other.durationUs;
    this.late += other.late;
    this.cut += other.cut;
    if (other.longestUs > this.longestUs) this.longestUs = other.longestUs;
  }

  write(writer: ByteWriter): void {
    const { errors, faults, bytes, timed, durationUs, late, cut, longestUs } = this;
    const timedMask = timed === 0 ? 0 : TIMED | (durationUs > 0 ? DURATION : 0) | (longestUs > 0 ? LONGEST : 0);
    const restMask = (late > 0 ? LATE : 0) | (cut > 0 ? CUT : 0);
    const mask = (errors > 0 ? ERRORS : 0) | (faults > 0 ? FAULTS : 0) | (bytes > 0 ? BYTES : 0) | timedMask | restMask;
    writer.number(this.requests);
    writer.byte(mask);
    if (errors > 0) writer.number(errors);
    if (faults > 0) writer.number(faults);
    if (bytes > 0) writer.number(bytes);
    if (mask & TIMED) writer.number(timed);
    if (mask & DURATION) writer.number(durationUs);
    if (late > 0) writer.number(late);
    if (cut > 0) writer.number(cut);
    if (mask & LONGEST) writer.number(longestUs);
  }

  /** Adds what {@link write} wrote. @throws StatisticsFormatError */
  mergeFrom(reader: ByteReader): void {
    this.requests += reader.number();
    const mask = reader.byte();
    if (mask & ERRORS) this.errors += reader.number();
    if (mask & FAULTS) this.faults += reader.number();
    if (mask & BYTES) this.bytes += reader.number();
    if (mask & TIMED) this.timed += reader.number();
    if (mask & DURATION) this.durationUs += reader.number();
    if (mask & LATE) this.late += reader.number();
    if (mask & CUT) this.cut += reader.number();
    if (mask & LONGEST) this.longestUs = Math.max(this.longestUs, reader.number());
  }
}

/** Sums with what some facets keep besides. */
export class Cell extends Counts {
  latency: LatencyHistogram | undefined;
  clients: DistinctCount | undefined;

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
