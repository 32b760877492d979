import type { ClientFacts } from '../facts/client-facts.js';
import { hash32 } from '../facts/least-hashes.js';
import { OTHER_ROUTE, type WindowFacts } from '../facts/window-facts.js';

/** As JSON can hold it: windows by their begin, their hosts, and the routes of these. */
export type AttackedState = [start: number, hosts: [host: string, routes: string[]][]][];

/**
 * Routes on which an attacker was refused, by window: how long answers take there is the attacker's doing, not the host's. What an attacker asks
 * for and is given is not told apart.
 */
export class AttackedRoutes {
  readonly #windows = new Map<number, Map<string, Set<string>>>();
  /** Names of a host's routes in a window, by their hash. Made once, when the first attacker is noted; they go with the window. */
  readonly #names = new WeakMap<ReadonlyMap<string, unknown>, ReadonlyMap<number, string>>();

  /** Notes what a client did in a window. @param start its begin */
  note(start: number, { hosts }: WindowFacts, client: ClientFacts): void {
    if (client.denied === 0 && client.failed === 0) return;
    for (const [host] of client.hosts) {
      const routes = hosts.get(host);
      if (routes === undefined) continue;
      const attacked = this.#of(start, host);
      if (client.failed > 0) attacked.add(OTHER_ROUTE);
      if (client.deniedRoutes === undefined) continue;
      const names = this.#namesOf(routes);
      for (const hash of client.deniedRoutes.hashes) {
        const name = names.get(hash);
        if (name !== undefined) attacked.add(name);
      }
    }
  }

  /** Those of a host; undefined when there are none. */
  in(start: number, host: string): ReadonlySet<string> | undefined {
    return this.#windows.get(start)?.get(host);
  }

  /** @param start windows that begin before it are not looked at any more */
  forget(start: number): void {
    for (const begin of this.#windows.keys()) if (begin < start) this.#windows.delete(begin);
  }

  clear(): void {
    this.#windows.clear();
  }

  state(): AttackedState {
    return [...this.#windows].map(([start, hosts]) => [start, [...hosts].map(([host, routes]) => [host, [...routes]])]);
  }

  restore(state: AttackedState): void {
    this.#windows.clear();
    for (const [start, hosts] of state)
      this.#windows.set(start, new Map(hosts.map(([host, routes]) => [host, new Set(routes)])));
  }

  #of(start: number, host: string): Set<string> {
    let hosts = this.#windows.get(start);
    if (hosts === undefined) this.#windows.set(start, (hosts = new Map<string, Set<string>>()));
    let routes = hosts.get(host);
    if (routes === undefined) hosts.set(host, (routes = new Set<string>()));
    return routes;
  }

  #namesOf(routes: ReadonlyMap<string, unknown>): ReadonlyMap<number, string> {
    let names = this.#names.get(routes);
    if (names === undefined) {
      names = new Map([...routes.keys()].map((name) => [hash32(name), name]));
      this.#names.set(routes, names);
    }
    return names;
  }
}
