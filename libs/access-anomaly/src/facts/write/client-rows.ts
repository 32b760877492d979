import { type ByteWriter, TextRows } from '@log-monitor/access-statistics';
import { ClientMarks } from '../client-marks.js';
import { CLIENT } from '../facts-format.js';
import type { GroupedRows } from '../rows/grouped-rows.js';
import type { HostRows } from './host-rows.js';
import { ipv4Number, NOT_IPV4 } from '../ipv4.js';
import { LeastHashes } from '../least-hashes.js';
import { namedHosts } from './named-hosts.js';
import { NumberRows } from '../rows/number-rows.js';
import { PairRows } from '../rows/pair-rows.js';

/** In `#sums`: what there is to tell of most clients. */
const REQUESTS = 0;
/** The host of its first request. */
const HOST = 1;
/** Hash of its first user agent, and 1 when there is one. */
const AGENT = 2;
const HAS_AGENT = 3;
const COLUMNS = 4;

/** Clients in windows, and what they did. Of most a row of numbers tells all. */
export class ClientRows {
  /** By window and address. First: twice the window, and 1 for an address of IPv4. Second: that, or the row in `#texts`. */
  readonly #clients = new PairRows();
  readonly #texts = new TextRows();
  readonly #sums = new NumberRows(COLUMNS);
  readonly #marks = new ClientMarks();
  #byWindow: GroupedRows | undefined;

  /**
   * Counts a request.
   *
   * @param window its number
   * @param host number of its host in that window
   * @returns the client's row, for what else is to be said of it
   */
  add(window: number, address: string, host: number): number {
    const ipv4 = ipv4Number(address);
    const client =
      ipv4 === NOT_IPV4
        ? this.#clients.rowOf(2 * window, this.#texts.rowOfText(address, 0))
        : this.#clients.rowOf(2 * window + 1, ipv4);
    const isNew = client >= this.#sums.size;
    const at = this.#sums.place(client);
    const { numbers } = this.#sums;
    numbers[at + REQUESTS] = (numbers[at + REQUESTS] as number) + 1;
    if (isNew) numbers[at + HOST] = host;
    else if (numbers[at + HOST] !== host) this.#marks.add(client, 'host', host);
    return client;
  }

  /** @param hash of its user agent, 32 bits */
  addAgent(client: number, hash: number, isTool: boolean): void {
    const at = client * COLUMNS;
    const { numbers } = this.#sums;
    if (isTool) this.#marks.add(client, 'badBot', 0);
    if (numbers[at + HAS_AGENT] === 0) {
      numbers[at + HAS_AGENT] = 1;
      numbers[at + AGENT] = hash;
    } else if (numbers[at + AGENT] !== hash) this.#marks.add(client, 'agent', hash);
  }

  /** @param route its hash, 32 bits */
  addDenied(client: number, route: number): void {
    this.#marks.add(client, 'denied', route);
  }

  /** @param route its hash, 32 bits */
  addFailed(client: number, route: number): void {
    this.#marks.add(client, 'failed', route);
  }

  /** Puts what there is in order, for {@link write}. @param windows how many there are */
  group(windows: number): void {
    this.#byWindow = this.#clients.byFirst(windows, 1);
    this.#marks.group(this.#clients.size);
  }

  /** Writes the clients of a window. */
  write(writer: ByteWriter, window: number, hosts: HostRows): void {
    const clients = this.#byWindow as GroupedRows;
    const end = clients.endOf(window);
    writer.number(end - clients.startOf(window));
    for (let place = clients.startOf(window); place < end; place += 1)
      this.#writeClient(writer, clients.rowAt(place), hosts);
  }

  clear(): void {
    this.#clients.clear();
    this.#texts.clear();
    this.#sums.clear();
    this.#marks.clear();
    this.#byWindow = undefined;
  }

