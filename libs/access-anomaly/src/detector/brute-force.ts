import { KnownClients } from '../baseline/known-clients.js';
import { byClient, type Detector, type Judgement, KEEPS } from './detector.js';
import { mainHost, type SourceView } from './source-view.js';

/** Refusals in a minute. */
const LEAST = 20;
/** On so few routes; a client that is refused everywhere scans, or has lost its session. */
const MOST_ROUTES = 5;
/** Of what it asks, so much is refused. */
const LEAST_SHARE = 0.4;

/** A client that is refused (401, 403) again and again on few routes, and more than it usually is: a program with an old password asks as before. */
export class BruteForce implements Detector {
  readonly #known = new KnownClients();

  look(view: SourceView): Judgement[] {
    const window = view.start / 10;
    const judgements: Judgement[] = [];
    for (const client of view.clients) {
      if (client.denied === 0) continue;
      const { denied, address } = client;
      const usual = 6 * (this.#known.usual(address, window) ?? 0);
      this.#known.learn(address, window, view.newest.clients.get(address)?.denied ?? 0);
      const share = denied / client.requests;
      const excess = Math.min(denied / Math.max(LEAST, 3 * usual), share / LEAST_SHARE);
      if (excess < KEEPS) continue;
      const routes = client.deniedRoutes?.size ?? 0;
      if (routes > MOST_ROUTES) continue;
      judgements.push({
        detector: 'brute_force',
        subject: { client: address, host: mainHost(client) },
        ...{ excess, observed: denied, expected: usual, unit: 'refused requests', span: 60, share },
        samples: client.requests,
        why: `${address} was refused ${denied} times within a minute on ${routes === 1 ? 'one route' : `${routes} routes`} of ${mainHost(client) || 'this source'} (401, 403); usual is ${Math.round(usual)}.`,
      });
    }
    this.#known.prune(window);
    return byClient(judgements);
  }

  state(): ReturnType<KnownClients['state']> {
    return this.#known.state();
  }

  restore(state: unknown): void {
    this.#known.restore(state as ReturnType<KnownClients['state']>);
  }
}
