import type { KnownTexts } from '@log-monitor/access-statistics';
import { ClientTable } from './client-table.js';
import { addBuckets, type Buckets } from './coarse-latency.js';

/** Length of a window, seconds. Windows begin at multiples of it since 1970 UTC. */
export const WINDOW_SECONDS = 10;

/** Cap of one window; the names come with requests, from anybody. */
const MOST_ROUTES = 5000;
/** What stands for routes beyond the cap, and for what is not there. */
export const OTHER_ROUTE = '(other)';

/** What a route of a host had in a window. */
export interface RouteFacts {
  requests: number;
  errors: number;
  /** Faults of the server: 5xx, and gRPC's. */
  faults: number;
  /** Measured latencies. */
  readonly latency: Buckets;
}

/** What a source had in a window of ten seconds. Adding gives the same in any order, as long as no cap is reached. */
export class WindowFacts {
  /** By host, then by route (`GET /orders/:id`). */
  readonly hosts = new Map<string, Map<string, RouteFacts>>();
  readonly clients: ClientTable;
  #routes = 0;

  /** @param texts addresses that were seen before; worth its memory where windows are judged again and again */
  constructor(texts?: KnownTexts) {
    this.clients = new ClientTable(texts);
  }

  route(host: string, wanted: string): RouteFacts {
    let routes = this.hosts.get(host);
    if (routes === undefined) this.hosts.set(host, (routes = new Map<string, RouteFacts>()));
    let facts = routes.get(wanted);
    if (facts !== undefined) return facts;
    const name = this.#routes < MOST_ROUTES ? wanted : OTHER_ROUTE;
    facts = routes.get(name);
    if (facts !== undefined) return facts;
    facts = { requests: 0, errors: 0, faults: 0, latency: [] };
    routes.set(name, facts);
    this.#routes += 1;
    return facts;
  }
}

export function addRoute(into: RouteFacts, given: Readonly<RouteFacts>): void {
  into.requests += given.requests;
  into.errors += given.errors;
  into.faults += given.faults;
  addBuckets(into.latency, given.latency);
}
