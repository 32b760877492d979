import { MOST_HASHES } from '../facts/least-hashes.js';
import { byClient, type Detector, type Judgement, KEEPS } from './detector.js';
import { mainHost, type SourceView } from './source-view.js';

/** Different routes that are not there, in a minute. */
const LEAST_ROUTES = 12;
/** Share of a scanner's requests that fail; those of visitors who find dead links do not. */
const LEAST_SHARE = 0.3;

/** A client that asks for many different things that are not there. Routes are templates: a gallery with missing pictures is one. */
export class Scan implements Detector {
  look({ clients }: SourceView): Judgement[] {
    const judgements: Judgement[] = [];
    for (const client of clients) {
      if (client.failed < KEEPS * LEAST_ROUTES) continue;
      const share = client.failed / client.requests;
      if (share < KEEPS * LEAST_SHARE) continue;
      const routes = client.failedRoutes?.size ?? 0;
      const excess = Math.min(routes / LEAST_ROUTES, share / LEAST_SHARE);
      if (excess < KEEPS) continue;
      judgements.push({
        detector: 'scan',
        subject: { client: client.address, host: mainHost(client) },
        ...{ excess, observed: routes, expected: 0, unit: 'routes that are not there', span: 60, share },
        samples: client.requests,
        why: `${client.address} asked ${mainHost(client) || 'this source'} for ${routes >= MOST_HASHES ? `${MOST_HASHES} or more` : routes} different routes that are not there within a minute: ${Math.round(100 * share)} % of its ${client.requests} requests.`,
      });
    }
    return byClient(judgements);
  }

  state(): null {
    return null;
  }

  restore(): void {
    // It learns nothing: what is not there is the same on every site.
  }
}
