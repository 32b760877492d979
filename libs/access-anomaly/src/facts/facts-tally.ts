import { type AccessRecord, isError, isServerFault } from '@log-monitor/access-record';
import { ByteWriter, MOST_HOST_UNITS, UNKNOWN, ValueNames } from '@log-monitor/access-statistics';
import { Agents } from './agents.js';
import { latencyBucket } from './coarse-latency.js';
import { writeWindow } from './facts-bytes.js';
import { hash32 } from './least-hashes.js';
import { OTHER_ROUTE, WINDOW_SECONDS } from './window-facts.js';
import { WindowTally } from './window-tally.js';

/** Answers to who asks for what is not there. */
const NOT_THERE: ReadonlySet<number> = new Set([400, 403, 404, 405, 410]);

/** What one source had in a batch, ready to be stored. */
export interface SourceFacts {
  readonly source: number;
  /** Begins of its first and of its last window, seconds since 1970. */
  readonly from: number;
  readonly to: number;
  /** Time of its latest request, milliseconds since 1970. */
  readonly latest: number;
  /** For `readFacts`. */
  readonly body: Buffer;
}

/** What is the same for all lines of a process: names that come again and again. */
export class FactsNames {
  readonly routes = new ValueNames();
  readonly agents = new Agents();
}

/** Collects what detectors need of requests: windows of ten seconds of event time for each source. Made for a batch; it is as large as that. */
export class FactsTally {
  /** By begin (seconds since 1970), then by the source's number. */
  readonly #windows = new Map<number, Map<number, WindowTally>>();
  #last: WindowTally | undefined;

  constructor(private readonly names: FactsNames) {}

  /**
   * Counts a request. Health checks are the caller's to leave out.
   *
   * @param source number of the source
   * @param time milliseconds since 1970
   */
  add(source: number, time: number, record: AccessRecord): void {
    const second = Math.floor(time / 1000);
    const window = this.#windowOf(second - (((second % WINDOW_SECONDS) + WINDOW_SECONDS) % WINDOW_SECONDS), source);
    if (time > window.latest) window.latest = time;
    const address = record.serverAddress ?? '';
    const host = address.length > MOST_HOST_UNITS ? address.slice(0, MOST_HOST_UNITS) : address;
    const status = record.httpResponseStatusCode ?? 0;
    const isMissing = NOT_THERE.has(status);
    // Who asks for what is not there can ask for anything: that is no route.
    const name = isMissing ? OTHER_ROUTE : this.#routeOf(record);
    const route = window.route(host, name);
    route.requests += 1;
    if (status >= 400 && isError(status)) route.errors += 1;
    if (isServerFault(record.httpResponseStatusCode, record.rpcGrpcStatusCode)) route.faults += 1;
    if (record.latency === 'measured' && record.durationMs !== undefined)
      route.buckets.push(latencyBucket(record.durationMs));
    if (record.clientAddress === undefined) return;
    const client = window.client(record.clientAddress);
    client.addRequests(host, 1);
    if (isMissing || status === 401) {
      const hash = hash32(this.#routeOf(record));
      if (isMissing) client.addFailed(hash, 1);
      if (status === 401 || status === 403) client.addDenied(hash, 1);
    }
    if (record.userAgentOriginal === undefined) return;
    const agent = this.names.agents.of(record.userAgentOriginal);
    client.addAgent(agent.hash);
    if (agent.isTool) client.badBot += 1;
  }

  /** What each source had. */
  encode(): SourceFacts[] {
    const bySource = new Map<number, WindowTally[]>();
    for (const sources of this.#windows.values()) {
      for (const [source, window] of sources) {
        const windows = bySource.get(source);
        if (windows === undefined) bySource.set(source, [window]);
        else windows.push(window);
      }
    }
    return [...bySource].map(([source, windows]) => encoded(source, windows));
  }

  #routeOf({ httpRequestMethod = UNKNOWN, httpRoute, urlPath = UNKNOWN }: AccessRecord): string {
    return this.names.routes.route(httpRequestMethod, httpRoute, urlPath);
  }

  #windowOf(start: number, source: number): WindowTally {
    const last = this.#last;
    if (last !== undefined && last.start === start && last.source === source) return last;
    let sources = this.#windows.get(start);
    if (sources === undefined) this.#windows.set(start, (sources = new Map<number, WindowTally>()));
    let window = sources.get(source);
    if (window === undefined) sources.set(source, (window = new WindowTally(start, source)));
    this.#last = window;
    return window;
  }
}

function encoded(source: number, windows: readonly WindowTally[]): SourceFacts {
  const writer = new ByteWriter();
  const sorted = [...windows].sort((a, b) => a.start - b.start);
  for (const window of sorted) writeWindow(writer, window);
  const starts = sorted.map(({ start }) => start);
  const latest = (sorted.at(-1) as WindowTally).latest;
  return { source, from: starts[0] as number, to: starts.at(-1) as number, latest, body: writer.take() };
}
