import { expect } from 'vitest';
import type { HttpFixture } from '../views/fixture/http-fixture.js';
import type { AccessTruth, ExactSum } from './access-truth.js';

interface Figures {
  requests: number;
  clients: number | null;
  latency: Record<'p50' | 'p95' | 'p99', number | null>;
}

interface Row {
  name: string;
  host: string | null;
  requests: number;
  errors: number;
  latency: { mean: number | null };
}

/** How far answers were from the truth, as shares of it. */
export interface AccessErrors {
  /** The largest of all ranges, hosts and percentiles. */
  percentile: number;
  /** Of the day, of each hour and of each host. */
  clients: number;
  clientsOfDay: number;
  /** What lists say of themselves, by list. */
  readonly approximate: Record<string, number>;
  /** Lists whose first ten are others, or in another order, or have counts that are further off than the answer says: what was answered and the truth. */
  readonly different: Record<string, string[]>;
}

const HOUR_MS = 3_600_000;
const MOST_TRIES = 10;
const ROWS = 10;
/** `slow` and `errors` list what was asked for at least so often. */
const LEAST = 100;

/**
 * Holds every answer about a day against the exact counts: percentiles and distinct clients of the day, of each host and each hour, and the first ten of
 * every list, all over HTTP.
 */
export async function compareAccessDay(
  http: HttpFixture,
  truth: AccessTruth,
  { from, to }: { from: number; to: number },
): Promise<AccessErrors> {
  const errors: AccessErrors = { percentile: 0, clients: 0, clientsOfDay: 0, approximate: {}, different: {} };
  const range = `from=${new Date(from).toISOString()}&to=${new Date(to).toISOString()}`;
  const get = async <Answer>(path: string): Promise<Answer> => {
    const url = `/api/v1/access/${path}${path.includes('?') ? '&' : '?'}${range}`;
    let answer = await http.get(url);
    // How long an answer takes is another test's subject; here the machine may be busy.
    for (let tries = 1; answer.status === 503 && tries < MOST_TRIES; tries += 1) answer = await http.get(url);
    if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${answer.text}`);
    return answer.body as Answer;
  };

  for (const host of ['', ...truth.lists.hosts.keys()]) {
    const { current } = await get<{ current: Figures }>(`summary${host === '' ? '' : `?host=${host}`}`);
    expect(current.requests).toBe(host === '' ? truth.requests : truth.lists.hosts.get(host)?.requests);
    const clients = truth.clients.get(host)?.size ?? 0;
    errors.clients = Math.max(errors.clients, difference(current.clients, clients));
    if (host === '') errors.clientsOfDay = difference(current.clients, clients);
    for (const share of [50, 95, 99] as const) {
      const exact = truth.percentile(host, share / 100);
      errors.percentile = Math.max(errors.percentile, difference(current.latency[`p${share}`], exact));
    }
  }
  const { buckets } = await get<{ buckets: { time: string; clients: number | null }[] }>('visitors');
  expect(buckets).toHaveLength((to - from) / HOUR_MS);
  for (const { time, clients } of buckets) {
    const exact = truth.clients.get(`hour ${Date.parse(time) / HOUR_MS}`)?.size ?? 0;
    errors.clients = Math.max(errors.clients, difference(clients, exact));
  }
  for (const { path, sums, rank } of lists(truth)) {
    const answer = await get<{ rows: Row[]; approximate: number }>(`top/${path}`);
    errors.approximate[path] = answer.approximate;
    const got = answer.rows.map((row): [string, Row] => [
      row.host === null ? row.name : `${row.host} ${row.name}`,
      row,
    ]);
    const wanted = firstOf(sums, rank);
    const isRight = ([name, sum]: [string, ExactSum], [gotName, row]: [string, Row]): boolean =>
      name === gotName && row.requests <= sum.requests && row.requests >= sum.requests - answer.approximate;
    if (got.length === wanted.length && wanted.every((one, index) => isRight(one, got[index] as [string, Row])))
      continue;
    errors.different[path] = [...got.map(shown), 'instead of', ...wanted.map(shown)];
  }
  return errors;
}

type Rank = (sum: ExactSum) => number;

const byRequests: Rank = ({ requests }) => requests;
const byErrors: Rank = (sum) => sum.errors;
const bySlowness: Rank = ({ requests, durationMs }) => durationMs / requests;

function lists(truth: AccessTruth): { path: string; sums: Map<string, ExactSum>; rank: Rank }[] {
  return [
    ...Object.entries(truth.lists).map(([path, sums]) => ({ path: `${path}?limit=${ROWS}`, sums, rank: byRequests })),
    ...(['url', 'route'] as const).flatMap((by) => {
      const sums = truth.lists[`${by}s`];
      return [
        { path: `errors?by=${by}&limit=${ROWS}&minRequests=${LEAST}`, sums, rank: byErrors },
        { path: `slow?by=${by}&limit=${ROWS}&minRequests=${LEAST}`, sums, rank: bySlowness },
      ];
    }),
  ];
}

function firstOf(sums: Map<string, ExactSum>, rank: Rank): [string, ExactSum][] {
  const ranked = [...sums].filter(([, sum]) => rank(sum) > 0 && (rank === byRequests || sum.requests >= LEAST));
  return ranked
    .sort(
      ([a, one], [b, other]) =>
        rank(other) - rank(one) || other.requests - one.requests || (nameOf(a) < nameOf(b) ? -1 : 1),
    )
    .slice(0, ROWS);
}

/** Lists are in the order of names within a host, where all else is equal. */
function nameOf(value: string): string {
  return value.slice(value.indexOf(' ') + 1);
}

function shown([name, { requests, errors }]: [string, { requests: number; errors: number }]): string {
  return `${name} ${requests} ${errors}`;
}

/** Relative; a millisecond's rounding by the server is no error. */
function difference(got: number | null, exact: number): number {
  return got === null ? Number.POSITIVE_INFINITY : Math.abs(got - exact) / Math.max(exact, 1);
}
