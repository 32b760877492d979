import { LeastHashes } from './least-hashes.js';

/** So many hosts of a client are told apart. */
export const MOST_HOSTS = 4;

/** What a client did in a window. Most clients did little: what few have is made when it is needed. */
export class ClientFacts {
  requests = 0;
  /** Answers with 401 and 403, and the routes that had them. */
  denied = 0;
  deniedRoutes: LeastHashes | undefined;
  /** Answers that say that there is no such thing (400, 403, 404, 405, 410), and the different routes that had them. */
  failed = 0;
  failedRoutes: LeastHashes | undefined;
  /** Requests of tools that look for weaknesses. */
  badBot = 0;
  /** Hash of the one user agent, as long as there are not more. */
  #agent: number | undefined;
  #agents: LeastHashes | undefined;
  /** The one host, as long as there are not more. */
  #host: string | undefined;
  #hosts: Map<string, number> | undefined;

  /** Different user agents. */
  get agents(): number {
    return this.#agents?.size ?? (this.#agent === undefined ? 0 : 1);
  }

  /** Requests by host: the first few by name. */
  get hosts(): Iterable<[string, number]> {
    return this.#hosts ?? (this.#host === undefined ? [] : [[this.#host, this.requests]]);
  }

  agentHashes(): readonly number[] {
    return this.#agents?.hashes ?? (this.#agent === undefined ? [] : [this.#agent]);
  }

  addRequests(host: string, requests: number): void {
    if (this.#hosts === undefined) {
      this.#host ??= host;
      if (this.#host === host) {
        this.requests += requests;
        return;
      }
      this.#hosts = new Map([[this.#host, this.requests]]);
    }
    this.requests += requests;
    this.#addToHost(host, requests);
  }

  addAgent(hash: number): void {
    if (this.#agent === hash) return;
    if (this.#agent === undefined) this.#agent = hash;
    else (this.#agents ??= LeastHashes.of([this.#agent])).add(hash);
  }

  addDenied(route: number, times: number): void {
    this.denied += times;
    (this.deniedRoutes ??= new LeastHashes()).add(route);
  }

  addFailed(route: number, times: number): void {
    this.failed += times;
    (this.failedRoutes ??= new LeastHashes()).add(route);
  }

  /** Adds what the client did in another window, or in another part of it. */
  merge(other: ClientFacts): void {
    let named = 0;
    for (const [host, requests] of other.hosts) {
      this.addRequests(host, requests);
      named += requests;
    }
    // Hosts beyond the cap are in the sum alone.
    this.requests += other.requests - named;
    this.denied += other.denied;
    this.deniedRoutes = merged(this.deniedRoutes, other.deniedRoutes);
    this.failed += other.failed;
    this.failedRoutes = merged(this.failedRoutes, other.failedRoutes);
    for (const hash of other.agentHashes()) this.addAgent(hash);
    this.badBot += other.badBot;
  }

  /** The first few by name stay, whatever came first. */
  #addToHost(host: string, requests: number): void {
    const hosts = this.#hosts as Map<string, number>;
    hosts.set(host, (hosts.get(host) ?? 0) + requests);
    if (hosts.size > MOST_HOSTS) hosts.delete([...hosts.keys()].reduce((last, name) => (name > last ? name : last)));
  }
}

function merged(own: LeastHashes | undefined, given: LeastHashes | undefined): LeastHashes | undefined {
  if (given === undefined) return own;
  const into = own ?? new LeastHashes();
  for (const hash of given.hashes) into.add(hash);
  return into;
}
