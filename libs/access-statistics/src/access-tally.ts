import {
  type AccessErrorRecord,
  type AccessRecord,
  bytesSent,
  isError,
  isServerFault,
} from '@log-monitor/access-record';
import { ByteReader, ByteWriter, StatisticsFormatError } from './bytes.js';
import type { Cell, Measured } from './counts.js';
import { DistinctCount } from './distinct-count.js';
import {
  type Facet,
  FACETS,
  KEPT_FACETS,
  type KeptFacet,
  MOST_HOST_UNITS,
  MOST_VALUE_UNITS,
  SLOT_SECONDS,
  UNKNOWN,
} from './facets.js';
import type { HostTally } from './host-tally.js';
import { LatencyHistogram } from './latency-histogram.js';
import { SlotTally } from './slot-tally.js';
import { capped, ValueNames } from './value-names.js';

const VERSION = 1;
/** How many bytes a value takes when it is written, for a guess: of the three or four large facets one has a third of all values. */
const BYTES_OF_VALUE = 12;
const MAX_DURATION_MS = 86_400_000;
const { host, status, method, route, url, not_found, client, referrer, browser, system, error_class } = FACETS;

/** A line that is no request. */
const LINE: Measured = { isError: false, isFault: false, bytes: 0, durationUs: -1 };

/**
 * Counts requests by every facet. Adding and merging give the same tally in any order, as long as no cap of open values is reached; beyond it the sums
 * stay exact and the rest is in `(other)`.
 */
export class AccessTally {
  /** By begin, seconds since 1970. */
  readonly #slots = new Map<number, SlotTally>();
  #lastStart = -1;
  #lastSlot: SlotTally | undefined;
  readonly #names = new ValueNames();
  readonly #measured: Measured = { isError: false, isFault: false, bytes: 0, durationUs: -1 };

