import { type ByteWriter, TextRows } from '@log-monitor/access-statistics';
import { ClientMarks } from './client-marks.js';
import { CLIENT } from './facts-format.js';
import { GroupedRows } from './grouped-rows.js';
import type { HostRows } from './host-rows.js';
import { ipv4Number, NOT_IPV4 } from './ipv4.js';
import { LeastHashes } from './least-hashes.js';
import { namedHosts } from './named-hosts.js';
import { NumberRows } from './number-rows.js';
import { PairRows } from './pair-rows.js';

/** In `#sums`. */
const REQUESTS = 0;
const DENIED = 1;
const FAILED = 2;
const BAD_BOT = 3;
/** The host of its first request. */
const HOST = 4;
/** Hash of its first user agent, and 1 when there is one. */
const AGENT = 5;
const HAS_AGENT = 6;
const COLUMNS = 7;

const NO_AGENT: readonly number[] = [];
/** Stands for the hash that is in the row. */
const ONE_AGENT: readonly number[] = [0];

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
    if (isTool) this.#count(client, BAD_BOT);
    if (numbers[at + HAS_AGENT] === 0) {
      numbers[at + HAS_AGENT] = 1;
      numbers[at + AGENT] = hash;
    } else if (numbers[at + AGENT] !== hash) this.#marks.add(client, 'agent', hash);
  }

  /** @param route its hash, 32 bits */
  addDenied(client: number, route: number): void {
    this.#count(client, DENIED);
    this.#marks.add(client, 'denied', route);
  }

  /** @param route its hash, 32 bits */
  addFailed(client: number, route: number): void {
    this.#count(client, FAILED);
    this.#marks.add(client, 'failed', route);
  }

  /** Puts what there is in order, for {@link write}. @param windows how many there are */
  group(windows: number): void {
    const { size, numbers } = this.#clients;
    this.#byWindow = new GroupedRows(size, windows, { numbers, columns: 2, column: 0, shift: 1 });
    this.#marks.group(size);
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

  #count(client: number, column: number): void {
    const at = client * COLUMNS + column;
    this.#sums.numbers[at] = (this.#sums.numbers[at] as number) + 1;
  }

  #writeClient(writer: ByteWriter, client: number, hosts: HostRows): void {
    const { numbers } = this.#sums;
    const at = client * COLUMNS;
    const requests = numbers[at + REQUESTS] as number;
    const denied = numbers[at + DENIED] as number;
    const failed = numbers[at + FAILED] as number;
    const badBot = numbers[at + BAD_BOT] as number;
    const host = numbers[at + HOST] as number;
    const place = hosts.placeOf(host);
    const otherHosts = this.#marks.of(client, 'host');
    const isIpv4 = (this.#clients.firstOf(client) & 1) === 1;
    const agents = this.#agentsOf(client);
    writer.byte(
      (isIpv4 ? CLIENT.isIpv4 : 0) |
        (requests === 1 ? CLIENT.oneRequest : 0) |
        (otherHosts.length > 0 ? CLIENT.hasHosts : place === 0 ? CLIENT.firstHost : 0) |
        (agents === ONE_AGENT ? CLIENT.oneAgent : 0) |
        (denied > 0 ? CLIENT.hasDenied : 0) |
        (failed > 0 ? CLIENT.hasFailed : 0) |
        (badBot > 0 ? CLIENT.isBadBot : 0),
    );
    this.#writeAddress(writer, client, isIpv4);
    if (requests !== 1) writer.number(requests);
    if (otherHosts.length > 0)
      writeHosts(writer, namedHosts(host, requests - otherHosts.length, otherHosts, hosts), hosts);
    else if (place !== 0) writer.number(place);
    if (agents === ONE_AGENT) writer.uint32(numbers[at + AGENT] as number);
    else writeHashes(writer, agents);
    if (denied > 0) writer.number(denied);
    if (denied > 0) writeHashes(writer, this.#marks.of(client, 'denied'));
    if (failed > 0) writer.number(failed);
    if (failed > 0) writeHashes(writer, this.#marks.of(client, 'failed'));
    if (badBot > 0) writer.number(badBot);
  }

  #writeAddress(writer: ByteWriter, client: number, isIpv4: boolean): void {
    const address = this.#clients.secondOf(client);
    if (isIpv4) writer.uint32(address >>> 0);
    else writer.part(this.#texts.bytes, this.#texts.startOf(address), this.#texts.endOf(address));
  }

  /** Hashes of its user agents; of one alone it stays in its row. */
  #agentsOf(client: number): readonly number[] {
    const { numbers } = this.#sums;
    const at = client * COLUMNS;
    if (numbers[at + HAS_AGENT] === 0) return NO_AGENT;
    const others = this.#marks.of(client, 'agent');
    return others.length === 0 ? ONE_AGENT : [numbers[at + AGENT] as number, ...others];
  }
}

function writeHosts(writer: ByteWriter, counts: ReadonlyMap<number, number>, hosts: HostRows): void {
  writer.number(counts.size);
  for (const [host, requests] of counts) {
    writer.number(hosts.placeOf(host));
    writer.number(requests);
  }
}

function writeHashes(writer: ByteWriter, given: readonly number[]): void {
  const { hashes } = LeastHashes.of(given);
  writer.number(hashes.length);
  for (const hash of hashes) writer.uint32(hash);
}
