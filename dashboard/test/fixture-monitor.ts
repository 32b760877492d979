import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { DeadLetter, IngestAnswer, LedgerTotals, ServiceSummary, StoredRecord } from '@log-monitor/monitor-api';
import { FixtureAccess } from './fixture-access.js';
import { FixtureAlerts } from './fixture-alerts.js';
import { FixtureCauses } from './fixture-causes.js';
import { FixtureGroupRules } from './fixture-group-rules.js';
import { FixtureGroups } from './fixture-groups.js';
import { makeError, makeLog, seededRandom } from './fixture-records.js';
import { FixtureTail } from './fixture-tail.js';

const DIST = fileURLToPath(new URL('../dist', import.meta.url));

/** The policy that the monitor serves the dashboard under. */
const POLICY =
  "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; connect-src 'self'";

/** The policy of a mail as a page. */
const MAIL_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox allow-popups";

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

const RANGE_MS: Record<string, number> = { '15m': 9e5, '1h': 36e5, '6h': 216e5, '24h': 864e5, '7d': 6048e5 };
const MINUTE_MS = 60_000;

class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly title: string,
    detail: string,
  ) {
    super(detail);
  }
}

/**
 * A stand-in for the monitor that answers the REST routes from an array: lets a test say "behind", "broker gone", "away", which
 * takes minutes to bring about with the real one. The real one is driven in the end-to-end test.
 */
export class FixtureMonitor {
  /** Newest first. */
  errors: StoredRecord[] = [];
  /** Records below ERROR that can be found, newest first. */
  others: StoredRecord[] = [];
  /** The stream that the live tail gives; its ids are places in it. */
  readonly tail = new FixtureTail();
  /** What web servers wrote down. */
  readonly access = new FixtureAccess();
  readonly causes = new FixtureCauses();
  readonly alerts = new FixtureAlerts();
  readonly groups = new FixtureGroups();
  readonly groupRules = new FixtureGroupRules();
  /** Counts of records below ERROR, per service. */
  quiet: Record<string, number> = {};
  ledger: LedgerTotals = { missing: 0, dropped: 0, duplicates: 0 };
  lag: { records: number | null; seconds: number | null } = { records: 0, seconds: 0 };
  ingest: Omit<IngestAnswer, 'completeThrough' | 'lag' | 'deadLetters'> = { partitions: [], services: [], gaps: [] };
  /** Last kept first; `ingest.deadLetters` is their number. */
  deadLetters: DeadLetter[] = [];
  /** Dead letters that can be read by now. */
  readable = new Set<number>();
  token: string | undefined;
  /** Requests that came without the right token. */
  refused = 0;
  /** Answers of these routes fail with this sentence. */
  failing = new Map<string, string>();
  /** Paths with query of all API requests, oldest first. */
  requests: string[] = [];
  #server: Server | undefined;
  #port = 0;