  /**
   * Counts a request. Health checks are the caller's to leave out.
   *
   * @param source number of the source
   * @param time milliseconds since 1970
   */
  add(source: number, time: number, record: AccessRecord): void {
    const second = Math.floor(time / 1000);
    const slot = this.#slotAt(second);
    const inSlot = second - slot.start;
    const tally = slot.host(source, capped(record.serverAddress ?? '', MOST_HOST_UNITS));
    const measured = this.#measure(record);
    this.#addClient(tally, inSlot, record, measured);
    const code = statusOf(record.httpResponseStatusCode);
    const word = record.httpRequestMethod ?? UNKNOWN;
    const path = capped(record.urlPath ?? UNKNOWN, MOST_VALUE_UNITS);
    const tens = Math.floor(inSlot / 10);
    tally.count(status, tens, '', code, measured);
    tally.count(method, tens, word, 0, measured);
    const routeCell = tally.cell(route, Math.floor(inSlot / 60), this.#names.route(word, record.httpRoute, path));
    routeCell.add(measured);
    addLatency(routeCell, measured);
    tally.count(url, 0, path, code, measured);
    if (code === 404) tally.count(not_found, 0, path, 0, measured);
    const site = this.#names.site(record.httpRequestReferrer);
    if (site !== undefined && site !== record.serverAddress) tally.count(referrer, 0, site, 0, measured);
    tally.count(browser, 0, capped(record.userAgentName ?? UNKNOWN, MOST_VALUE_UNITS), 0, measured);
    tally.count(system, 0, capped(record.userAgentOsName ?? UNKNOWN, MOST_VALUE_UNITS), 0, measured);
  }

  /** Counts a line of an error log, by host, level and class. */
  addError(source: number, time: number, record: AccessErrorRecord): void {
    const slot = this.#slotAt(Math.floor(time / 1000));
    const tally = slot.host(source, capped(record.host ?? '', MOST_HOST_UNITS));
    const value = `${record.level} ${record.messageClass}`;
    tally.count(error_class, 0, value, 0, LINE);
  }

  /**
   * Adds what another tally has. That one is not to be used afterwards, since its cells become ours.
   *
   * @param watermarks by source, seconds since 1970: requests of windows that ended by then count as late. Sources that are not in it are never late
   */
  absorb(other: AccessTally, watermarks?: ReadonlyMap<number, number>): void {
    for (const [start, slot] of other.#slots) this.#slotAt(start).absorb(slot, watermarks);
  }

  /** How many values it has of all facets: what it takes in memory is about 80 bytes for each, more where they have latencies or clients. */
  get size(): number {
    let size = 0;
    for (const slot of this.#slots.values()) size += slot.size;
    return size;
  }

  /** Begins of the slots that it has anything of, in order, seconds since 1970. */
  slotStarts(): number[] {
    return [...this.#slots.keys()].sort((a, b) => a - b);
  }

  /** Numbers of all sources that it has anything of. */
  sources(): Set<number> {
    const numbers = new Set<number>();
    for (const slot of this.#slots.values()) for (const source of slot.sources.keys()) numbers.add(source);
    return numbers;
  }

  /** Gives all of one facet to another; of that facet, this one is not to be used afterwards. */
  moveTo(taker: SlotTally, facet: Facet): void {
    for (const slot of this.#slots.values()) taker.absorbFacet(facet, slot);
  }

  /** Takes a slot out. */
  takeSlot(start: number): AccessTally {
    const taken = new AccessTally();
    const slot = this.#slots.get(start);
    if (slot !== undefined) taken.#slots.set(start, slot);
    this.#slots.delete(start);
    this.#lastSlot = undefined;
    this.#lastStart = -1;
    return taken;
  }

  /**
   * What it has of one facet; undefined when it has nothing.
   *
   * @param order `sorted`: the same bytes for the same counts; `any` is quicker
   */
  encode(name: KeptFacet, order: 'sorted' | 'any' = 'sorted'): Buffer | undefined {
    return this.#encode(name, order === 'sorted', new ByteWriter());
  }

  /** What it has of each facet, in the order of `KEPT_FACETS`, as {@link encode} gives it in any order. */
  encodeAll(): (Buffer | undefined)[] {
    const writer = new ByteWriter(BYTES_OF_VALUE * this.size);
    return KEPT_FACETS.map((name) => {
      writer.clear();
      return this.#encode(name, false, writer);
    });
  }

  /**
   * Adds what {@link encode} gave.
   *
   * @param watermarks as of {@link absorb}
   * @throws StatisticsFormatError
   */
  mergeEncoded(name: KeptFacet, bytes: Uint8Array, watermarks?: ReadonlyMap<number, number>): void {
    const reader = new ByteReader(bytes);
    const version = reader.byte();
    if (version !== VERSION) throw new StatisticsFormatError(`version ${version} is not known`);
    const facet = FACETS[name];
    while (!reader.atEnd) {
      const slot = this.#slotAt(reader.number() * SLOT_SECONDS);
      const source = reader.number();
      const mark = watermarks?.get(source) ?? Number.NEGATIVE_INFINITY;
      const tally = slot.host(source, reader.text());
      tally.mergeFrom(facet, reader, Math.floor((mark - slot.start) / facet.finest));
    }
  }

  /** Calls `visit` with every cell of the facet; `start` is the window's begin at the facet's finest width, seconds since 1970. */
  each(name: KeptFacet, visit: (start: number, source: number, host: string, value: string, cell: Cell) => void): void {
    const facet = FACETS[name];
    for (const slot of this.#slots.values()) {
      for (const [source, hosts] of slot.sources) {
        for (const [hostName, tally] of hosts) {
          tally.each(facet, (bin, value, cell) =>
            visit(slot.start + bin * facet.finest, source, hostName, value, cell),
          );
        }
      }
    }
  }

  #encode(name: KeptFacet, sorted: boolean, writer: ByteWriter): Buffer | undefined {
    writer.byte(VERSION);
    for (const start of this.slotStarts()) this.#slots.get(start)?.write(FACETS[name], writer, sorted);
    return writer.length === 1 ? undefined : writer.take();
  }

  #slotAt(second: number): SlotTally {
    const start = second - (second % SLOT_SECONDS);
    if (start === this.#lastStart) return this.#lastSlot as SlotTally;
    let slot = this.#slots.get(start);
    if (slot === undefined) this.#slots.set(start, (slot = new SlotTally(start)));
    this.#lastStart = start;
    this.#lastSlot = slot;
    return slot;
  }

  #measure(record: AccessRecord): Measured {
    const measured = this.#measured;
    measured.isError = isError(record.httpResponseStatusCode);
    measured.isFault = isServerFault(record.httpResponseStatusCode, record.rpcGrpcStatusCode);
    measured.bytes = integer(bytesSent(record) ?? 0);
    const timed = record.latency === 'measured' && record.durationMs !== undefined;
    measured.durationUs = timed ? Math.round(Math.min(Math.max(record.durationMs, 0), MAX_DURATION_MS) * 1000) : -1;
    return measured;
  }

  /** The host's own cell, and the client's value. */
  #addClient(tally: HostTally, inSlot: number, { clientAddress }: AccessRecord, measured: Measured): void {
    const hostCell = tally.cell(host, Math.floor(inSlot / 10), '');
    hostCell.add(measured);
    addLatency(hostCell, measured);
    tally.count(client, 0, capped(clientAddress ?? UNKNOWN, MOST_VALUE_UNITS), 0, measured);
    if (clientAddress !== undefined) (hostCell.clients ??= new DistinctCount()).add(clientAddress);
  }
}

function addLatency(cell: Cell, { durationUs }: Measured): void {
  if (durationUs >= 0) (cell.latency ??= new LatencyHistogram()).add(durationUs / 1000);
}

/** 0 stands for a request without a status. */
function statusOf(code: number | undefined): number {
  return code === undefined || code < 0 || code > 999 ? 0 : code;
}

function integer(value: number): number {
  return value > 0 && value <= Number.MAX_SAFE_INTEGER ? Math.round(value) : 0;
}
