import { type KnownTexts, TextRows } from '@log-monitor/access-statistics';
import { ClientFacts } from './client-facts.js';
import { ClientMarks, MARK_KINDS, type MarkKind } from './client-marks.js';
import { IPV4_BYTES, ipv4Text, writeIpv4 } from './ipv4.js';
import { NumberRows } from './rows/number-rows.js';

/** Cap of one window; addresses come with requests, from anybody. */
const MOST_CLIENTS = 40_000;

/** Tags of addresses. */
const TEXT = 0;
const IPV4 = 1;

/** In `#sums`. */
const REQUESTS = 0;
/** The first host, by number, and how many of the requests it had. */
const HOST = 1;
const OF_HOST = 2;
/** Hash of the first user agent, and how many were noted: 1 with this one alone. */
const AGENT = 3;
const AGENTS = 4;
const DENIED = 5;
const FAILED = 6;
const BAD_BOT = 7;
const COLUMNS = 8;

/**
 * The clients of a window. Most ask one host with one user agent and are refused nothing: a row of numbers tells all of them. What the others did
 * besides is noted, and put together for those who are looked at.
 */
export class ClientTable {
  #clients = new TextRows();
  #sums = new NumberRows(COLUMNS);
  #marks = new ClientMarks();
  readonly #hosts: string[] = [];
  readonly #hostNumbers = new Map<string, number>();
  #requests = 0;
  #isGrouped = false;

  /** @param texts addresses that were seen before */
  constructor(private readonly texts?: KnownTexts) {}

  /** How many clients there are. Their rows are 0 to before it. */
  get size(): number {
    return this.#clients.size;
  }

  /** Requests of all clients. */
  get requests(): number {
    return this.#requests;
  }

  /** The number of a host, for {@link addToHost}. */
  hostNumber(name: string): number {
    let number = this.#hostNumbers.get(name);
    if (number === undefined) {
      number = this.#hosts.push(name) - 1;
      this.#hostNumbers.set(name, number);
    }
    return number;
  }