  static async start(fill: 'full' | 'empty' = 'full'): Promise<FixtureMonitor> {
    const monitor = new FixtureMonitor();
    if (fill === 'full') monitor.#fill();
    await monitor.comeBack();
    return monitor;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}/`;
  }

  /** Listens; on the same port after having gone away. */
  async comeBack(): Promise<void> {
    const server = createServer((request, response) => void this.#answer(request, response));
    this.#server = server;
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(this.#port, '127.0.0.1', resolve);
    });
    this.#port = (server.address() as AddressInfo).port;
  }

  /** Stops listening and cuts every connection. */
  async goAway(): Promise<void> {
    const server = this.#server;
    if (server === undefined) return;
    this.#server = undefined;
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  }

  add(...records: StoredRecord[]): void {
    this.errors = [...records, ...this.errors].sort(newestFirst);
  }

  /** Stores records of any level; those who listen to the tail get them. */
  store(...records: StoredRecord[]): void {
    for (const record of records) {
      if (isError(record)) this.add(record);
      else this.others = [record, ...this.others].sort(newestFirst);
      this.tail.send(JSON.stringify(record));
    }
  }

  #fill(): void {
    this.access.fill();
    this.groups.fill();
    const random = seededRandom(7);
    const now = Date.now();
    for (let age = 2000; age < RANGE_MS['7d']!;) {
      this.errors.push(makeError(random, now, age));
      const wave = 1.4 + Math.sin(((now - age) / 864e5) * 2 * Math.PI) + Math.sin((now - age) / 4e5) * 0.35;
      age += (random() * 90_000 * Math.max(1, age / 36e5)) / wave + 500;
    }
    for (let age = 500; age < RANGE_MS['15m']!; age += random() * 6000) this.others.push(makeLog(random, now, age));
    this.quiet = { usermanagement: 48_210, booking: 31_877, notification: 12_034, 'search-api': 9120, gateway: 88_402 };
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.url);
    try {
      this.#authorise(request);
      if (!url.pathname.startsWith('/api/')) return await sendFile(url.pathname, response);
      this.requests.push(url.pathname + url.search);
      const failure = this.failing.get(url.pathname);
      if (failure !== undefined) throw new Refusal(503, 'Service Unavailable', failure);
      const mail = this.alerts.mailAt(url.pathname, url.searchParams);
      if (mail !== undefined) return sendMail(mail, response);
      if (url.pathname === '/api/v1/access/export') return sendExport(url.searchParams, response);
      if (url.pathname === '/api/v1/logs/tail') return this.tail.join(url.searchParams, response);
      if (request.method !== 'GET') return await this.#change(request, url.pathname, response);
      send(response, 200, { ...this.#completeness(), ...this.#body(url.pathname, url.searchParams) });
    } catch (cause) {
      if (!(cause instanceof Refusal)) throw cause;
      if (cause.status === 401) response.setHeader('www-authenticate', challengeFor(request));
      const problem = { type: 'about:blank', title: cause.title, status: cause.status };
      send(response, cause.status, { ...problem, detail: cause.message, message: cause.message });
    }
  }

  async #change(request: IncomingMessage, pathname: string, response: ServerResponse): Promise<void> {
    if (request.headers['sec-fetch-site'] !== 'same-origin') throw new Refusal(403, 'Forbidden', 'Not your page.');
    const body = await text(request);
    const sent: unknown = body === '' ? undefined : JSON.parse(body);
    const asked = [request.method ?? '', pathname, sent] as const;
    const changed =
      this.alerts.change(...asked) ??
      this.groupRules.change(...asked) ??
      this.groups.change(...asked) ??
      this.access.anomalies.change(...asked);
    if (changed === undefined) this.#changeDeadLetter(request, pathname, response);
    else send(response, changed.status, changed.body);
  }

  /** Retries or deletes a dead letter. */
  #changeDeadLetter(request: IncomingMessage, pathname: string, response: ServerResponse): void {
    const [, number, retry] = /^\/api\/v1\/ingest\/dead-letters\/(\d+)(\/retry)?$/.exec(pathname) ?? [];
    const id = Number(number);
    if ((request.method === 'POST') !== (retry !== undefined)) throw new Refusal(405, 'Method Not Allowed', 'No.');
    if (!this.deadLetters.some((letter) => letter.id === id)) throw new Refusal(404, 'Not Found', 'It is gone.');
    if (retry !== undefined && !this.readable.has(id))
      throw new Refusal(422, 'Unprocessable Content', 'This message can still not be read.');
    this.deadLetters = this.deadLetters.filter((letter) => letter.id !== id);
    if (retry !== undefined) return send(response, 200, { outcome: 'stored' });
    response.writeHead(204).end();
  }

  #authorise(request: IncomingMessage): void {
    if (this.token === undefined) return;
    const given = Buffer.from((request.headers.authorization ?? '').replace(/^Basic /, ''), 'base64').toString();
    if (given.slice(given.indexOf(':') + 1) === this.token) return;
    this.refused += 1;
    throw new Refusal(401, 'Unauthorized', 'A token is needed.');
  }

  #completeness(): object {
    const through = new Date(Date.now() - (this.lag.seconds ?? 60) * 1000).toISOString();
    return { completeThrough: through, lag: this.lag };
  }

  #all(from = 0): StoredRecord[] {
    return [...this.errors, ...this.others].sort(newestFirst).filter((one) => Date.parse(one.timestamp) >= from);
  }

  #body(path: string, query: URLSearchParams): object {
    const from = startOf(query.get('from'));
    const to = Date.now();
    const range = { from: from === null ? null : new Date(from).toISOString(), to: new Date(to).toISOString() };
    const inRange = this.errors.filter((error) => Date.parse(error.timestamp) >= (from ?? 0));
    if (path === '/api/v1/logs/stats') return { ...this.#stats(inRange), range };
    if (path === '/api/v1/logs/services') return { services: this.#services(inRange), range };
    if (path === '/api/v1/logs/histogram') return { ...histogram(this.#all(from ?? 0), query, from ?? to, to), range };
    if (path === '/api/v1/logs/search') return { ...search(this.#all(from ?? 0), query), range };
    if (path === '/api/v1/logs/errors') return { ...page(inRange, query), range };
    if (path === '/api/v1/ingest') return { ...this.ingest, deadLetters: this.deadLetters.length };
    if (path === '/api/v1/ingest/dead-letters') return letterPage(this.deadLetters, query);
    const ofService = /^\/api\/v1\/logs\/errors\/(.+)$/.exec(path)?.[1];
    if (ofService !== undefined) {
      query.set('service', decodeURIComponent(ofService));
      return { ...page(inRange, query), range };
    }
    const aboutCauses = this.causes.body(path);
    if (aboutCauses !== undefined) return aboutCauses;
    const middle = /^\/api\/v1\/logs\/records\/(.+)\/context$/.exec(path)?.[1];
    if (middle !== undefined) return around(this.#all(), decodeURIComponent(middle), query);
    const id = /^\/api\/v1\/logs\/records\/(.+)$/.exec(path)?.[1];
    if (id !== undefined) return this.#record(decodeURIComponent(id));
    const aboutGroups = this.groupRules.body(path, query) ?? this.groups.body(path, query);
    if (aboutGroups !== undefined) return aboutGroups;
    const aboutAlerts = this.alerts.body(path, query);
    if (aboutAlerts !== undefined) return aboutAlerts;
    const aboutAccess = path.startsWith('/api/v1/access/') ? this.access.body(path, query) : undefined;
    if (aboutAccess !== undefined) return aboutAccess;
    throw new Refusal(404, 'Not Found', `There is no ${path}.`);
  }

  #record(id: string): object {
    const record = this.#all().find((one) => one.id === id);
    if (record === undefined)
      throw new Refusal(404, 'Not Found', `There is no record ${id}; it may have passed its retention.`);
    const instance = { id: record.instance, seq: record.seq, highest: 1500, received: 1500, ended: false };
    return { ...record, ledger: { partition: 3, offset: 88_213, receivedAt: record.timestamp, instance } };
  }

  #stats(errors: StoredRecord[]): object {
    const rows = this.#services(errors);
    const total = rows.reduce((sum, row) => sum + row.total, 0);
    const critical = errors.filter((error) => error.level === 'CRITICAL').length;
    const byService = rows.map(({ name, total, errors: count, error_rate }) => {
      const own = errors.filter((error) => error.service === name && error.level === 'CRITICAL').length;
      return [name, { total, errors: count, critical: own, error_rate }];
    });
    return {
      total_logs: total,
      total_errors: errors.length,
      by_level: {
        DEBUG: 0,
        INFO: total - errors.length,
        WARNING: 0,
        ERROR: errors.length - critical,
        CRITICAL: critical,
      },
      by_service: Object.fromEntries(byService) as object,
      error_rate: total === 0 ? 0 : errors.length / total,
      ledger: this.ledger,
    };
  }

  #services(errors: StoredRecord[]): ServiceSummary[] {
    const names = [...new Set([...Object.keys(this.quiet), ...errors.map((error) => error.service)])].sort();
    return names.map((name) => {
      const own = errors.filter((error) => error.service === name);
      const total = (this.quiet[name] ?? 0) + own.length;
      const isFailing = own.some((error) => Date.parse(error.timestamp) > Date.now() - 5 * MINUTE_MS);
      const last = name === 'gateway' ? Date.now() - 47 * MINUTE_MS : Date.now() - 1500;
      return {
        name,
        hosts: 3,
        instances: 6,
        last_seen: new Date(last).toISOString(),
        total,
        errors: own.length,
        error_rate: total === 0 ? 0 : own.length / total,
        status: isFailing ? 'failing' : name === 'gateway' ? 'silent' : 'ok',
      };
    });
  }
}

function newestFirst(a: StoredRecord, b: StoredRecord): number {
  return a.timestamp < b.timestamp ? 1 : -1;
}

function isError({ level }: StoredRecord): boolean {
  return level === 'ERROR' || level === 'CRITICAL';
}

function letterPage(letters: DeadLetter[], query: URLSearchParams): object {
  const start = query.has('cursor') ? letters.findIndex(({ id }) => String(id) === query.get('cursor')) + 1 : 0;
  const shown = letters.slice(start, start + Number(query.get('limit')));
  const nextCursor = start + shown.length < letters.length ? String(shown.at(-1)?.id) : null;
  return { deadLetters: shown, count: shown.length, nextCursor };
}

function search(records: StoredRecord[], query: URLSearchParams): object {
  const { errors, ...rest } = page(records, query) as { errors: StoredRecord[] };
  return { ...rest, records: errors, searchedBackTo: null };
}

function around(records: StoredRecord[], id: string, query: URLSearchParams): object {
  const record = records.find((one) => one.id === id);
  if (record === undefined) throw new Refusal(404, 'Not Found', `There is no record ${id}.`);
  const isNear = (one: StoredRecord): boolean =>
    query.get('by') === 'request' ? one.requestId === record.requestId : one.instance === record.instance;
  const near = records.filter((one) => one === record || isNear(one)).reverse();
  const at = near.indexOf(record);
  const before = near.slice(Math.max(0, at - Number(query.get('before'))), at);
  return { record, before, after: near.slice(at + 1, at + 1 + Number(query.get('after'))) };
}

/** As the monitor: Basic brings up the browser's prompt, which a page's own requests must not do. */
function challengeFor(request: IncomingMessage): string {
  return `${request.headers['x-requested-with'] === undefined ? 'Basic' : 'Bearer'} realm="log-monitor"`;
}

/** Epoch ms of `now-1h` or an ISO time; null when the range is open. */
function startOf(from: string | null): number | null {
  if (from === null) return null;
  if (!from.startsWith('now-')) return Date.parse(from);
  return Date.now() - (RANGE_MS[from.slice(4)] ?? 0);
}

function histogram(errors: StoredRecord[], query: URLSearchParams, from: number, to: number): object {
  const width = [1, 2, 5, 10, 15, 30, 60, 120]
    .map((minutes) => minutes * MINUTE_MS)
    .find((ms) => (to - from) / ms <= 120);
  const step = width ?? 120 * MINUTE_MS;
  const service = query.get('service');
  const buckets = new Map<number, Record<string, number>>();
  for (let time = Math.floor(from / step) * step; time < to; time += step) buckets.set(time, {});
  for (const error of errors) {
    if (service !== null && error.service !== service) continue;
    if (query.has('level') && !query.get('level')!.split(',').includes(error.level)) continue;
    const counts = buckets.get(Math.floor(Date.parse(error.timestamp) / step) * step);
    const name = query.get('by') === 'level' ? error.level : error.service;
    if (counts) counts[name] = (counts[name] ?? 0) + 1;
  }
  return {
    intervalMs: step,
    buckets: [...buckets].map(([time, counts]) => ({ time: new Date(time).toISOString(), counts })),
  };
}

function page(errors: StoredRecord[], query: URLSearchParams): object {
  const search = query.get('search')?.toLowerCase();
  const found = errors.filter(
    (error) =>
      (!query.has('level') || query.get('level')!.split(',').includes(error.level)) &&
      (!query.has('group') || error.group?.id === query.get('group')) &&
      (['service', 'host', 'logger', 'requestId', 'userId', 'traceId'] as const).every(
        (name) => !query.has(name) || error[name] === query.get(name)!.replace(/\\([\\,])/g, '$1'),
      ) &&
      [...query].every(
        ([name, value]) => !name.startsWith('attributes.') || textAt(error.attributes, name.slice(11)) === value,
      ) &&
      (search === undefined ||
        [error.message, error.error?.type, error.error?.message].some((text) => text?.toLowerCase().includes(search))),
  );
  // As the monitor's: a cursor belongs to the question that it came from.
  const identity = [...query]
    .filter(([name]) => name !== 'cursor')
    .sort()
    .join('&');
  const cursor = query.get('cursor')?.split('|');
  if (cursor && cursor[1] !== identity) throw new Refusal(400, 'Bad Request', 'cursor belongs to another query');
  const limit = Number(query.get('limit') ?? 100);
  const start = cursor ? found.findIndex((error) => error.id === cursor[0]) + 1 : 0;
  const shown = found.slice(start, start + limit);
  const nextCursor = start + limit < found.length ? `${shown.at(-1)?.id}|${identity}` : null;
  return { errors: shown, count: shown.length, nextCursor };
}

function textAt(attributes: unknown, name: string): string | undefined {
  const value = (attributes as Record<string, string | number | boolean> | undefined)?.[name];
  return value === undefined ? undefined : String(value);
}

async function sendFile(pathname: string, response: ServerResponse): Promise<void> {
  const name = pathname === '/' ? 'index.html' : path.posix.normalize(pathname).slice(1);
  const content = await readFile(path.join(DIST, name)).catch(() => undefined);
  if (content === undefined) throw new Refusal(404, 'Not Found', `There is no ${pathname}.`);
  response.writeHead(200, {
    'content-type': TYPES[path.extname(name)] ?? 'application/octet-stream',
    'content-security-policy': POLICY,
    'x-content-type-options': 'nosniff',
  });
  response.end(content);
}

function sendMail(mail: string, response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': MAIL_POLICY });
  response.end(mail);
}

/** The question itself stands in the file. */
function sendExport(query: URLSearchParams, response: ServerResponse): void {
  const format = query.get('format');
  response.writeHead(200, { 'content-disposition': `attachment; filename="requests.${format}"` });
  response.end(query.toString());
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': status === 200 ? 'application/json' : 'application/problem+json' });
  response.end(JSON.stringify(body));
}
