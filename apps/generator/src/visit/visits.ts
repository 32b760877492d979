import { logNormal } from '../random/distributions.js';
import { hexDigits, integerBetween, pick, type Random, seededRandom } from '../random/seeded-random.js';
import { WeightedChoice } from '../random/weighted-choice.js';
import { REFERRING_SITES } from '../site/agents.js';
import type { Client, ClientPool } from '../site/client-pool.js';
import type { Host } from '../site/default-site.js';
import { inLatin1 } from '../format/line-bytes.js';
import { pathWriter, queryOf, type Route } from '../site/route.js';
import type { UpstreamTry, WebRequest } from '../event/web-request.js';

export interface VisitSettings {
  readonly hosts: readonly Host[];
  /** Shares of the statuses that are not the route's own; what is left to 1 gets that one. */
  readonly statuses: Readonly<Record<string, number>>;
  /** Shares of the methods; without them the routes' weights decide. */
  readonly methods: Readonly<Record<string, number>> | undefined;
  /** Share of the requests that come through a proxy before this server. */
  readonly proxied: number;
  /** Share of the requests that are none: bytes of other protocols, empty lines, methods that nobody knows. */
  readonly broken: number;
  /** Share of the requests of old programs, which write their text in Latin-1. */
  readonly latin1: number;
  /** Milliseconds after which an upstream is given up. */
  readonly timeoutMs: number;
}

/** How a request differs from what its route would make of it. */
export interface Deviation {
  readonly status?: number | undefined;
  /** Multiplies the latency. */
  readonly slower?: number;
}

/** A host with what is needed to draw from its routes. */
interface DrawnHost extends Host {
  readonly choices: readonly RouteChoice[];
}

interface RouteChoice {
  readonly routes: readonly DrawnRoute[];
  readonly choice: WeightedChoice;
}

interface DrawnRoute extends Route {
  readonly write: (random: Random) => string;
  readonly name: string;
  readonly service: string;
}

const OWN_STATUS = 'own';

/** What servers see on an open port, and what they answer. */
const BROKEN_REQUESTS: readonly (readonly [request: string, status: number])[] = [
  ['', 400],
  ['-', 408],
  ['\x16\x03\x01\x00\x7b\x01\x00\x00\x77\x03\x03', 400],
  ['\x03\x00\x00/*\x60\x00\x00\x00\x00\x00Cookie: mstshash=Administr', 400],
  ['GET /', 400],
  ['HELP', 400],
  ['PROPFINDp / HTTP/1.1', 405],
  ['GET /\"><script>alert(1)</script> HTTP/1.1', 400],
  ['CONNECT mail.example.com:25 HTTP/1.1', 405],
  ['POST https://other.example.net/login HTTP/1.1', 400],
];
const PROXIES = ['10.0.0.11', '10.0.0.12'];
const NO_UPSTREAMS: readonly UpstreamTry[] = [];

/** Draws the requests of visitors. */
export class Visits {
  readonly #settings: VisitSettings;
  readonly #clients: ClientPool;
  readonly #random: Random;
  readonly #hosts: readonly DrawnHost[];
  readonly #hostChoice: WeightedChoice;
  readonly #statuses: readonly string[];
  readonly #statusChoice: WeightedChoice;
  readonly #methods: readonly string[];
  readonly #methodChoice: WeightedChoice;
  readonly #referrers = new WeightedChoice(REFERRING_SITES.map(([, weight]) => weight));

