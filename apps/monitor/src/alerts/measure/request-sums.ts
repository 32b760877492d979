import { LatencyHistogram } from '@log-monitor/access-statistics';

/** What requests are told apart by besides source and host. */
export const REQUEST_FACETS = ['host', 'status', 'route'] as const;
export type RequestFacet = (typeof REQUEST_FACETS)[number];

/** What a kind looks at of requests. */
export interface RequestView {
  readonly facet: RequestFacet;
  /** With their latencies. */
  readonly latency: boolean;
}

/** A window of requests that rules look at. */
export interface RequestWindow {
  readonly view: RequestView;
  /** Minutes. */
  readonly length: number;
  /** How many days before today's it ends. */
  readonly day: number;
}

export function windowKey({ view, length, day }: RequestWindow): string {
  return `${view.facet}/${view.latency}/${length}/${day}`;
}

/** Where requests were counted. */
export interface RequestPlace {
  /** Name of the source; several servers can have one. */
  readonly source: string;
  /** Empty when the line names none. */
  readonly host: string;
  /** `GET /orders/:id`; empty unless routes are told apart. */
  readonly route: string;
  /** 0: none, or statuses are not told apart. */
  readonly status: number;
}

/** What one place had. */
export interface RequestCell extends RequestPlace {
  requests: number;
  /** Status of 400 and more. */
  errors: number;
  /** 5xx, and gRPC's server faults. */
  faults: number;
  /** Of those whose latency was measured. */
  latency: LatencyHistogram | undefined;
}

/** A place with a name by which it is found. */
export interface NamedPlace extends RequestPlace {
  readonly name: string;
}

/** For each place what `LatencyHistogram.encode` gave: it begins and ends in `bytes` where the pair of numbers says. */
export interface EncodedLatencies {
  readonly bytes: Uint8Array;
  readonly bounds: Int32Array;
}

/** Requests of a minute, as they were when it was closed. */
export interface RequestMinute {
  /** Its start, milliseconds since 1970. */
  readonly minute: number;
  /** Each once. */
  readonly places: readonly NamedPlace[];
  /** For each place its requests, errors and faults. */
  readonly numbers: Float64Array;
  /** Undefined: not asked for. */
  readonly latencies: EncodedLatencies | undefined;
  /** Names of sources that were sending older lines then: requests of the minute may have been missing. */
  readonly behind: readonly string[];
}

/** How many numbers of a place stand in `RequestMinute.numbers`. */
export const NUMBERS_OF_PLACE = 3;

/** Requests of one window by place. */
export class RequestSums {
  readonly #cells = new Map<string, RequestCell>();
  readonly #behind = new Map<string, number>();

  /** @param sign -1 takes a minute away that was added before */
  add({ places, numbers, latencies, behind }: RequestMinute, sign: 1 | -1 = 1): void {
    for (let at = 0; at < places.length; at += 1) {
      const place = places[at] as NamedPlace;
      const cell = this.#cellOf(place);
      const first = at * NUMBERS_OF_PLACE;
      cell.requests += sign * (numbers[first] as number);
      cell.errors += sign * (numbers[first + 1] as number);
      cell.faults += sign * (numbers[first + 2] as number);
      if (latencies !== undefined) addLatency(cell, latencies, at, sign);
      if (cell.requests === 0) this.#cells.delete(place.name);
    }
    for (const source of behind) {
      const minutes = (this.#behind.get(source) ?? 0) + sign;
      if (minutes === 0) this.#behind.delete(source);
      else this.#behind.set(source, minutes);
    }
  }

  cells(): Iterable<Readonly<RequestCell>> {
    return this.#cells.values();
  }

  /** Sources of which requests may be missing. */
  behind(): Iterable<string> {
    return this.#behind.keys();
  }

  #cellOf({ name, source, host, route, status }: NamedPlace): RequestCell {
    let cell = this.#cells.get(name);
    if (cell === undefined) {
      cell = { source, host, route, status, requests: 0, errors: 0, faults: 0, latency: undefined };
      this.#cells.set(name, cell);
    }
    return cell;
  }
}

function addLatency(cell: RequestCell, { bytes, bounds }: EncodedLatencies, at: number, sign: 1 | -1): void {
  const start = bounds[2 * at] as number;
  const end = bounds[2 * at + 1] as number;
  if (end > start) (cell.latency ??= new LatencyHistogram()).mergeEncoded(bytes.subarray(start, end), sign);
}
