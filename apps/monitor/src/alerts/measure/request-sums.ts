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

/** Requests of a minute, as they were when it was closed. */
export interface RequestMinute {
  /** Its start, milliseconds since 1970. */
  readonly minute: number;
  readonly cells: readonly RequestCell[];
  /** Names of sources that were sending older lines then: requests of the minute may have been missing. */
  readonly behind: readonly string[];
}

/** Requests of one window by place. */
export class RequestSums {
  readonly #cells = new Map<string, RequestCell>();
  readonly #behind = new Map<string, number>();

  /** @param sign -1 takes a minute away that was added before */
  add({ cells, behind }: RequestMinute, sign: 1 | -1 = 1): void {
    for (const one of cells) this.#addCell(one, sign);
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

  #addCell({ source, host, route, status, requests, errors, faults, latency }: RequestCell, sign: 1 | -1): void {
    const key = `${source}\n${host}\n${status}\n${route}`;
    let cell = this.#cells.get(key);
    if (cell === undefined) {
      cell = { source, host, route, status, requests: 0, errors: 0, faults: 0, latency: undefined };
      this.#cells.set(key, cell);
    }
    cell.requests += sign * requests;
    cell.errors += sign * errors;
    cell.faults += sign * faults;
    if (latency !== undefined) (cell.latency ??= new LatencyHistogram()).merge(latency, sign);
    if (cell.requests === 0) this.#cells.delete(key);
  }
}