  constructor(settings: VisitSettings, clients: ClientPool, seed: number, stream = 'visits') {
    this.#settings = settings;
    this.#clients = clients;
    this.#random = seededRandom(seed, stream);
    const methods = Object.entries(settings.methods ?? { '': 1 });
    this.#methods = methods.map(([method]) => method);
    this.#methodChoice = new WeightedChoice(methods.map(([, share]) => share));
    this.#hosts = settings.hosts.map((host) => ({
      ...host,
      choices: this.#methods.map((each) => routesOf(host, each)),
    }));
    this.#hostChoice = new WeightedChoice(settings.hosts.map(({ weight }) => weight));
    const shares = Object.values(settings.statuses).reduce((sum, share) => sum + share, 0);
    this.#statuses = [...Object.keys(settings.statuses), OWN_STATUS];
    this.#statusChoice = new WeightedChoice([...Object.values(settings.statuses), Math.max(0, 1 - shares)]);
  }

  /**
   * The next visitor's request.
   *
   * @param time milliseconds since 1970 UTC at which it is answered
   * @param deviate says how requests to a host are disturbed at the moment
   */
  draw(time: number, deviate?: (host: string) => Deviation | undefined): WebRequest {
    const random = this.#random;
    const host = this.#hosts[this.#hostChoice.draw(random)] as DrawnHost;
    const { routes, choice } = host.choices[this.#methodChoice.draw(random)] as RouteChoice;
    const route = routes[choice.draw(random)] as DrawnRoute;
    const status = this.#statuses[this.#statusChoice.draw(random)] as string;
    const client = this.#clients.draw(random);
    if (this.#settings.broken > 0 && random() < this.#settings.broken)
      return this.#brokenRequest(time, host, route, client);
    if (this.#settings.latin1 > 0 && random() < this.#settings.latin1)
      return this.#latin1Request(time, host, route, client);
    const ownStatus = status === OWN_STATUS ? route.status : Number(status);
    return this.#request(time, host, route, client, { status: ownStatus, ...deviate?.(host.name) });
  }

  #request(time: number, host: DrawnHost, route: DrawnRoute, client: Client, deviation: Deviation): WebRequest {
    const random = this.#random;
    const status = deviation.status ?? route.status;
    const { durationMs, upstreams } = this.#work(host, route, status, deviation.slower ?? 1);
    const isApi = route.path.startsWith('/api') || route.path.startsWith('/v');
    const proxy = random() < this.#settings.proxied ? PROXIES[integerBetween(random, 0, 1)] : undefined;
    return {
      time,
      client: client.address,
      peer: proxy ?? client.address,
      forwardedFor: proxy === undefined ? undefined : client.address,
      user: isApi && random() < 0.1 ? client.user : undefined,
      method: route.method,
      path: route.write(random),
      query: queryOf(route.query, random),
      protocol: isApi || random() < 0.4 ? 'HTTP/1.1' : 'HTTP/2.0',
      scheme: 'https',
      host: host.name,
      port: 443,
      status,
      bodyBytes: this.#bodyBytes(route, status),
      headerBytes: integerBetween(random, 160, 420),
      requestBytes: integerBetween(random, 120, route.method === 'POST' || route.method === 'PUT' ? 2_400 : 700),
      durationMs,
      upstreams,
      referrer: isApi ? undefined : this.#referrer(host.name),
      agent: client.agent,
      requestId: hexDigits(random, 32),
      route: route.name,
      service: route.service,
    };
  }

  #brokenRequest(time: number, host: DrawnHost, route: DrawnRoute, client: Client): WebRequest {
    const [rawRequest, status] = pick(this.#random, BROKEN_REQUESTS);
    const request = this.#request(time, host, route, client, { status });
    return { ...request, rawRequest, user: undefined, upstreams: NO_UPSTREAMS, referrer: undefined, agent: undefined };
  }

  #latin1Request(time: number, host: DrawnHost, route: DrawnRoute, client: Client): WebRequest {
    const request = this.#request(time, host, route, client, { status: 404 });
    return {
      ...request,
      path: inLatin1('/menü/café'),
      query: undefined,
      agent: inLatin1('Blåbär/1.0'),
      upstreams: NO_UPSTREAMS,
    };
  }

  /** What the upstreams do and how long all of it takes. */
  #work(
    host: DrawnHost,
    route: DrawnRoute,
    status: number,
    slower: number,
  ): Pick<WebRequest, 'durationMs' | 'upstreams'> {
    const random = this.#random;
    let worked = logNormal(random, route.medianMs, route.sigma) * slower;
    const overhead = 0.15 + random() * 0.6;
    const isRefused = status === 401 || status === 403 || status === 429 || (status === 503 && random() < 0.5);
    if (route.isStatic === true || host.upstreams.length === 0 || isRefused)
      return { durationMs: micros(Math.min(worked, 50) + overhead), upstreams: NO_UPSTREAMS };
    const address = host.upstreams[integerBetween(random, 0, host.upstreams.length - 1)] as string;
    if (status === 504) worked = this.#settings.timeoutMs;
    else if (status === 502) worked = Math.min(worked, 2);
    else if (status === 499) worked = Math.max(worked * 4, 800);
    worked = Math.min(worked, this.#settings.timeoutMs);
    const answered = status !== 504 && status !== 499;
    // nginx and its relatives write milliseconds; finer ones are in JSON only.
    const durationMs = answered ? Math.round(worked) : undefined;
    const asked: UpstreamTry = {
      address,
      status: status === 499 ? undefined : status,
      durationMs: status === 504 ? Math.round(worked) : durationMs,
      bytes: answered ? integerBetween(random, 0, route.bytes) : 0,
    };
    const first = random() < 0.004 ? host.upstreams.find((other) => other !== address) : undefined;
    const failed: UpstreamTry[] =
      first === undefined ? [] : [{ address: first, status: 502, durationMs: integerBetween(random, 0, 3), bytes: 0 }];
    return {
      durationMs: micros(worked + overhead + (failed[0]?.durationMs ?? 0)),
      upstreams: [...failed, asked],
    };
  }

  #bodyBytes(route: DrawnRoute, status: number): number {
    if (route.method === 'HEAD' || status === 204 || status === 304 || status === 499) return 0;
    if (status >= 300) return integerBetween(this.#random, 120, 620);
    return route.bytes === 0 ? 0 : Math.round(logNormal(this.#random, route.bytes, 0.5));
  }

  #referrer(host: string): string | undefined {
    const draw = this.#random();
    if (draw < 0.5) return `https://${host}/`;
    if (draw < 0.8) return undefined;
    return REFERRING_SITES[this.#referrers.draw(this.#random)]?.[0];
  }
}

function routesOf(host: Host, method: string): RouteChoice {
  const ofMethod = host.routes.filter((route) => route.method === method);
  const routes = method === '' || ofMethod.length === 0 ? host.routes : ofMethod;
  return {
    choice: new WeightedChoice(routes.map(({ weight }) => weight)),
    routes: routes.map((route) => ({
      ...route,
      method: method === '' ? route.method : method,
      write: pathWriter(route.path),
      name: nameOf(route.path),
      service: host.name.split('.')[0] as string,
    })),
  };
}

/** `/api/v1/orders/:id` → `api-v1-orders-id`. */
function nameOf(path: string): string {
  return path.replace(/[^a-z0-9]+/gi, '-').replace(/^-|-$/g, '') || 'root';
}

/** Servers measure whole microseconds. */
function micros(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
