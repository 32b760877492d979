import { type AccessRecord, isError, isServerFault } from '@log-monitor/access-record';
import { BadBots } from './bad-bots.js';
import { latencyBucket } from './coarse-latency.js';
import { decodeFacts, encodeFacts } from './encode-facts.js';
import { addHost, WINDOW_SECONDS, WindowFacts } from './window-facts.js';

const MOST_UNITS = 200;
/** Answers to who asks for what is not there. */
const NOT_THERE: ReadonlySet<number> = new Set([400, 403, 404, 405, 410]);

/** Collects what detectors need of requests: windows of ten seconds of event time for each source. */
export class FactsTally {
  /** By begin (seconds since 1970), then by the source's number. */
  readonly #windows = new Map<number, Map<number, WindowFacts>>();
  readonly #bots = new BadBots();

  /**
   * Counts a request. Health checks are the caller's to leave out.
   *
   * @param source number of the source
   * @param time milliseconds since 1970
   */
  add(source: number, time: number, record: AccessRecord): void {
    const second = Math.floor(time / 1000);
    const facts = this.#windowOf(second - (second % WINDOW_SECONDS), source);
    const host = capped(record.serverAddress ?? '');
    const path = record.httpRoute ?? record.urlPath ?? '';
    const name = capped(`${record.httpRequestMethod ?? ''} ${path}`);
    const status = record.httpResponseStatusCode;
    const route = facts.route(host, name);
    route.requests += 1;
    if (isError(status)) route.errors += 1;
    if (isServerFault(status, record.rpcGrpcStatusCode)) route.faults += 1;
    if (record.latency === 'measured' && record.durationMs !== undefined) {
      const bucket = latencyBucket(record.durationMs);
      while (route.latency.length <= bucket) route.latency.push(0);
      route.latency[bucket] = (route.latency[bucket] as number) + 1;
    }
    this.#addClient(facts, host, name, record);
  }

  /** Adds windows that {@link encode} gave. @throws SyntaxError when they are none */
  mergeEncoded(text: string): void {
    for (const { start, source, facts } of decodeFacts(text)) this.#windowOf(start, source).merge(facts);
  }

  /** All windows as text; undefined when there are none. */
  encode(): string | undefined {
    return this.#windows.size === 0 ? undefined : encodeFacts(this.#windows);
  }

  /** Begins of the windows that it has, rising, seconds since 1970. */
  starts(): number[] {
    return [...this.#windows.keys()].sort((a, b) => a - b);
  }

  /** Takes a window out: what each source had in it. */
  take(start: number): ReadonlyMap<number, WindowFacts> {
    const sources = this.#windows.get(start) ?? new Map<number, WindowFacts>();
    this.#windows.delete(start);
    return sources;
  }

  #addClient(facts: WindowFacts, host: string, route: string, record: AccessRecord): void {
    if (record.clientAddress === undefined) return;
    const client = facts.client(record.clientAddress);
    if (client === undefined) return;
    const { httpResponseStatusCode: status = 0, userAgentOriginal: agent } = record;
    client.requests += 1;
    addHost(client.hosts, host, 1);
    if (status === 401 || status === 403) {
      client.denied += 1;
      client.deniedRoutes.addText(route);
    }
    if (NOT_THERE.has(status)) {
      client.failed += 1;
      client.failedRoutes.addText(route);
    }
    if (agent === undefined) return;
    client.agents.addText(agent);
    if (this.#bots.has(agent)) client.badBot += 1;
  }

  #windowOf(start: number, source: number): WindowFacts {
    let sources = this.#windows.get(start);
    if (sources === undefined) this.#windows.set(start, (sources = new Map<number, WindowFacts>()));
    let facts = sources.get(source);
    if (facts === undefined) sources.set(source, (facts = new WindowFacts()));
    return facts;
  }
}

function capped(text: string): string {
  return text.length <= MOST_UNITS ? text : text.slice(0, MOST_UNITS);
}
