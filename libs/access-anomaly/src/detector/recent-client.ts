import { ClientFacts } from '../facts/client-facts.js';
import type { ClientTable } from '../facts/client-table.js';
import type { LeastHashes } from '../facts/least-hashes.js';

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
  readonly address: string;
  readonly #rows: number[] = [];
  #whole: ClientFacts | undefined;

  /**
   * @param tables the clients of each window, the oldest first
   * @param row the client's row in the newest one
   */
  constructor(
    private readonly tables: readonly ClientTable[],
    row: number,
  ) {
    const newest = tables.at(-1) as ClientTable;
    this.address = newest.addressAt(row);
    for (const table of tables) this.#add(table, table === newest ? row : table.rowOfClient(newest, row));
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

  #add(table: ClientTable, row: number): void {
    this.#rows.push(row);
    const requests = row < 0 ? 0 : table.requestsAt(row);
    this.perWindow.push(requests);
    if (row < 0) return;
    this.requests += requests;
    this.denied += table.deniedAt(row);
    this.failed += table.failedAt(row);
    this.badBot += table.badBotAt(row);
    const agents = table.agentsAtMost(row);
    if (agents === 0) return;
    const agent = table.firstAgent(row);
    this.agentsAtMost += agents === 1 && agent === this.#agent ? 0 : agents;
    this.#agent = agent;
  }

  #merged(): ClientFacts {
    if (this.#whole !== undefined) return this.#whole;
    this.#whole = new ClientFacts();
    for (const [at, table] of this.tables.entries()) {
      const row = this.#rows[at] as number;
      if (row >= 0) this.#whole.merge(table.factsAt(row));
    }
    return this.#whole;
  }
}
