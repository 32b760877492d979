import type { ByteWriter } from '@log-monitor/access-statistics';
import { WrittenNames } from '../body-names.js';
import { LAST_BUCKET } from '../coarse-latency.js';
import type { GroupedRows } from '../rows/grouped-rows.js';
import { NumberRows } from '../rows/number-rows.js';
import { PairRows } from '../rows/pair-rows.js';
import type { RouteNames } from './route-names.js';

/** In `#sums`. */
const REQUESTS = 0;
const ERRORS = 1;
const FAULTS = 2;
const SUMS = 3;
/** In `#latencies`. */
const ROW = 0;
const BUCKET = 1;
const LATENCY = 2;

/** What is counted of a request for its route. */
interface RouteRequest {
  readonly isError: boolean;
  readonly isFault: boolean;
  /** Bucket of its latency; undefined: not measured. */
  readonly bucket: number | undefined;
}

/** Rows of routes by host, and of latencies by route. */
interface Grouped {
  readonly byHost: GroupedRows;
  readonly latencies: GroupedRows;
}

/** Routes of hosts, and what they had. */
export class RouteRows {
  /** By host and name. */
  readonly #routes = new PairRows();
  readonly #sums = new NumberRows(SUMS);
  /** Of each measured latency the row of its route and its bucket, as they came. */
  readonly #latencies = new NumberRows(LATENCY);
  readonly #written = new WrittenNames();
  readonly #counts = new Uint32Array(LAST_BUCKET + 1);
  #grouped: Grouped | undefined;

  constructor(private readonly names: RouteNames) {}

  /**
   * @param host number of a host in a window
   * @param name number of a name
   */
  add(host: number, name: number, { isError, isFault, bucket }: RouteRequest): void {
    const row = this.#routes.rowOf(host, name);
    const at = this.#sums.place(row);
    const sums = this.#sums.numbers;
    sums[at + REQUESTS] = (sums[at + REQUESTS] as number) + 1;
    if (isError) sums[at + ERRORS] = (sums[at + ERRORS] as number) + 1;
    if (isFault) sums[at + FAULTS] = (sums[at + FAULTS] as number) + 1;
    if (bucket === undefined) return;
    const latency = this.#latencies.place(this.#latencies.size);
    this.#latencies.numbers[latency + ROW] = row;
    this.#latencies.numbers[latency + BUCKET] = bucket;
  }

  /** Puts what there is in order, for {@link write}. @param hosts how many there are */
  group(hosts: number): void {
    this.#grouped = {
      byHost: this.#routes.byFirst(hosts),
      latencies: this.#latencies.byColumn(ROW, this.#routes.size),
    };
  }

  /** To be called before what is to be read by itself. */
  beginBody(): void {
    this.#written.clear();
  }

  /** Writes the routes of a host. */
  write(writer: ByteWriter, host: number): void {
    const { byHost } = this.#grouped as Grouped;
    const end = byHost.endOf(host);
    writer.number(end - byHost.startOf(host));
    for (let place = byHost.startOf(host); place < end; place += 1) {
      const row = byHost.rowAt(place);
      const at = row * SUMS;
      const name = this.#routes.secondOf(row);
      this.#written.write(writer, name, this.names.bytes, this.names.startOf(name), this.names.endOf(name));
      writer.number(this.#sums.numbers[at + REQUESTS] as number);
      writer.number(this.#sums.numbers[at + ERRORS] as number);
      writer.number(this.#sums.numbers[at + FAULTS] as number);
      this.#writeLatencies(writer, row);
    }
  }

  clear(): void {
    this.#routes.clear();
    this.#sums.clear();
    this.#latencies.clear();
    this.#grouped = undefined;
  }

  /** Writes buckets with their counts. */
  #writeLatencies(writer: ByteWriter, row: number): void {
    const { latencies } = this.#grouped as Grouped;
    const start = latencies.startOf(row);
    const end = latencies.endOf(row);
    const { numbers } = this.#latencies;
    const counts = this.#counts;
    let different = 0;
    for (let place = start; place < end; place += 1) {
      const bucket = numbers[latencies.rowAt(place) * LATENCY + BUCKET] as number;
      if ((counts[bucket] = (counts[bucket] as number) + 1) === 1) different += 1;
    }
    writer.number(different);
    for (let place = start; place < end; place += 1) {
      const bucket = numbers[latencies.rowAt(place) * LATENCY + BUCKET] as number;
      if (counts[bucket] === 0) continue;
      writer.byte(bucket);
      writer.number(counts[bucket] as number);
      counts[bucket] = 0;
    }
  }
}
