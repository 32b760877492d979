import type { AccessCause, AccessCausesAnswer, AccessRequest, StoredRecord } from '@log-monitor/monitor-api';

const WHY = 'These errors have the request id of the request.';
const GUESS = 'A guess: these errors were logged while the request lasted.';
const NOTHING = 'No error has its ids.';

interface Pair {
  request: AccessRequest;
  record: StoredRecord;
  /** null: it is no guess. */
  share: number | null;
}

/** What the monitor answers about requests and the errors by which they failed: what a test has linked. */
export class FixtureCauses {
  pairs: Pair[] = [];
  causes: AccessCause[] = [];
  /** Requests that are explained by nothing. */
  unexplained = 0;
  isSample = false;

  /** The body of a route; undefined where it is none of these. */
  body(path: string): object | undefined {
    const now = new Date().toISOString();
    const range = { from: now, to: now };
    if (path === '/api/v1/access/causes') return { ...this.#causes(), range };
    const request = /^\/api\/v1\/access\/requests\/(.+)\/errors$/.exec(path)?.[1];
    if (request !== undefined) {
      const found = this.pairs.filter((pair) => pair.request.id === request);
      const errors = found.map(({ record, share }) => ({ record, share }));
      return { ...match(found), errors, count: errors.length, range };
    }
    const record = /^\/api\/v1\/logs\/records\/(.+)\/requests$/.exec(path)?.[1];
    if (record === undefined) return undefined;
    const found = this.pairs.filter((pair) => pair.record.id === decodeURIComponent(record));
    const requests = found.map(({ request: one, share }) => ({ request: one, share }));
    return { ...match(found), requests, count: requests.length, range };
  }

  #causes(): Omit<AccessCausesAnswer, 'range' | 'completeThrough' | 'lag'> {
    const { causes, unexplained, isSample } = this;
    const requests = causes.reduce((sum, cause) => sum + cause.requests, unexplained);
    const [first] = causes;
    return {
      ...{ requests, isSample, causes, sampledFrom: requests === 0 ? null : new Date().toISOString() },
      summary: first ? `${Math.round(first.share * 100)} % of the 5xx: ${first.title} in ${first.service}` : null,
      unexplained: { requests: unexplained, share: requests === 0 ? 0 : unexplained / requests },
    };
  }
}

function match(found: readonly Pair[]): object {
  const [first] = found;
  if (first === undefined) return { matchedBy: null, why: NOTHING };
  return first.share === null ? { matchedBy: 'request_id', why: WHY } : { matchedBy: 'time', why: GUESS };
}
