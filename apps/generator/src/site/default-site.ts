import type { Route } from './route.js';

/** A host and its routes. */
export interface Host {
  readonly name: string;
  /** How much of the traffic it gets, compared with the others. */
  readonly weight: number;
  readonly routes: readonly Route[];
  /** Servers behind it, `host:port`. */
  readonly upstreams: readonly string[];
}

type Row = readonly [
  method: string,
  path: string,
  weight: number,
  medianMs: number,
  sigma: number,
  bytes: number,
  status?: number,
  query?: string,
];

const API: readonly Row[] = [
  ['GET', '/api/v1/orders/:id', 30, 14, 0.6, 1_400],
  ['GET', '/api/v1/orders', 18, 35, 0.7, 9_000, 200, 'page size'],
  ['POST', '/api/v1/orders', 6, 60, 0.6, 400, 201],
  ['PATCH', '/api/v1/orders/:id', 3, 40, 0.6, 350],
  ['DELETE', '/api/v1/orders/:id', 1, 30, 0.5, 0, 204],
  ['GET', '/api/v1/users/:uuid', 14, 9, 0.5, 700],
  ['PUT', '/api/v1/users/:uuid', 2, 28, 0.5, 700],
  ['GET', '/api/v1/search', 8, 120, 0.9, 12_000, 200, 'q page'],
  ['GET', '/api/v1/reports/:id/export', 1, 1_800, 0.8, 250_000],
];

const SHOP: readonly Row[] = [
  ['GET', '/', 20, 22, 0.6, 24_000],
  ['GET', '/products/:slug', 24, 30, 0.6, 18_000],
  ['GET', '/category/:slug', 12, 45, 0.7, 32_000, 200, 'sort page'],
  ['GET', '/cart', 8, 18, 0.5, 6_000],
  ['POST', '/cart/items', 6, 26, 0.5, 500, 302],
  ['POST', '/login', 3, 80, 0.4, 300, 302],
  ['POST', '/checkout', 2, 240, 0.7, 900, 302],
  ['HEAD', '/', 1, 8, 0.4, 0],
];

const PAY: readonly Row[] = [
  ['POST', '/v2/payments', 20, 210, 0.7, 600, 201],
  ['GET', '/v2/payments/:uuid', 24, 16, 0.5, 600],
  ['POST', '/v2/payments/:uuid/capture', 9, 320, 0.8, 300],
  ['POST', '/v2/refunds', 2, 280, 0.7, 400, 201],
  ['GET', '/v2/balance', 6, 12, 0.5, 120],
];

const ACCOUNTS: readonly Row[] = [
  ['POST', '/oauth/token', 26, 45, 0.5, 900],
  ['GET', '/userinfo', 20, 6, 0.4, 350],
  ['GET', '/.well-known/openid-configuration', 4, 2, 0.3, 1_900],
  ['GET', '/sessions/:key', 14, 7, 0.4, 250],
  ['DELETE', '/sessions/:key', 3, 9, 0.4, 0, 204],
];

const FILES: readonly Row[] = [
  ['GET', '/img/:id.webp', 40, 1.5, 0.8, 42_000],
  ['GET', '/assets/app.:key.js', 18, 1.2, 0.7, 160_000],
  ['GET', '/assets/app.:key.css', 14, 1, 0.6, 38_000],
  ['GET', '/favicon.ico', 5, 0.8, 0.5, 1_150],
  ['GET', '/video/:slug.mp4', 1, 900, 1.1, 3_500_000, 206],
];

/** Four projects by the part before the first dash, and one host that belongs to the platform. */
const HOSTS: readonly (readonly [name: string, weight: number, rows: readonly Row[], isStatic: boolean])[] = [
  ['shop-web.example.com', 30, SHOP, false],
  ['shop-api.example.com', 34, API, false],
  ['pay-api.example.com', 12, PAY, false],
  ['accounts.example.com', 10, ACCOUNTS, false],
  ['media-cdn.example.com', 14, FILES, true],
];

/** @param count how many hosts; more than the first five are further projects with routes like theirs */
export function defaultSite(count = HOSTS.length): Host[] {
  return Array.from({ length: count }, (_, index) => {
    const [first, weight, rows, isStatic] = HOSTS[index % HOSTS.length] as (typeof HOSTS)[number];
    const round = Math.floor(index / HOSTS.length);
    const name = round === 0 ? first : first.replace(/^[a-z]+/, (project) => `${project}${round + 1}`);
    const routes = rows.map((row) => routeOf(row, isStatic));
    const upstreams = isStatic ? [] : [1, 2, 3].map((server) => `10.20.${index % 250}.${10 + server}:8080`);
    return { name, weight: weight / (round + 1), routes, upstreams };
  });
}

function routeOf([method, path, weight, medianMs, sigma, bytes, status = 200, query]: Row, isStatic: boolean): Route {
  const names = query === undefined ? {} : { query: query.split(' ') };
  return { method, path, weight, medianMs, sigma, bytes, status, isStatic, ...names };
}
