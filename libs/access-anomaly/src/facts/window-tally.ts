import { ClientFacts } from './client-facts.js';

/** What a route of a host has had so far. */
export class RouteTally {
  requests = 0;
  errors = 0;
  faults = 0;
  /** Of each measured latency the number of its bucket, as they came. */
  readonly buckets: number[] = [];
}

/** What a source has had so far in one window. */
export class WindowTally {
  readonly hosts = new Map<string, Map<string, RouteTally>>();
  readonly clients = new Map<string, ClientFacts>();
  /** Time of its latest request, milliseconds since 1970. */
  latest = Number.NEGATIVE_INFINITY;
  #host: string | undefined;
  #routes = new Map<string, RouteTally>();

  constructor(
    readonly start: number,
    readonly source: number,
  ) {}

  route(host: string, name: string): RouteTally {
    if (host !== this.#host) {
      this.#host = host;
      this.#routes = this.hosts.get(host) ?? new Map<string, RouteTally>();
      this.hosts.set(host, this.#routes);
    }
    let route = this.#routes.get(name);
    if (route === undefined) this.#routes.set(name, (route = new RouteTally()));
    return route;
  }

  client(address: string): ClientFacts {
    let client = this.clients.get(address);
    if (client === undefined) this.clients.set(address, (client = new ClientFacts()));
    return client;
  }
}
