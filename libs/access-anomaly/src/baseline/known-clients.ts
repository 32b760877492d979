/** Windows in which what a client usually does fades: an hour. */
const MEMORY = 360;
const MOST = 4000;
/** A client is known when it was seen in so many windows, and for ten minutes: an attack becomes what is usual after that at the earliest. */
const KNOWN_AFTER = 12;
const KNOWN_FOR = 60;
/** What is known of a shorter time is taken for what there was in so much of it: half an hour. */
const LEAST_AGE = 180;

interface Known {
  rate: number;
  seen: number;
  first: number;
  last: number;
}

type Row = [address: string, rate: number, seen: number, first: number, last: number];

/** What clients usually do: requests in ten seconds, as a mean that fades over an hour. Of those that do much. */
export class KnownClients {
  readonly #clients = new Map<string, Known>();

  /** Mean requests per window; undefined for a client that is not known. @param window number of the window */
  usual(address: string, window: number): number | undefined {
    const client = this.#clients.get(address);
    if (client === undefined || client.seen < KNOWN_AFTER) return undefined;
    const age = window - client.first;
    if (age < KNOWN_FOR) return undefined;
    return faded(client, window) / (1 - Math.exp(-Math.max(age, LEAST_AGE) / MEMORY));
  }

  learn(address: string, window: number, requests: number): void {
    const client = this.#clients.get(address);
    if (client === undefined) {
      this.#clients.set(address, { rate: requests / MEMORY, seen: 1, first: window, last: window });
      return;
    }
    client.rate = faded(client, window) + requests / MEMORY;
    client.seen += 1;
    client.last = window;
  }

  state(): Row[] {
    return [...this.#clients].map(([address, { rate, seen, first, last }]) => [address, rate, seen, first, last]);
  }

  restore(rows: readonly Row[]): void {
    this.#clients.clear();
    for (const [address, rate, seen, first, last] of rows) this.#clients.set(address, { rate, seen, first, last });
  }

  /** To be called after each window: when there are too many, the half with the least goes. Ties go by address: the order in which clients came does not matter. */
  prune(window: number): void {
    if (this.#clients.size <= MOST) return;
    const rates = Float64Array.from(this.#clients.values(), (client) => faded(client, window)).sort();
    const least = rates[rates.length - MOST / 2] as number;
    const ties: string[] = [];
    for (const [address, client] of this.#clients) {
      const rate = faded(client, window);
      if (rate < least) this.#clients.delete(address);
      else if (rate === least) ties.push(address);
    }
    for (const address of ties.sort().slice(0, this.#clients.size - MOST / 2)) this.#clients.delete(address);
  }
}

function faded({ rate, last }: Known, window: number): number {
  return rate * Math.exp(-(window - last) / MEMORY);
}
