import type { AccessFigures, AccessRequest, AccessSource, AccessTopAnswer } from '@log-monitor/monitor-api';
import { FixtureAnomalies } from './fixture-anomalies.js';
import { FixtureAccessLines } from './fixture-access-lines.js';
import { seededRandom } from './fixture-records.js';

const HOUR_MS = 3_600_000;
const RANGES: Record<string, number> = {
  '15m': HOUR_MS / 4,
  '1h': HOUR_MS,
  '6h': 6 * HOUR_MS,
  '24h': 24 * HOUR_MS,
  '7d': 168 * HOUR_MS,
};
const HOSTS = ['shop.example.com', 'api.example.com', 'static.example.com'];
const PATHS = ['/orders/17', '/orders/18', '/cart', '/login', '/img/logo.svg', '/missing.php'];
const STATUSES = [200, 200, 200, 200, 200, 200, 304, 301, 404, 499, 502];

/** What the monitor answers about web servers, counted from an array of requests. */
export class FixtureAccess {
  /** Newest first. */
  requests: AccessRequest[] = [];
  sources: AccessSource[] = [];
  readonly lines = new FixtureAccessLines();
  readonly anomalies = new FixtureAnomalies();
  late = 0;
  approximate = 0;

  /** Fills it with requests of the last two hours. */
  fill(): void {
    const random = seededRandom(11);
    const pick = <T>(list: readonly T[]): T => list[Math.floor(random() ** 1.6 * list.length)] as T;
    for (let age = 3000; age < 2 * HOUR_MS; age += 500 + random() * 8000) {
      const path = pick(PATHS);
      const status = path === '/missing.php' ? 404 : STATUSES[Math.floor(random() * STATUSES.length)]!;
      const durationMs = Math.round(8 + random() ** 6 * 900 + (status === 502 ? 3000 : 0));
      this.add(
        { path, status, host: pick(HOSTS), durationMs, client: `203.0.113.${Math.ceil(random() ** 2 * 90)}` },
        age,
      );
    }
    this.requests.sort((a, b) => (a.time < b.time ? 1 : -1));
    this.sources = [source('shop-nginx'), source('edge-kong', { unparsed: 0, unparsedByReason: {}, outside: 0 })];
    this.lines.fill();
    this.anomalies.fill();
  }

  /** Adds a request, `ageMs` old. */
  add(parts: Partial<AccessRequest>, ageMs = 0): void {
    const { path = '/cart', status = 200, client = '203.0.113.9', method = 'GET' } = parts;
    const time = new Date(Date.now() - ageMs).toISOString();
    const request: AccessRequest = {
      ...{ id: `${1e9 + this.requests.length}-0-0-0`, time, source: 'shop-nginx', server: 'web-1', cluster: null },
      ...{ client, method, host: 'shop.example.com', project: 'shop', path, status, durationMs: 12, upstreamMs: 10 },
      route: path === null ? null : path.replace(/\d+/, ':id'),
      class: classOf(status ?? 0),
      ...{ latency: 'measured', bytes: 512, healthCheck: false, requestId: 'req-77', traceId: null, flags: [] },
      line: `${client} - - [${time}] "${method} ${path} HTTP/1.1" ${status} 512 "-" "curl/8.1"`,
      ...parts,
    };
    this.requests = [request, ...this.requests];
  }

