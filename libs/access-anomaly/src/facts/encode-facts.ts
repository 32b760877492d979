import { LeastHashes } from './least-hashes.js';
import { type ClientFacts, WindowFacts } from './window-facts.js';

type RouteRow = [name: string, requests: number, errors: number, faults: number, latency: readonly number[]];
type ClientRow = [
  address: string,
  requests: number,
  hosts: [string, number][],
  agents: readonly number[],
  denied: number,
  deniedRoutes: readonly number[],
  failed: number,
  failedRoutes: readonly number[],
  badBot: number,
];
type WindowRow = [start: number, source: number, hosts: [string, RouteRow[]][], clients: ClientRow[]];

/** One window of a source. */
export interface SourceWindow {
  readonly start: number;
  readonly source: number;
  readonly facts: WindowFacts;
}

/** Windows as JSON. @param windows by begin, then by source */
export function encodeFacts(windows: ReadonlyMap<number, ReadonlyMap<number, WindowFacts>>): string {
  const rows: WindowRow[] = [];
  for (const [start, sources] of windows)
    for (const [source, facts] of sources) rows.push([start, source, hostRows(facts), clientRows(facts)]);
  return JSON.stringify(rows);
}

/** @throws SyntaxError when it is no JSON */
export function* decodeFacts(text: string): Generator<SourceWindow> {
  for (const [start, source, hosts, clients] of JSON.parse(text) as WindowRow[]) {
    const facts = new WindowFacts();
    for (const [host, routes] of hosts) {
      for (const [name, requests, errors, faults, latency] of routes) {
        const route = facts.route(host, name);
        route.requests += requests;
        route.errors += errors;
        route.faults += faults;
        route.latency.push(...latency);
      }
    }
    for (const row of clients) readClient(facts, row);
    yield { start, source, facts };
  }
}

function hostRows(facts: WindowFacts): [string, RouteRow[]][] {
  return [...facts.hosts].map(([host, routes]) => [
    host,
    [...routes].map(([name, { requests, errors, faults, latency }]) => [name, requests, errors, faults, latency]),
  ]);
}

function clientRows(facts: WindowFacts): ClientRow[] {
  return [...facts.clients].map(([address, client]) => [
    address,
    client.requests,
    [...client.hosts],
    client.agents.toJSON(),
    client.denied,
    client.deniedRoutes.toJSON(),
    client.failed,
    client.failedRoutes.toJSON(),
    client.badBot,
  ]);
}

function readClient(facts: WindowFacts, row: ClientRow): void {
  const [address, requests, hosts, agents, denied, deniedRoutes, failed, failedRoutes, badBot] = row;
  const client: ClientFacts = {
    ...{ requests, denied, failed, badBot },
    deniedRoutes: LeastHashes.of(deniedRoutes),
    failedRoutes: LeastHashes.of(failedRoutes),
    agents: LeastHashes.of(agents),
    hosts: new Map(hosts),
  };
  facts.clients.set(address, client);
}