  #writeClient(writer: ByteWriter, client: number, hosts: HostRows): void {
    if (this.#marks.has(client)) return this.#writeMarked(writer, client, hosts);
    const { numbers } = this.#sums;
    const at = client * COLUMNS;
    const requests = numbers[at + REQUESTS] as number;
    const place = hosts.placeOf(numbers[at + HOST] as number);
    const hasAgent = numbers[at + HAS_AGENT] === 1;
    const isIpv4 = this.#isIpv4(client);
    writer.byte(
      (isIpv4 ? CLIENT.isIpv4 : 0) |
        (requests === 1 ? CLIENT.oneRequest : 0) |
        (place === 0 ? CLIENT.firstHost : 0) |
        (hasAgent ? CLIENT.oneAgent : 0),
    );
    this.#writeAddress(writer, client, isIpv4);
    if (requests !== 1) writer.number(requests);
    if (place !== 0) writer.number(place);
    if (hasAgent) writer.uint32(numbers[at + AGENT] as number);
    else writer.number(0);
  }

  /** A client of which there is more to tell. */
  #writeMarked(writer: ByteWriter, client: number, hosts: HostRows): void {
    const marks = this.#marks;
    const { numbers } = this.#sums;
    const at = client * COLUMNS;
    const requests = numbers[at + REQUESTS] as number;
    const host = numbers[at + HOST] as number;
    const place = hosts.placeOf(host);
    const otherHosts = marks.of(client, 'host');
    const otherAgents = marks.of(client, 'agent');
    const hasOneAgent = numbers[at + HAS_AGENT] === 1 && otherAgents.length === 0;
    const denied = marks.of(client, 'denied');
    const failed = marks.of(client, 'failed');
    const badBot = marks.of(client, 'badBot').length;
    const isIpv4 = this.#isIpv4(client);
    writer.byte(
      (isIpv4 ? CLIENT.isIpv4 : 0) |
        (requests === 1 ? CLIENT.oneRequest : 0) |
        (otherHosts.length > 0 ? CLIENT.hasHosts : place === 0 ? CLIENT.firstHost : 0) |
        (hasOneAgent ? CLIENT.oneAgent : 0) |
        (denied.length > 0 ? CLIENT.hasDenied : 0) |
        (failed.length > 0 ? CLIENT.hasFailed : 0) |
        (badBot > 0 ? CLIENT.isBadBot : 0),
    );
    this.#writeAddress(writer, client, isIpv4);
    if (requests !== 1) writer.number(requests);
    if (otherHosts.length > 0)
      writeHosts(writer, namedHosts(host, requests - otherHosts.length, otherHosts, hosts), hosts);
    else if (place !== 0) writer.number(place);
    if (hasOneAgent) writer.uint32(numbers[at + AGENT] as number);
    else writeHashes(writer, otherAgents.length > 0 ? [numbers[at + AGENT] as number, ...otherAgents] : []);
    writeRoutes(writer, denied);
    writeRoutes(writer, failed);
    if (badBot > 0) writer.number(badBot);
  }

  #isIpv4(client: number): boolean {
    return (this.#clients.firstOf(client) & 1) === 1;
  }

  #writeAddress(writer: ByteWriter, client: number, isIpv4: boolean): void {
    const address = this.#clients.secondOf(client);
    if (isIpv4) writer.uint32(address >>> 0);
    else writer.part(this.#texts.bytes, this.#texts.startOf(address), this.#texts.endOf(address));
  }
}

function writeHosts(writer: ByteWriter, counts: ReadonlyMap<number, number>, hosts: HostRows): void {
  writer.number(counts.size);
  for (const [host, requests] of counts) {
    writer.number(hosts.placeOf(host));
    writer.number(requests);
  }
}

/** How many requests were refused or failed, and the hashes of their routes; nothing when there are none. */
function writeRoutes(writer: ByteWriter, routes: readonly number[]): void {
  if (routes.length === 0) return;
  writer.number(routes.length);
  writeHashes(writer, routes);
}

function writeHashes(writer: ByteWriter, given: readonly number[]): void {
  const { hashes } = LeastHashes.of(given);
  writer.number(hashes.length);
  for (const hash of hashes) writer.uint32(hash);
}