  /** The body of a route below /api/v1/access/; undefined where there is none. */
  body(path: string, query: URLSearchParams): object | undefined {
    const span = RANGES[query.get('from')?.slice(4) ?? '24h'] ?? HOUR_MS;
    const to = Date.now();
    const range = { from: new Date(to - span).toISOString(), to: new Date(to).toISOString() };
    const basis = { range, basis: 'windows', shortened: null, late: this.late };
    const inside = (from: number, end: number): AccessRequest[] =>
      this.#found(query).filter(({ time }) => Date.parse(time) >= from && Date.parse(time) < end);
    const found = inside(to - span, to + 1);
    const unusual = this.anomalies.body(path, query);
    if (unusual !== undefined) return unusual;
    const name = path.replace('/api/v1/access/', '');
    if (name === 'summary') {
      const before = figuresOf(inside(to - 2 * span, to - span), span);
      return { current: figuresOf(found, span), before, rangeBefore: range, ...basis };
    }
    if (name === 'timeseries') return { ...series(found, to - span, to), ...basis, timeZone: query.get('timeZone') };
    if (name === 'sources') return { sources: this.sources };
    if (name === 'requests') return { ...page(found, query), range };
    if (name === 'statuses')
      return { statuses: shares(found, span, ({ status }) => String(status)).map(withStatus), ...basis };
    if (name === 'projects') {
      const rows = shares(found, span, ({ project }) => project);
      return { projects: rows.map(({ name: project, ...row }) => ({ project, hosts: [], ...row })), ...basis };
    }
    if (name === 'visitors') return { ...visitors(found), timeZone: query.get('timeZone'), ...basis };
    const lines = this.lines.body(name, query);
    if (lines !== undefined) return { ...basis, timeZone: query.get('timeZone'), ...lines };
    if (name.startsWith('top/')) return { ...this.#top(name.slice(4), found, span), ...basis };
    const one = this.requests.find(({ id }) => name === `requests/${id}`);
    const parsed = { httpRequestMethod: one?.method, urlPath: one?.path, userAgentOriginal: 'curl/8.1' };
    return one && { ...one, kafka: { topic: 'web-logs', partition: 0, offset: 90_112, element: 0 }, parsed };
  }

  #found(query: URLSearchParams): AccessRequest[] {
    const wanted = (name: string): string | undefined => query.get(name)?.replace(/\\([\\,])/g, '$1');
    const fits = (name: string, value: unknown): boolean => !query.has(name) || wanted(name) === value;
    const status = wanted('status');
    const search = query.get('search')?.toLowerCase();
    return this.requests.filter(
      (one) =>
        (['host', 'project', 'path', 'method', 'client', 'source'] as const).every((name) => fits(name, one[name])) &&
        fits('route', `${one.method} ${one.route}`) &&
        (status === undefined || status === one.class || status === String(one.status) || isFailed(status, one)) &&
        (search === undefined || one.line.toLowerCase().includes(search)),
    );
  }

  #top(list: string, found: AccessRequest[], span: number): Pick<AccessTopAnswer, 'rows' | 'other' | 'approximate'> {
    const names: Record<string, (one: AccessRequest) => string> = {
      hosts: ({ host }) => host ?? '',
      clients: ({ client }) => client ?? '',
      urls: ({ path }) => path ?? '',
      'not-found': ({ path }) => path ?? '',
      referrers: () => 'www.example.org',
      browsers: () => 'curl',
      systems: () => 'Linux',
    };
    const hasHost = ['urls', 'slow', 'errors', 'routes', 'not-found'].includes(list);
    const nameOf = names[list] ?? ((one: AccessRequest) => `${one.method} ${one.route}`);
    const listed = list === 'not-found' ? found.filter(({ status }) => status === 404) : found;
    const rows = shares(listed, span, (one) => `${hasHost ? one.host : ''}\n${nameOf(one)}`).map((row) => {
      const [host, name] = row.name.split('\n') as [string, string];
      const own = listed.filter((one) => nameOf(one) === name && (!hasHost || one.host === host));
      const statuses = Object.fromEntries(
        [...groups(own, ({ status }) => String(status))].map(([status, { length }]) => [status, length]),
      );
      return { ...row, name, host: hasHost ? host : null, statuses: list === 'urls' ? statuses : {} };
    });
    const rank = { slow: (row: AccessFigures) => row.latency.mean ?? 0, errors: (row: AccessFigures) => row.errors }[
      list
    ];
    if (rank) rows.sort((a, b) => rank(b) - rank(a));
    return { rows: rows.slice(0, 10), other: figuresOf([], span), approximate: this.approximate };
  }
}

/** A source of the table. */
function source(name: string, parts: Partial<AccessSource> = {}): AccessSource {
  return {
    ...{ name, server: 'web-1', cluster: 'eu-west', topic: 'web-logs', format: null },
    ...{ firstSeen: new Date(Date.now() - HOUR_MS).toISOString(), lastSeen: new Date().toISOString() },
    ...{ lines: 20_017, requests: 20_000, healthChecks: 120, errors: 14, heartbeats: 7, unparsed: 3 },
    ...{ unparsedByReason: { format_mismatch: 2, bad_json: 1 }, late: 4, outside: 2, largestSkewSeconds: -7200 },
    ...parts,
  };
}

