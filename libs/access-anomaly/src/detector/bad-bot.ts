import { byClient, type Detector, type Judgement, KEEPS } from './detector.js';
import { mainHost, type SourceView } from './source-view.js';

const LEAST = 5;

/** A client that says itself that it is a tool which looks for weaknesses. */
export class BadBot implements Detector {
  look({ clients }: SourceView): Judgement[] {
    const judgements: Judgement[] = [];
    for (const client of clients) {
      const excess = client.badBot / LEAST;
      if (excess < KEEPS) continue;
      judgements.push({
        detector: 'bad_bot',
        subject: { client: client.address, host: mainHost(client) },
        ...{ excess, observed: client.badBot, expected: 0, unit: 'requests', span: 60 },
        share: client.badBot / client.requests,
        samples: client.requests,
        why: `${client.address} sent ${client.badBot} requests within a minute with the user agent of a tool that looks for weaknesses.`,
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
