import { ClientFacts } from '../facts/client-facts.js';
import type { LeastHashes } from '../facts/least-hashes.js';

const NOTHING = new ClientFacts();

/** A client in the last minute. There are many, and nearly all did little: sums are made at once, what has to be merged when it is asked for. */
export class RecentClient {
  /** Requests of each window, the oldest first. */
  readonly perWindow: number[] = [];
  requests = 0;
  denied = 0;
  failed = 0;
  badBot = 0;
  /** The user agents are not more than so many. */
  agentsAtMost = 0;
  #agent: number | undefined;
  readonly #windows: ClientFacts[] = [];
  #whole: ClientFacts | undefined;

  constructor(readonly address: string) {}

  /** Adds the next window; undefined when the client did nothing. */
  add(facts: ClientFacts | undefined): void {
    this.perWindow.push(facts?.requests ?? 0);
    if (facts === undefined) return;
    this.#windows.push(facts);
    this.requests += facts.requests;
    this.denied += facts.denied;
    this.failed += facts.failed;
    this.badBot += facts.badBot;
    const { onlyAgent } = facts;
    if (onlyAgent === undefined) this.agentsAtMost += facts.agents;
    else if (onlyAgent !== this.#agent) this.agentsAtMost += 1;
    this.#agent = onlyAgent ?? this.#agent;
  }

  /** Different user agents. */
  get agents(): number {
    return this.#merged().agents;
  }

  /** Requests by host: the first few by name. */
  get hosts(): Iterable<[string, number]> {
    return this.#merged().hosts;
  }

  /** Routes that were refused. */
  get deniedRoutes(): LeastHashes | undefined {
    return this.#merged().deniedRoutes;
  }

  /** Routes that are not there. */
  get failedRoutes(): LeastHashes | undefined {
    return this.#merged().failedRoutes;
  }

  #merged(): ClientFacts {
    if (this.#whole !== undefined) return this.#whole;
    if (this.#windows.length < 2) return (this.#whole = this.#windows[0] ?? NOTHING);
    this.#whole = new ClientFacts();
    for (const facts of this.#windows) this.#whole.merge(facts);
    return this.#whole;
  }
}