function isFailed(wanted: string, { status }: AccessRequest): boolean {
  return wanted === 'errors' && (status ?? 0) >= 400;
}

function classOf(status: number): AccessRequest['class'] {
  return status === 499 ? '499' : (`${Math.floor(status / 100)}xx` as AccessRequest['class']);
}

function figuresOf(found: readonly AccessRequest[], spanMs: number): AccessFigures {
  const requests = found.length;
  const errors = found.filter(({ status }) => (status ?? 0) >= 400).length;
  const faults = found.filter(({ status }) => (status ?? 0) >= 500).length;
  const times = found.map(({ durationMs }) => durationMs ?? 0).sort((a, b) => a - b);
  const at = (share: number): number | null => times[Math.min(requests - 1, Math.floor(share * requests))] ?? null;
  const sum = times.reduce((total, time) => total + time, 0);
  const share = (count: number): number => (requests === 0 ? 0 : count / requests);
  return {
    ...{ requests, perSecond: requests / (spanMs / 1000), errors, errorRate: share(errors) },
    ...{ faults, faultRate: share(faults), bytes: found.reduce((total, { bytes }) => total + (bytes ?? 0), 0) },
    latency: {
      ...{ measured: requests, mean: requests === 0 ? null : sum / requests },
      ...{ max: at(1), p50: at(0.5), p95: at(0.95), p99: at(0.99) },
    },
    clients: new Set(found.map(({ client }) => client)).size,
  };
}

function groups(found: readonly AccessRequest[], nameOf: (one: AccessRequest) => string): Map<string, AccessRequest[]> {
  const named = new Map<string, AccessRequest[]>();
  for (const one of found) {
    const own = named.get(nameOf(one));
    if (own) own.push(one);
    else named.set(nameOf(one), [one]);
  }
  return named;
}

type Share = AccessFigures & { name: string; share: number };

/** The most frequent first. */
function shares(found: readonly AccessRequest[], span: number, nameOf: (one: AccessRequest) => string): Share[] {
  const rows = [...groups(found, nameOf)].map(([name, own]) => ({
    ...{ name, share: own.length / found.length },
    ...figuresOf(own, span),
  }));
  return rows.sort((a, b) => b.requests - a.requests);
}

function withStatus({ name, ...row }: Share): object {
  return { status: Number(name), class: classOf(Number(name)), ...row };
}

function series(found: readonly AccessRequest[], from: number, to: number): object {
  const intervalMs = Math.max(60_000, Math.ceil((to - from) / 120 / 60_000) * 60_000);
  const buckets = [];
  for (let time = Math.floor(from / intervalMs) * intervalMs; time < to; time += intervalMs) {
    const own = found.filter((one) => Math.floor(Date.parse(one.time) / intervalMs) * intervalMs === time);
    const parts = [...groups(own, (one) => one.class)].map(([name, some]) => [name, figuresOf(some, intervalMs)]);
    const named = Object.fromEntries(parts) as Record<string, AccessFigures>;
    buckets.push({ time: new Date(time).toISOString(), ...figuresOf(own, intervalMs), parts: named });
  }
  return { buckets, names: [...new Set(found.map((one) => one.class))], intervalMs };
}

function visitors(found: readonly AccessRequest[]): object {
  const count = (own: readonly AccessRequest[]): { requests: number; clients: number } => ({
    requests: own.length,
    clients: new Set(own.map(({ client }) => client)).size,
  });
  const hoursOfDay = Array.from({ length: 24 }, (_, hour) => ({
    hour,
    ...count(found.filter(({ time }) => new Date(time).getHours() === hour)),
  }));
  return { total: count(found), buckets: [], hoursOfDay, intervalMs: HOUR_MS };
}

function page(found: readonly AccessRequest[], query: URLSearchParams): object {
  const start = query.has('cursor') ? found.findIndex(({ id }) => id === query.get('cursor')) + 1 : 0;
  const requests = found.slice(start, start + Number(query.get('limit')));
  const nextCursor = start + requests.length < found.length ? requests.at(-1)?.id : null;
  return { requests, count: requests.length, nextCursor: nextCursor ?? null, searchedBackTo: null };
}
