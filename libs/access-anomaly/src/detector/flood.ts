import { KnownClients } from '../baseline/known-clients.js';
import { networkOf } from './network.js';
import { byClient, type Detector, type Judgement, KEEPS } from './detector.js';
import type { RecentClient } from './recent-client.js';
import { mainHost, type SourceView } from './source-view.js';

/** Requests in 30 seconds below which nothing is a flood. */
const LEAST = 120;
const LEAST_OF_NETWORK = 400;
/** A network of fewer clients is told by its clients. */
const CLIENTS_OF_NETWORK = 4;
const WINDOWS = 3;
const MEMORY = 360;

interface FloodState {
  known: ReturnType<KnownClients['state']>;
  networks: ReturnType<KnownClients['state']>;
  busiest: number;
}

/** What the clients of a network had, of whom none is a flood by itself. */
interface RecentNetwork {
  clients: number;
  /** Requests in the newest window. */
  newest: number;
  /** Requests in 30 s. */
  observed: number;
  /** The first client by address. */
  first: RecentClient;
}

/**
 * A client, or a network, that asks far more than clients that are not known ever do, and than itself before. The busiest of those that are
 * not known is remembered, so that the limit fits the site.
 */
export class Flood implements Detector {
  readonly #known = new KnownClients();
  readonly #networks = new KnownClients();
  /** What the busiest client that is not known usually has in a window. */
  #busiest = 0;

  look(view: SourceView): Judgement[] {
    const window = view.start / 10;
    const total = view.newest.clients.requests;
    const judgements: Judgement[] = [];
    const networks = new Map<string, RecentNetwork>();
    let busiest = 0;
    for (const client of view.clients) {
      const requests = client.perWindow.at(-1) as number;
      const judgement = this.#judge(client, window, total);
      if (judgement !== undefined) judgements.push(judgement);
      if (this.#known.usual(client.address, window) === undefined && !(judgement && judgement.excess >= 1))
        busiest = Math.max(busiest, requests);
      this.#known.learn(client.address, window, requests);
      if (judgement === undefined || judgement.excess < 1) addTo(networks, client);
    }
    this.#busiest += (busiest - this.#busiest) / MEMORY;
    byClient(judgements).push(...this.#judgeNetworks(networks, window, total));
    this.#known.prune(window);
    this.#networks.prune(window);
    return judgements;
  }

  state(): FloodState {
    return { known: this.#known.state(), networks: this.#networks.state(), busiest: this.#busiest };
  }

  restore(state: unknown): void {
    const { known, networks, busiest } = state as FloodState;
    this.#known.restore(known);
    this.#networks.restore(networks);
    this.#busiest = busiest;
  }

  /** @returns undefined where nothing has to be said */
  #judge(client: RecentClient, window: number, total: number): Judgement | undefined {
    const observed = sumOfLast(client);
    if (observed < KEEPS * LEAST) return undefined;
    const usual = WINDOWS * (this.#known.usual(client.address, window) ?? 0);
    const limit = Math.max(LEAST, 1.5 * WINDOWS * this.#busiest, 3 * usual + 6 * Math.sqrt(usual));
    // A page with many pictures is one window, and no flood: it has to go on.
    const second = client.perWindow.slice(-WINDOWS).sort((a, b) => b - a)[1] ?? 0;
    if (second < observed / 10 || observed < KEEPS * limit) return undefined;
    return {
      ...figures('flood', observed, usual, observed, client.perWindow.at(-1) as number, total),
      subject: { client: client.address, host: mainHost(client) },
      excess: observed / limit,
      why: `${client.address} sent ${observed} requests to ${mainHost(client) || 'this source'} in 30 s; clients stay below ${Math.round(limit)}${usual > 0 ? `, and this one usually has ${Math.round(usual)}` : ''}.`,
    };
  }

  #judgeNetworks(networks: ReadonlyMap<string, RecentNetwork>, window: number, total: number): Judgement[] {
    const judgements: Judgement[] = [];
    for (const [network, { clients, newest, observed, first }] of networks) {
      const usual = WINDOWS * (this.#networks.usual(network, window) ?? 0);
      this.#networks.learn(network, window, newest);
      if (clients < CLIENTS_OF_NETWORK) continue;
      const limit = Math.max(LEAST_OF_NETWORK, 3 * WINDOWS * this.#busiest, 3 * usual + 6 * Math.sqrt(usual));
      if (observed < KEEPS * limit) continue;
      judgements.push({
        ...figures('network_flood', observed, usual, observed, newest, total),
        subject: { network, host: mainHost(first) },
        excess: observed / limit,
        why: `${clients} clients of ${network} sent ${observed} requests in 30 s; networks stay below ${Math.round(limit)}.`,
      });
    }
    return judgements.sort(({ subject: a }, { subject: b }) => ((a.network ?? '') < (b.network ?? '') ? -1 : 1));
  }
}

function figures(
  detector: 'flood' | 'network_flood',
  observed: number,
  expected: number,
  samples: number,
  newest: number,
  total: number,
): Omit<Judgement, 'subject' | 'excess' | 'why'> {
  return { detector, observed, expected, unit: 'requests', span: 30, share: newest / Math.max(1, total), samples };
}

function addTo(networks: Map<string, RecentNetwork>, client: RecentClient): void {
  const name = networkOf(client.address);
  if (name === undefined) return;
  let network = networks.get(name);
  if (network === undefined) networks.set(name, (network = { clients: 0, newest: 0, observed: 0, first: client }));
  network.clients += 1;
  network.newest += client.perWindow.at(-1) as number;
  network.observed += sumOfLast(client);
  if (client.address < network.first.address) network.first = client;
}

/** Requests in the last 30 s. */
function sumOfLast({ perWindow }: RecentClient): number {
  let sum = 0;
  for (let at = Math.max(0, perWindow.length - WINDOWS); at < perWindow.length; at += 1) sum += perWindow[at] as number;
  return sum;
}
