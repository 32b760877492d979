import { MOST_HASHES } from '../facts/least-hashes.js';
import { byClient, type Detector, type Judgement, KEEPS } from './detector.js';
import { mainHost, type SourceView } from './source-view.js';

/** Different user agents in a minute. */
const LEAST_AGENTS = 12;
/** An office behind one address has many programs too, but each asks more than once or twice. */
const LEAST_SHARE = 0.25;

/** A client that gives itself another name with nearly every request. */
export class UnusualClient implements Detector {
  look({ clients }: SourceView): Judgement[] {
    const judgements: Judgement[] = [];
    for (const client of clients) {
      if (client.agentsAtMost < KEEPS * LEAST_AGENTS) continue;
      const { agents } = client;
      const share = agents / client.requests;
      // Only so many names are told apart: a client that is busy enough has all of them.
      const excess =
        agents >= MOST_HASHES ? agents / LEAST_AGENTS : Math.min(agents / LEAST_AGENTS, share / LEAST_SHARE);
      if (excess < KEEPS) continue;
      judgements.push({
        detector: 'unusual_client',
        subject: { client: client.address, host: mainHost(client) },
        ...{ excess, observed: agents, expected: 1, unit: 'user agents', span: 60, share: 1 },
        samples: client.requests,
        why: `${client.address} used ${agents} different user agents in ${client.requests} requests within a minute.`,
      });
    }
    return byClient(judgements);
  }

  state(): null {
    return null;
  }

  restore(): void {
    // It learns nothing.
  }
}
