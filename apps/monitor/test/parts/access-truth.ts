/** One request as an independent reader of nginx's JSON understands it. */
interface Request {
  readonly host: string;
  readonly path: string;
  readonly status: number;
  readonly client: string;
  readonly durationMs: number;
  readonly time: number;
}

/** What all requests of one value have together. */
export interface ExactSum {
  requests: number;
  errors: number;
  durationMs: number;
}

/** Members of a line that are not read here but taken over from the parser, since what they are is a matter of its rules. */
export interface TakenOver {
  readonly route: string;
  readonly browser: string;
  readonly system: string;
}

const HOUR_MS = 3_600_000;

/**
 * Counts requests exactly, in plain maps, from lines of nginx's JSON as the generator writes them. It shares no code with the parsers, the store or the sketches.
 */
export class AccessTruth {
  readonly lists = {
    urls: new Map<string, ExactSum>(),
    routes: new Map<string, ExactSum>(),
    hosts: new Map<string, ExactSum>(),
    clients: new Map<string, ExactSum>(),
    'not-found': new Map<string, ExactSum>(),
    referrers: new Map<string, ExactSum>(),
    browsers: new Map<string, ExactSum>(),
    systems: new Map<string, ExactSum>(),
  };
  requests = 0;
  readonly clients = new Map<string, Set<string>>();
  readonly durations = new Map<string, number[]>();

  /** @returns false for what is no request to a path; such lines are left out of the truth and must not be stored */
  add(line: string, { route, browser, system }: TakenOver): boolean {
    const request = requestOf(line);
    if (request === undefined) return false;
    const { host, path, status, client, durationMs, time } = request;
    const site = siteOf(line);
    this.requests += 1;
    this.#count('urls', `${host} ${path}`, request);
    this.#count('routes', `${host} ${route}`, request);
    this.#count('hosts', host, request);
    this.#count('clients', client, request);
    if (status === 404) this.#count('not-found', `${host} ${path}`, request);
    if (site !== '' && site !== host) this.#count('referrers', site, request);
    this.#count('browsers', browser, request);
    this.#count('systems', system, request);
    for (const name of ['', host, `hour ${Math.floor(time / HOUR_MS)}`]) setOf(this.clients, name).add(client);
    for (const name of ['', host]) listOf(this.durations, name).push(durationMs);
    return true;
  }

  /** Nearest rank. */
  percentile(name: string, share: number): number {
    const sorted = Float64Array.from(this.durations.get(name) ?? []).sort();
    return sorted[Math.ceil(share * sorted.length) - 1] ?? Number.NaN;
  }

  #count(list: keyof AccessTruth['lists'], value: string, { status, durationMs }: Request): void {
    let sum = this.lists[list].get(value);
    if (sum === undefined) this.lists[list].set(value, (sum = { requests: 0, errors: 0, durationMs: 0 }));
    sum.requests += 1;
    if (status >= 400) sum.errors += 1;
    sum.durationMs += durationMs;
  }
}

function requestOf(line: string): Request | undefined {
  const read = JSON.parse(line) as Record<string, string | number>;
  const target = /^[A-Z]+ (\/[^ ]*) HTTP\/[\d.]+$/.exec(String(read['request']))?.[1];
  if (target === undefined) return undefined;
  return {
    host: String(read['http_host']),
    path: target.replace(/\?.*$/, ''),
    status: Number(read['status']),
    client: clientOf(String(read['remote_addr']), String(read['http_x_forwarded_for'])),
    durationMs: Number(read['request_time']) * 1000,
    time: Number(read['msec']) * 1000,
  };
}

/** The generator's proxies are in 10.0.0.0/8; whoever comes directly has no say about the list. */
function clientOf(peer: string, list: string): string {
  if (!peer.startsWith('10.') || list === '') return peer;
  return list.split(', ').findLast((address) => !address.startsWith('10.')) ?? peer;
}

function siteOf(line: string): string {
  return /"http_referer":"https?:\/\/([^/"]*)/.exec(line)?.[1] ?? '';
}

function setOf(sets: Map<string, Set<string>>, name: string): Set<string> {
  let set = sets.get(name);
  if (set === undefined) sets.set(name, (set = new Set<string>()));
  return set;
}

function listOf(lists: Map<string, number[]>, name: string): number[] {
  let list = lists.get(name);
  if (list === undefined) lists.set(name, (list = []));
  return list;
}
