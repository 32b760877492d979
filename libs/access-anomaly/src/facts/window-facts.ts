import { addBuckets, type Buckets } from './coarse-latency.js';
import { LeastHashes } from './least-hashes.js';

/** Length of a window, seconds. Windows begin at multiples of it since 1970 UTC. */
export const WINDOW_SECONDS = 10;

/** Caps of one window; the names come with requests, from anybody. */
export const MOST_ROUTES = 5000;
export const MOST_CLIENTS = 20_000;
const MOST_HOSTS_OF_CLIENT = 4;
/** What stands for routes beyond the cap. */
const OTHER = '(other)';

/** What a route of a host had in a window. */
export interface RouteFacts {
  requests: number;
  errors: number;
  /** Faults of the server: 5xx, and gRPC's. */
  faults: number;
  /** Measured latencies. */
  readonly latency: Buckets;
}

/** What a client did in a window. */
export interface ClientFacts {
  requests: number;
  /** Answers with 401 and 403, and the routes that had them. */
  denied: number;
  readonly deniedRoutes: LeastHashes;
  /** Answers that say that there is no such thing (400, 403, 404, 405, 410), and the different routes that had them. */
  failed: number;
  readonly failedRoutes: LeastHashes;
  readonly agents: LeastHashes;
  /** Requests of tools that look for weaknesses. */
  badBot: number;
  /** Requests by host: the first few by name. */
  readonly hosts: Map<string, number>;
}

/** What a source had in a window of ten seconds. Adding gives the same in any order, as long as no cap is reached. */
export class WindowFacts {
  /** By host, then by route (`GET /orders/:id`). */
  readonly hosts = new Map<string, Map<string, RouteFacts>>();
  readonly clients = new Map<string, ClientFacts>();
  #routes = 0;

  route(host: string, wanted: string): RouteFacts {
    let routes = this.hosts.get(host);
    if (routes === undefined) this.hosts.set(host, (routes = new Map<string, RouteFacts>()));
    let facts = routes.get(wanted);
    if (facts !== undefined) return facts;
    const name = this.#routes < MOST_ROUTES ? wanted : OTHER;
    facts = routes.get(name);
    if (facts !== undefined) return facts;
    facts = { requests: 0, errors: 0, faults: 0, latency: [] };
    routes.set(name, facts);
    this.#routes += 1;
    return facts;
  }

  /** Undefined beyond the cap. A client that does much is early among the clients of a window. */
  client(address: string): ClientFacts | undefined {
    let facts = this.clients.get(address);
    if (facts === undefined && this.clients.size < MOST_CLIENTS) this.clients.set(address, (facts = noClientFacts()));
    return facts;
  }

  merge(other: WindowFacts): void {
    for (const [host, routes] of other.hosts) for (const [name, facts] of routes) addRoute(this.route(host, name), facts);
    for (const [address, facts] of other.clients) {
      const own = this.client(address);
      if (own !== undefined) addClient(own, facts);
    }
  }
}

export function noClientFacts(): ClientFacts {
  return {
    requests: 0,
    denied: 0,
    deniedRoutes: new LeastHashes(),
    failed: 0,
    failedRoutes: new LeastHashes(),
    agents: new LeastHashes(),
    badBot: 0,
    hosts: new Map(),
  };
}

export function addRoute(into: RouteFacts, given: Readonly<RouteFacts>): void {
  into.requests += given.requests;
  into.errors += given.errors;
  into.faults += given.faults;
  addBuckets(into.latency, given.latency);
}

export function addClient(into: ClientFacts, given: ClientFacts): void {
  into.requests += given.requests;
  into.denied += given.denied;
  into.deniedRoutes.merge(given.deniedRoutes);
  into.failed += given.failed;
  into.failedRoutes.merge(given.failedRoutes);
  into.agents.merge(given.agents);
  into.badBot += given.badBot;
  for (const [host, requests] of given.hosts) addHost(into.hosts, host, requests);
}

/** The first few names stay, whatever came first. */
export function addHost(hosts: Map<string, number>, host: string, requests: number): void {
  hosts.set(host, (hosts.get(host) ?? 0) + requests);
  if (hosts.size <= MOST_HOSTS_OF_CLIENT) return;
  hosts.delete([...hosts.keys()].reduce((last, name) => (name > last ? name : last)));
}
