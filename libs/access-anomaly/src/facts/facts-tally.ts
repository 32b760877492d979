import { type AccessRecord, isError, isServerFault } from '@log-monitor/access-record';
import { ByteWriter, MOST_HOST_UNITS } from '@log-monitor/access-statistics';
import { Agents } from './agents.js';
import { ClientRows } from './client-rows.js';
import { latencyBucket } from './coarse-latency.js';
import { FACTS_VERSION } from './facts-format.js';
import { HostRows } from './host-rows.js';
import { RouteNames } from './route-names.js';
import { RouteRows } from './route-rows.js';
import { WINDOW_SECONDS } from './window-facts.js';

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

/** A window of a source. */
interface Window {
  readonly source: number;
  /** Seconds since 1970. */
  readonly start: number;
  /** Time of its latest request, milliseconds since 1970. */
  latest: number;
  /** Among the windows of the batch. */
  readonly number: number;
}

/**
 * Collects what detectors need of requests: windows of ten seconds of event time for each source. Batches come one after the other, and their hosts,
 * routes and clients are rows in the same memory again: an object for each would outlive collections of garbage, which take longer than the counting.
 */
export class FactsTally {
  readonly #names = new RouteNames();
  readonly #agents = new Agents();
  readonly #windows: Window[] = [];
  /** By begin (seconds since 1970), then by the source's number. */
  readonly #byStart = new Map<number, Map<number, Window>>();
  readonly #hosts = new HostRows();
  readonly #routes = new RouteRows(this.#names);
  readonly #clients = new ClientRows();
  readonly #writer = new ByteWriter();
  #last: Window | undefined;

  /**
   * Counts a request. Health checks are the caller's to leave out.
   *
   * @param source number of the source
   * @param time milliseconds since 1970
   */
  add(source: number, time: number, record: AccessRecord): void {
    const window = this.#windowOf(WINDOW_SECONDS * Math.floor(time / (1000 * WINDOW_SECONDS)), source);
    if (time > window.latest) window.latest = time;
    const host = this.#hosts.of(window.number, hostOf(record));
    const status = record.httpResponseStatusCode ?? 0;
    // Who asks for what is not there can ask for anything: that is no route.
    const name = NOT_THERE.has(status) ? this.#names.other : this.#names.of(record);
    const { latency, durationMs } = record;
    this.#routes.add(host, name, {
      isError: status >= 400 && isError(status),
      isFault: isServerFault(record.httpResponseStatusCode, record.rpcGrpcStatusCode),
      bucket: latency === 'measured' && durationMs !== undefined ? latencyBucket(durationMs) : undefined,
    });
    if (record.clientAddress !== undefined) this.#addClient(record, record.clientAddress, window.number, host);
  }

  /** What each source had since it was asked last. */
  take(): SourceFacts[] {
    this.#hosts.group(this.#windows.length);
    this.#routes.group(this.#hosts.size);
    this.#clients.group(this.#windows.length);
    const bySource = new Map<number, Window[]>();
    for (const window of this.#windows) {
      const windows = bySource.get(window.source);
      if (windows === undefined) bySource.set(window.source, [window]);
      else windows.push(window);
    }
    const taken = [...bySource].map(([source, windows]) => this.#encoded(source, windows));
    this.clear();
    return taken;
  }

  /** Forgets what was added. */
  clear(): void {
    this.#windows.length = 0;
    this.#byStart.clear();
    this.#last = undefined;
    this.#hosts.clear();
    this.#routes.clear();
    this.#clients.clear();
    this.#names.prune();
  }

  #addClient(record: AccessRecord, address: string, window: number, host: number): void {
    const client = this.#clients.add(window, address, host);
    const status = record.httpResponseStatusCode ?? 0;
    const isMissing = NOT_THERE.has(status);
    if (isMissing || status === 401) {
      const route = this.#names.hashOf(this.#names.of(record));
      if (isMissing) this.#clients.addFailed(client, route);
      if (status === 401 || status === 403) this.#clients.addDenied(client, route);
    }
    if (record.userAgentOriginal === undefined) return;
    const agent = this.#agents.of(record.userAgentOriginal);
    this.#clients.addAgent(client, agent.hash, agent.isTool);
  }

  #windowOf(start: number, source: number): Window {
    const last = this.#last;
    if (last !== undefined && last.start === start && last.source === source) return last;
    let sources = this.#byStart.get(start);
    if (sources === undefined) this.#byStart.set(start, (sources = new Map<number, Window>()));
    let window = sources.get(source);
    if (window === undefined) {
      window = { source, start, latest: Number.NEGATIVE_INFINITY, number: this.#windows.length };
      sources.set(source, window);
      this.#windows.push(window);
    }
    this.#last = window;
    return window;
  }

  #encoded(source: number, windows: Window[]): SourceFacts {
    windows.sort((a, b) => a.start - b.start);
    const writer = this.#writer;
    writer.clear();
    for (const window of windows) this.#write(writer, window);
    const last = windows.at(-1) as Window;
    const latest = last.latest;
    return { source, from: (windows[0] as Window).start, to: last.start, latest, body: writer.take() };
  }

  /** Writes a window: its begin, its hosts with their routes, its clients. */
  #write(writer: ByteWriter, { start, number }: Window): void {
    writer.byte(FACTS_VERSION);
    writer.number(start / WINDOW_SECONDS);
    const hosts = this.#hosts.inWindow(number);
    writer.number(hosts.length);
    for (const host of hosts) {
      this.#hosts.writeName(writer, host);
      this.#routes.write(writer, host);
    }
    this.#clients.write(writer, number, this.#hosts);
  }
}

function hostOf({ serverAddress = '' }: AccessRecord): string {
  return serverAddress.length > MOST_HOST_UNITS ? serverAddress.slice(0, MOST_HOST_UNITS) : serverAddress;
}
