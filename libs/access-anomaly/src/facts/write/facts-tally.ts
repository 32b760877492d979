import { type AccessRecord, isError, isServerFault } from '@log-monitor/access-record';
import { ByteWriter, MOST_HOST_UNITS } from '@log-monitor/access-statistics';
import { Agents } from './agents.js';
import { ClientRows } from './client-rows.js';
import { latencyBucket } from '../coarse-latency.js';
import { FACTS_VERSION } from '../facts-format.js';
import { HostRows } from './host-rows.js';
import { RouteNames } from './route-names.js';
import { RouteRows } from './route-rows.js';
import { WindowRows } from './window-rows.js';

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

/**
 * Collects what detectors need of requests: windows of ten seconds of event time for each source. Batches come one after the other, and their hosts,
 * routes and clients are rows in the same memory again: an object for each would outlive collections of garbage, which take longer than the counting.
 */
export class FactsTally {
  readonly #names = new RouteNames();
  readonly #agents = new Agents();
  readonly #windows = new WindowRows();
  readonly #hosts = new HostRows();
  readonly #routes = new RouteRows(this.#names);
  readonly #clients = new ClientRows();
  readonly #writer = new ByteWriter();

  /**
   * Counts a request. Health checks are the caller's to leave out.
   *
   * @param source number of the source
   * @param time milliseconds since 1970, not before
   */
  add(source: number, time: number, record: AccessRecord): void {
    const window = this.#windows.of(source, time);
    const host = this.#hosts.of(window, hostOf(record));
    const status = record.httpResponseStatusCode ?? 0;
    // Who asks for what is not there can ask for anything: that is no route.
    const name = isNotThere(status) ? this.#names.other : this.#names.of(record);
    const { latency, durationMs } = record;
    this.#routes.add(host, name, {
      isError: status >= 400 && isError(status),
      isFault: isServerFault(record.httpResponseStatusCode, record.rpcGrpcStatusCode),
      bucket: latency === 'measured' && durationMs !== undefined ? latencyBucket(durationMs) : undefined,
    });
    if (record.clientAddress !== undefined) this.#addClient(record, record.clientAddress, window, host);
  }

  /** What each source had since it was asked last. */
  take(): SourceFacts[] {
    this.#hosts.group(this.#windows.size);
    this.#routes.group(this.#hosts.size);
    this.#clients.group(this.#windows.size);
    const taken = [...this.#windows.bySource()].map(([source, windows]) => this.#encoded(source, windows));
    this.clear();
    return taken;
  }

  /** Forgets what was added. */
  clear(): void {
    this.#windows.clear();
    this.#hosts.clear();
    this.#routes.clear();
    this.#clients.clear();
    this.#names.prune();
  }

  #addClient(record: AccessRecord, address: string, window: number, host: number): void {
    const client = this.#clients.add(window, address, host);
    const status = record.httpResponseStatusCode ?? 0;
    const isMissing = isNotThere(status);
    if (isMissing || status === 401) {
      const route = this.#names.hashOf(this.#names.of(record));
      if (isMissing) this.#clients.addFailed(client, route);
      if (status === 401 || status === 403) this.#clients.addDenied(client, route);
    }
    if (record.userAgentOriginal === undefined) return;
    const agent = this.#agents.of(record.userAgentOriginal);
    this.#clients.addAgent(client, agent.hash, agent.isTool);
  }

  /** @param windows in the order of time */
  #encoded(source: number, windows: readonly number[]): SourceFacts {
    const writer = this.#writer;
    writer.clear();
    this.#hosts.beginBody();
    this.#routes.beginBody();
    for (const window of windows) this.#write(writer, window);
    const first = windows[0] as number;
    const last = windows.at(-1) as number;
    return {
      source,
      from: this.#windows.startOf(first),
      to: this.#windows.startOf(last),
      latest: this.#windows.latestOf(last),
      body: writer.take(),
    };
  }

  /** Writes a window: its begin, its hosts with their routes, its clients. */
  #write(writer: ByteWriter, window: number): void {
    writer.byte(FACTS_VERSION);
    writer.number(this.#windows.indexOf(window));
    const hosts = this.#hosts.byWindow;
    const end = hosts.endOf(window);
    writer.number(end - hosts.startOf(window));
    for (let place = hosts.startOf(window); place < end; place += 1) {
      const host = hosts.rowAt(place);
      this.#hosts.writeName(writer, host);
      this.#routes.write(writer, host);
    }
    this.#clients.write(writer, window, this.#hosts);
  }
}

function isNotThere(status: number): boolean {
  return status >= 400 && NOT_THERE.has(status);
}

function hostOf({ serverAddress = '' }: AccessRecord): string {
  return serverAddress.length > MOST_HOST_UNITS ? serverAddress.slice(0, MOST_HOST_UNITS) : serverAddress;
}