  /**
   * The row of an address, which is new when there is none. Beyond the cap, clients with the fewest requests are left out: a row is good until the
   * next one is asked for.
   *
   * @param isIpv4 true: its four bytes; false: UTF-8
   */
  rowOf(bytes: Uint8Array, start: number, end: number, isIpv4: boolean): number {
    const tag = isIpv4 ? IPV4 : TEXT;
    if (this.size >= MOST_CLIENTS && this.#clients.find(bytes, start, end, tag) < 0) this.#makeRoom();
    const row = this.#clients.rowOf(bytes, start, end, tag);
    this.#sums.place(row);
    this.#isGrouped = false;
    return row;
  }

  /** The row of another table's client; -1: it is not here. */
  rowOfClient(other: ClientTable, row: number): number {
    return this.#clients.findRow(other.#clients, row);
  }

  addRequests(row: number, requests: number): void {
    this.#requests += requests;
    this.#count(row, REQUESTS, requests);
  }

  /** Says of so many of the requests which host they asked. @param host its number */
  addToHost(row: number, host: number, requests: number): void {
    const { numbers } = this.#sums;
    const at = row * COLUMNS;
    if (numbers[at + OF_HOST] === 0 || numbers[at + HOST] === host) {
      numbers[at + HOST] = host;
      numbers[at + OF_HOST] = (numbers[at + OF_HOST] as number) + requests;
      return;
    }
    this.#mark(row, 'host', host);
    this.#mark(row, 'requests', requests);
  }

  /** @param hash of a user agent, 32 bits */
  addAgent(row: number, hash: number): void {
    const { numbers } = this.#sums;
    const at = row * COLUMNS;
    if (numbers[at + AGENTS] === 0) numbers[at + AGENT] = hash;
    else if (numbers[at + AGENT] === hash) return;
    else this.#mark(row, 'agent', hash);
    this.#count(row, AGENTS, 1);
  }

  /** @param times requests that were refused */
  addDenied(row: number, times: number): void {
    this.#count(row, DENIED, times);
  }

  /** @param times requests for what is not there */
  addFailed(row: number, times: number): void {
    this.#count(row, FAILED, times);
  }

  /** Notes a route, by its hash of 32 bits, that was refused or is not there. */
  addRoute(row: number, kind: 'denied' | 'failed', route: number): void {
    this.#mark(row, kind, route);
  }

  /** @param times requests of a tool that looks for weaknesses */
  addBadBot(row: number, times: number): void {
    this.#count(row, BAD_BOT, times);
  }

  requestsAt(row: number): number {
    return this.#sums.numbers[row * COLUMNS + REQUESTS] as number;
  }

  deniedAt(row: number): number {
    return this.#sums.numbers[row * COLUMNS + DENIED] as number;
  }

  failedAt(row: number): number {
    return this.#sums.numbers[row * COLUMNS + FAILED] as number;
  }

  badBotAt(row: number): number {
    return this.#sums.numbers[row * COLUMNS + BAD_BOT] as number;
  }

  /** How many user agents were noted: the same one may be among them more than once. */
  agentsAtMost(row: number): number {
    return this.#sums.numbers[row * COLUMNS + AGENTS] as number;
  }

  /** Hash of the first user agent; 0 also where there is none. */
  firstAgent(row: number): number {
    return this.#sums.numbers[row * COLUMNS + AGENT] as number;
  }

  addressAt(row: number): string {
    const { bytes } = this.#clients;
    const start = this.#clients.startOf(row);
    if (this.#clients.tagOf(row) === IPV4) return ipv4Text(bytes, start);
    const end = this.#clients.endOf(row);
    return this.texts === undefined ? bytes.toString('utf8', start, end) : this.texts.of(bytes, start, end);
  }

  /** All that a client did. */
  factsAt(row: number): ClientFacts {
    if (!this.#isGrouped) this.#marks.group(this.size);
    this.#isGrouped = true;
    const { numbers } = this.#sums;
    const at = row * COLUMNS;
    const facts = new ClientFacts();
    facts.addRequests(this.#hosts[numbers[at + HOST] as number] ?? '', numbers[at + OF_HOST] as number);
    const requests = this.#marks.of(row, 'requests');
    for (const [place, host] of this.#marks.of(row, 'host').entries())
      facts.addRequests(this.#hosts[host] as string, requests[place] as number);
    // Of hosts beyond the cap only the sum is known.
    facts.requests = numbers[at + REQUESTS] as number;
    if ((numbers[at + AGENTS] as number) > 0) facts.addAgent(numbers[at + AGENT] as number);
    for (const hash of this.#marks.of(row, 'agent')) facts.addAgent(hash);
    for (const route of this.#marks.of(row, 'denied')) facts.addDenied(route, 0);
    for (const route of this.#marks.of(row, 'failed')) facts.addFailed(route, 0);
    facts.denied = this.deniedAt(row);
    facts.failed = this.failedAt(row);
    facts.badBot = this.badBotAt(row);
    return facts;
  }

  /** All that the client of an address did; undefined when it is not here. */
  get(address: string): ClientFacts | undefined {
    const ipv4 = Buffer.alloc(IPV4_BYTES);
    const isIpv4 = writeIpv4(address, ipv4);
    const bytes = isIpv4 ? ipv4 : Buffer.from(address, 'utf8');
    const row = this.#clients.find(bytes, 0, bytes.length, isIpv4 ? IPV4 : TEXT);
    return row < 0 ? undefined : this.factsAt(row);
  }

  *[Symbol.iterator](): Iterator<[string, ClientFacts]> {
    for (let row = 0; row < this.size; row += 1) yield [this.addressAt(row), this.factsAt(row)];
  }

  #count(row: number, column: number, by: number): void {
    const at = row * COLUMNS + column;
    this.#sums.numbers[at] = (this.#sums.numbers[at] as number) + by;
  }

  #mark(row: number, kind: MarkKind, value: number): void {
    this.#marks.add(row, kind, value);
    this.#isGrouped = false;
  }

  /** Leaves half of the clients, or fewer where many have as few requests. */
  #makeRoom(): void {
    const [clients, sums, marks] = [this.#clients, this.#sums, this.#marks];
    const requests = Float64Array.from({ length: this.size }, (_, row) => this.requestsAt(row)).sort();
    const most = requests[requests.length >> 1] ?? 0;
    const kept = Array.from({ length: this.size }, (_, row) => row).filter((row) => this.requestsAt(row) > most);
    marks.group(this.size);
    this.#clients = new TextRows();
    this.#sums = new NumberRows(COLUMNS);
    this.#marks = new ClientMarks();
    this.#requests = 0;
    for (const row of kept) {
      const at = this.#sums.place(this.#clients.rowOfRow(clients, row));
      const from = row * COLUMNS;
      this.#sums.numbers.set(sums.numbers.subarray(from, from + COLUMNS), at);
      this.#requests += sums.numbers[from + REQUESTS] as number;
      for (const kind of MARK_KINDS) for (const value of marks.of(row, kind)) this.#mark(at / COLUMNS, kind, value);
    }
  }
}
